using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Esf.Server.Tests.Support;
using Google.Protobuf;
using Grpc.Core;

namespace Esf.Server.Tests;

/// <summary>Whatever a request is turned into, the server knows what to say: it is never the server's fault.</summary>
public abstract class FuzzTests(TestServer server) : ServerTests(server)
{
    private static readonly Gen<string> Leaf = Gen.OneOf(
        Gen.OneOf(
            "null", "true", "false", "0", "-1", "1e400", "1.5", "{}", "[]", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00x\"", "\"1e5\"", "\"-1.00\"",
            "\"5200000.00\"", "\"999999999999999.99\"", "\"0.000001\"", "\"DE\"", "\"RU\"", "\"KZ\"", "\"941240001151\"", "\"taxpayers/-\"", "{\"value\": \"-1\"}",
            "{\"value\": \"832000.00\"}", "{\"year\": 2026, \"month\": 2, \"day\": 30}", "{\"year\": 2026, \"month\": 5, \"day\": 26}", "\"2026-05-26T00:00:00Z\"",
            "\"BANK_PAYMENT\"", "\"6f1b8a52-5a2b-4c39-9f0e-0a6d3a1f7b11\""),
        Gen.Int.Select(number => number.ToString(CultureInfo.InvariantCulture)),
        Gen.Decimal.Select(number => $"\"{number.ToString(CultureInfo.InvariantCulture)}\""),
        Gen.String.Select(text => JsonSerializer.Serialize(text)));

    private static readonly Gen<string> Value = Nested(Nested(Leaf));

    // Up to three places of a body, each removed, replaced, or given a neighbour.
    private static readonly Gen<(int Place, int Operation, string Value)[]> Mutations =
        Gen.Select(Gen.Int[0, 10_000], Gen.Int[0, 2], Value).Array[1, 3];

    [Fact]
    public async Task A_mutated_request_is_answered_or_refused_on_both_faces_and_the_ledger_stays_whole()
    {
        var (bin, payment) = await PaidAsync(999_999_999_999m);
        var sample = Given.SampleRequest(payment.Name).ToJsonString();

        await Mutations.SampleAsync(
            async mutations =>
            {
                var body = Mutate(sample, mutations);
                await AssertAnsweredAsync($"/v1/taxpayers/{bin}/invoices:issue", body);
                await AssertAnsweredAsync($"/v1/taxpayers/{bin}/invoices:batchIssue", $"{{\"requests\": [{body}]}}");
                await AssertAnsweredOverGrpcAsync(bin, body);
            },
            iter: 300,
            threads: 2);

        await AssertUnbrokenAsync(bin, (await ListAsync(bin)).Count);
    }

    [Fact]
    public async Task A_mutated_validation_is_answered_or_refused()
    {
        var (bin, payment) = await PaidAsync();
        var sample = new JsonObject { ["invoice"] = Given.SampleRequest(payment.Name)["invoice"]!.DeepClone() }.ToJsonString();

        await Mutations.SampleAsync(
            mutations => AssertAnsweredAsync($"/v1/taxpayers/{bin}/invoices:validate", Mutate(sample, mutations)), iter: 300, threads: 2);
    }

    [Fact]
    public async Task A_mutated_taxpayer_or_payment_is_answered_or_refused()
    {
        var bin = await RegisterAsync();
        var taxpayer = Given.Sample("taxpayer.json").ToJsonString();
        var payment = Given.Sample("vat_payment.json").ToJsonString();

        await Mutations.SampleAsync(
            async mutations =>
            {
                await AssertAnsweredAsync("/v1/taxpayers", Mutate(taxpayer, mutations));
                await AssertAnsweredAsync($"/v1/taxpayers/{bin}/vatPayments", Mutate(payment, mutations));
            },
            iter: 200,
            threads: 2);
    }

