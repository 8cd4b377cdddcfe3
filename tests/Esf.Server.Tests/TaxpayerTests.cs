using System.Net;
using System.Text.Json.Nodes;
using Esf.Server.Tests.Support;
using Google.Rpc;
using Grpc.Core;

namespace Esf.Server.Tests;

/// <summary>Registrations: written once, replaced as a whole, guarded by an etag, and copied into invoices for good.</summary>
public abstract class TaxpayerTests(TestServer server) : ServerTests(server)
{
    [Fact]
    public async Task Registering_the_same_data_again_answers_the_stored_taxpayer()
    {
        var taxpayer = Given.Taxpayer(Bins.Next());
        var first = await RegisterAsync(taxpayer);
        Clock.Set(Given.Noon.AddDays(3));

        Assert.Equal(first, await RegisterAsync(taxpayer));
        Assert.Equal(Given.Noon, first.CreateTime.ToDateTimeOffset());
        Assert.Equal($"taxpayers/{taxpayer.Bin}", first.Name);
        Assert.Equal(first, (await Server.Taxpayers.GetTaxpayerAsync(new() { Name = first.Name }, cancellationToken: Cancel)).Taxpayer);
    }

    [Fact]
    public async Task Registering_other_data_is_refused()
    {
        var taxpayer = Given.Taxpayer(Bins.Next());
        var first = await RegisterAsync(taxpayer);
        taxpayer.VatRegistration.DeregisteredOn = Given.Date(new(2026, 12, 1));

        var refusal = await RefuseAsync(taxpayer);

        Assert.Equal((StatusCode.AlreadyExists, "TAXPAYER_EXISTS"), (refusal.Code, refusal.Reason));
        Assert.Equal(first.Name, refusal.Detail<ResourceInfo>()!.ResourceName);
        Assert.Equal("esf/Taxpayer", refusal.Detail<ResourceInfo>()!.ResourceType);
        Assert.Equal(first, (await Server.Taxpayers.GetTaxpayerAsync(new() { Name = first.Name }, cancellationToken: Cancel)).Taxpayer);
        var answer = await Json.PostAsync("/v1/taxpayers", taxpayer.ToJson());
        Assert.Equal((HttpStatusCode.Conflict, "TAXPAYER_EXISTS"), (answer.Status, answer.Reason));
    }

    [Fact]
    public async Task Registering_the_same_data_at_once_answers_one_taxpayer()
    {
        var taxpayer = Given.Taxpayer(Bins.Next());

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => RegisterAsync(taxpayer)));

        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
    }

    [Theory]
    [InlineData("000000000000")] // passes the checksum; banks write it for non-residents
    [InlineData("941240001152")] // check digit
    [InlineData("940150003031")] // a non-resident company
    [InlineData("941340001150")] // a thirteenth month
    public async Task A_number_that_is_no_resident_is_a_wrong_TIN(string bin)
    {
        var refusal = await RefuseAsync(Given.Taxpayer(bin));

        Assert.Equal((StatusCode.InvalidArgument, "REQUEST_INVALID"), (refusal.Code, refusal.Reason));
        Assert.Equal(["taxpayer.bin: WRONG_TIN"], refusal.Violations);
        Assert.Equal(["taxpayer.bin: WRONG_TIN"], (await Json.PostAsync("/v1/taxpayers", Given.Taxpayer(bin).ToJson())).Violations);
    }

    [Fact]
    public async Task Every_fault_of_a_registration_is_told_at_once()
    {
        var refusal = await RefuseAsync(new V1.Taxpayer
        {
            Bin = "12",
            LegalName = "ab",
            VatRegistration = new()
            {
                CertificateSeries = "123456",
                CertificateNumber = "A1",
                RegisteredOn = Given.Date(new(2026, 1, 2)),
                DeregisteredOn = Given.Date(new(2026, 1, 2)),
            },
        });

        Assert.Equal(
            [
                "taxpayer.address: FIELD_IS_NULL",
                "taxpayer.bin: FIELD_INVALID",
                "taxpayer.legal_name: FIELD_INVALID",
                "taxpayer.vat_registration.certificate_number: FIELD_INVALID",
                "taxpayer.vat_registration.certificate_series: FIELD_INVALID",
                "taxpayer.vat_registration.deregistered_on: FIELD_INVALID",
            ],
            refusal.Violations.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_update_with_the_etag_replaces_and_a_stale_etag_is_refused()
    {
        var first = await RegisterAsync(Given.Taxpayer(Bins.Next()));
        var change = first.Clone();
        change.Address = "г. Астана, ул. Достык, 5";
        Clock.Set(Given.Noon.AddHours(1));

        var second = (await Server.Taxpayers.UpdateTaxpayerAsync(new() { Taxpayer = change }, cancellationToken: Cancel)).Taxpayer;
        var refusal = await RpcRefusal.OfAsync(Server.Taxpayers.UpdateTaxpayerAsync(new() { Taxpayer = change }, cancellationToken: Cancel));

        Assert.Equal("г. Астана, ул. Достык, 5", second.Address);
        Assert.NotEqual(first.Etag, second.Etag);
        Assert.Equal((Given.Noon, Given.Noon.AddHours(1)), (second.CreateTime.ToDateTimeOffset(), second.UpdateTime.ToDateTimeOffset()));
        Assert.Equal((StatusCode.Aborted, "ETAG_MISMATCH"), (refusal.Code, refusal.Reason));
        Assert.Equal((second.Etag, first.Etag), (refusal.Info.Metadata["actual"], refusal.Info.Metadata["sent"]));
        Assert.Equal(second, (await Server.Taxpayers.GetTaxpayerAsync(new() { Name = first.Name }, cancellationToken: Cancel)).Taxpayer);
    }

    [Fact]
    public async Task Of_parallel_updates_with_one_etag_one_wins()
    {
        var first = await RegisterAsync(Given.Taxpayer(Bins.Next()));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            var change = first.Clone();
            change.Address = $"г. Алматы, дом {i}";
            try
            {
                return (await Server.Taxpayers.UpdateTaxpayerAsync(new() { Taxpayer = change }, cancellationToken: Cancel)).Taxpayer.Address;
            }
            catch (RpcException e)
            {
                return e.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason;
            }
        }));

        Assert.Equal(7, answers.Count(answer => answer == "ETAG_MISMATCH"));
        var stored = (await Server.Taxpayers.GetTaxpayerAsync(new() { Name = first.Name }, cancellationToken: Cancel)).Taxpayer;
        Assert.Equal(stored.Address, Assert.Single(answers, answer => answer != "ETAG_MISMATCH"));
    }

    [Fact]
    public async Task An_update_over_JSON_takes_the_name_from_the_path_and_removes_what_is_left_out()
    {
        var taxpayer = Given.Taxpayer(Bins.Next());
        taxpayer.VatRegistration.DeregisteredOn = Given.Date(new(2030, 1, 1));
        var first = await RegisterAsync(taxpayer);
        taxpayer.VatRegistration.DeregisteredOn = null;
        var body = taxpayer.ToJson();
        body["etag"] = first.Etag;

        var answer = (await Json.PatchAsync($"/v1/{first.Name}", body)).Success();

        Assert.Equal(first.Name, (string?)answer["name"]);
        Assert.Null(answer["vatRegistration"]!["deregisteredOn"]);
        var stale = await Json.PatchAsync($"/v1/{first.Name}", body);
        Assert.Equal((HttpStatusCode.Conflict, "ETAG_MISMATCH"), (stale.Status, stale.Reason));
    }

    [Fact]
    public async Task An_update_cannot_change_the_BIN()
    {
        var first = await RegisterAsync(Given.Taxpayer(Bins.Next()));
        var change = first.Clone();
        change.Bin = Bins.Next();

        var refusal = await RpcRefusal.OfAsync(Server.Taxpayers.UpdateTaxpayerAsync(new() { Taxpayer = change }, cancellationToken: Cancel));

        Assert.Equal(["taxpayer.bin: FIELD_INVALID"], refusal.Violations);
    }

    [Fact]
    public async Task A_taxpayer_that_nobody_registered_is_not_found_by_any_method()
    {
        var bin = Bins.Next();
        var taxpayer = Given.Taxpayer(bin);
        taxpayer.Name = $"taxpayers/{bin}";
        var request = Given.Request(Given.Invoice($"taxpayers/{bin}/vatPayments/20260525-0123456789abcdef"), bin);

        RpcRefusal[] refusals =
        [
            await RpcRefusal.OfAsync(Server.Taxpayers.GetTaxpayerAsync(new() { Name = taxpayer.Name }, cancellationToken: Cancel)),
            await RpcRefusal.OfAsync(Server.Taxpayers.UpdateTaxpayerAsync(new() { Taxpayer = taxpayer }, cancellationToken: Cancel)),
            await RpcRefusal.OfAsync(Server.VatPayments.RecordVatPaymentAsync(new() { Parent = taxpayer.Name, VatPayment = Given.Payment() }, cancellationToken: Cancel)),
            await RpcRefusal.OfAsync(Server.VatPayments.BatchRecordVatPaymentsAsync(new() { Parent = taxpayer.Name, VatPayments = { Given.Payment() } }, cancellationToken: Cancel)),
            await RpcRefusal.OfAsync(Server.VatPayments.ListVatPaymentsAsync(new() { Parent = taxpayer.Name }, cancellationToken: Cancel)),
            await RpcRefusal.OfAsync(Server.VatPayments.ListIssueDeadlinesAsync(new() { Parent = taxpayer.Name }, cancellationToken: Cancel)),
            await RpcRefusal.OfAsync(Server.Invoices.ValidateInvoiceAsync(new() { Parent = taxpayer.Name, Invoice = request.Invoice }, cancellationToken: Cancel)),
            await RefuseAsync(request),
            await RpcRefusal.OfAsync(Server.Invoices.BatchIssueInvoicesAsync(new() { Parent = taxpayer.Name, Requests = { request } }, cancellationToken: Cancel)),
            await RpcRefusal.OfAsync(Server.Invoices.ListInvoicesAsync(new() { Parent = taxpayer.Name }, cancellationToken: Cancel)),
        ];

        Assert.All(refusals, refusal => Assert.Equal((StatusCode.NotFound, "TAXPAYER_NOT_FOUND"), (refusal.Code, refusal.Reason)));
        Assert.All(refusals, refusal => Assert.Equal(taxpayer.Name, refusal.Detail<ResourceInfo>()!.ResourceName));
        Assert.Equal(HttpStatusCode.NotFound, (await Json.ReadAsync($"/v1/{taxpayer.Name}")).Status);
    }

    [Fact]
    public async Task An_invoice_keeps_the_registration_as_it_was_when_it_was_issued()
    {
        var (bin, payment) = await PaidAsync(2 * 16m);
        var before = await IssueAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin));
        var change = Given.Taxpayer(bin);
        change.Name = $"taxpayers/{bin}";
        change.LegalName = "АО \"Новое имя\"";
        change.VatRegistration.CertificateNumber = "7654321";
        await Server.Taxpayers.UpdateTaxpayerAsync(new() { Taxpayer = change }, cancellationToken: Cancel);

        var after = await IssueAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin));

        Assert.Equal(("АО \"Новое имя\"", "7654321"), (after.Recipient.LegalName, after.Recipient.VatCertificateNumber));
        Assert.Equal(before, (await Server.Invoices.GetInvoiceAsync(new() { Name = before.Name }, cancellationToken: Cancel)).Invoice);
        Assert.Equal([before, after], await ListAsync(bin));
        await AssertUnbrokenAsync(bin, 2);
    }

    [Fact]
    public async Task An_issue_while_the_registration_is_replaced_carries_one_of_the_two_as_a_whole()
    {
        var (bin, payment) = await PaidAsync(20 * 16m);
        var change = Given.Taxpayer(bin);
        change.Name = $"taxpayers/{bin}";
        (change.LegalName, change.Address) = ("ТОО \"Новое\"", "г. Астана");

        var issues = Enumerable.Range(0, 20).Select(_ => IssueAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin))).ToArray();
        await Server.Taxpayers.UpdateTaxpayerAsync(new() { Taxpayer = change }, cancellationToken: Cancel);
        var invoices = await Task.WhenAll(issues);

        var old = Given.Taxpayer(bin);
        (string, string)[] registrations = [(old.LegalName, old.Address), (change.LegalName, change.Address)];
        Assert.All(invoices, invoice => Assert.Contains((invoice.Recipient.LegalName, invoice.Recipient.Address), registrations));
    }

    [Fact]
    public async Task The_JSON_answer_is_the_taxpayer_itself()
    {
        var taxpayer = Given.Taxpayer(Bins.Next());

        var answer = (await Json.PostAsync("/v1/taxpayers", taxpayer.ToJson())).Success();

        Assert.Equal($"taxpayers/{taxpayer.Bin}", (string?)answer["name"]);
        Assert.Equal("""{"year":2015,"month":3,"day":1}""", answer["vatRegistration"]!["registeredOn"]!.ToJsonString());
        Assert.Equal("2026-05-26T07:00:00Z", (string?)answer["createTime"]);
        Assert.True(JsonNode.DeepEquals(answer, (await Json.ReadAsync($"/v1/taxpayers/{taxpayer.Bin}")).Success()));
    }

    private async Task<V1.Taxpayer> RegisterAsync(V1.Taxpayer taxpayer) =>
        (await Server.Taxpayers.RegisterTaxpayerAsync(new() { Taxpayer = taxpayer }, cancellationToken: Cancel)).Taxpayer;

    private Task<RpcRefusal> RefuseAsync(V1.Taxpayer taxpayer) =>
        RpcRefusal.OfAsync(Server.Taxpayers.RegisterTaxpayerAsync(new() { Taxpayer = taxpayer }, cancellationToken: Cancel));
}

public sealed class SqliteTaxpayerTests(SqliteServer server) : TaxpayerTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresTaxpayerTests(PostgresServer server) : TaxpayerTests(server), IClassFixture<PostgresServer>;