    [Fact]
    public async Task Random_bytes_are_no_message_or_a_faulty_one_but_never_a_fault_of_the_server()
    {
        var bytes = Marshallers.Create(value => value, value => value);
        var method = new Method<byte[], byte[]>(MethodType.Unary, "esf.v1.InvoiceService", "IssueInvoice", bytes, bytes);

        await Gen.Byte.Array[0, 200].SampleAsync(
            async message =>
            {
                var exception = await Assert.ThrowsAsync<RpcException>(async () =>
                    await Server.Channel.CreateCallInvoker().AsyncUnaryCall(method, null, new(cancellationToken: Cancel), message));
                Assert.Equal(StatusCode.InvalidArgument, exception.StatusCode);
            },
            iter: 300,
            threads: 2);
    }

    private static Gen<string> Nested(Gen<string> inner) => Gen.Frequency(
        (4, inner),
        (1, inner.Array[0, 3].Select(items => $"[{string.Join(',', items)}]")),
        (1, Gen.Select(Gen.OneOf(Gen.OneOf("value", "year", "number", "invoice"), Gen.String.AlphaNumeric), inner).Array[0, 3].Select(members =>
            $"{{{string.Join(',', members.Select(member => $"{JsonSerializer.Serialize(member.Item1)}:{member.Item2}"))}}}")));

    // Marks are put into the tree, and raw JSON in their place at the end: the values need not be such that a tree could hold them.
    private static string Mutate(string json, (int Place, int Operation, string Value)[] mutations)
    {
        var root = JsonNode.Parse(json)!;
        for (var i = 0; i < mutations.Length; i++)
        {
            var places = Places(root).ToArray();
            if (places.Length > 0)
            {
                Change(places[mutations[i].Place % places.Length], mutations[i].Operation, MarkOf(i));
            }
        }

        var text = root.ToJsonString();
        for (var i = 0; i < mutations.Length; i++)
        {
            text = text.Replace($"\"{MarkOf(i)}\"", mutations[i].Value, StringComparison.Ordinal);
        }

        return text;
    }

    private static string MarkOf(int mutation) => string.Create(CultureInfo.InvariantCulture, $"@@{mutation}@@");

    private static IEnumerable<JsonNode> Places(JsonNode node)
    {
        var children = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray items => items,
            _ => [],
        };
        foreach (var child in children.OfType<JsonNode>())
        {
            yield return child;
            foreach (var inner in Places(child))
            {
                yield return inner;
            }
        }
    }

    private static void Change(JsonNode node, int operation, string mark)
    {
        switch (operation, node.Parent)
        {
            case (0, JsonObject parent):
                parent.Remove(node.GetPropertyName());
                break;
            case (0, JsonArray parent):
                parent.Remove(node);
                break;
            case (1, _):
                node.ReplaceWith(mark);
                break;
            case (_, JsonObject parent):
                parent[$"{node.GetPropertyName()}Extra"] = mark;
                break;
            case (_, JsonArray parent):
                parent.Add(mark);
                break;
        }
    }

    private async Task AssertAnsweredAsync(string path, string body)
    {
        var answer = await Json.PostAsync(path, body);
        Assert.True(answer.Status < HttpStatusCode.InternalServerError, $"{(int)answer.Status} for {body}: {answer.Body.ToJsonString()}");
        Assert.True(answer.Status == HttpStatusCode.OK || answer.Reason is not null, $"{(int)answer.Status} without a reason for {body}");
    }

    private async Task AssertAnsweredOverGrpcAsync(string bin, string body)
    {
        V1.IssueInvoiceRequest request;
        try
        {
            request = new JsonParser(JsonParser.Settings.Default.WithIgnoreUnknownFields(true)).Parse<V1.IssueInvoiceRequest>(body);
        }
        catch (Exception e) when (e is IOException or FormatException or ArgumentException or InvalidOperationException or OverflowException)
        {
            return; // It is no message, so no client could send it.
        }

        request.Parent = $"taxpayers/{bin}";
        try
        {
            await IssueAsync(request);
        }
        catch (RpcException e)
        {
            Assert.False(e.StatusCode is StatusCode.Internal or StatusCode.Unknown, $"{e.Status} for {body}");
        }
    }
}

public sealed class SqliteFuzzTests(SqliteServer server) : FuzzTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresFuzzTests(PostgresServer server) : FuzzTests(server), IClassFixture<PostgresServer>;
