using Esf.Server.Tests.Support;
using Google.Protobuf.WellKnownTypes;

namespace Esf.Server.Tests.Offsets;

/// <summary>Questions that cannot be answered, and lists that are read while others issue.</summary>
public abstract class OffsetRequestTests(TestServer server) : ServerTests(server)
{
    [Fact]
    public async Task Everything_wrong_with_a_filter_is_told_at_once()
    {
        var bin = await RegisterAsync();
        var request = new V1.ListOffsetsRequest
        {
            Parent = $"taxpayers/{bin}",
            PageSize = -1,
            OffsetDateFrom = Given.Date(new(2026, 5, 2)),
            OffsetDateTo = Given.Date(new(2026, 5, 1)),
            TaxPeriod = "2026-Q5",
            SupplierCountryCode = "XX",
            State = (V1.OffsetState)9,
            AsOf = new() { Seconds = long.MaxValue },
        };

        var refusal = await RpcRefusal.OfAsync(Server.Offsets.ListOffsetsAsync(request, cancellationToken: Cancel));

        Assert.Equal(
            [
                "offset_date_to: FIELD_INVALID", "tax_period: FIELD_INVALID", "state: FIELD_INVALID", "as_of: FIELD_INVALID", "page_size: FIELD_INVALID",
                "supplier_country_code: INVALID_SELLER_COUNTRY_CODE",
            ],
            refusal.Violations);
    }

    [Theory]
    [InlineData("taxPeriod=2026-Q5", "tax_period")]
    [InlineData("offsetDateFrom=2026-02-30", "offsetDateFrom")]
    [InlineData("state=effective", "state")]
    [InlineData("asOf=yesterday", "asOf")]
    [InlineData("asOf=2026-05-26T00:00:00", "asOf")]
    [InlineData("period=2026-Q2", "period")]
    public async Task The_JSON_face_names_the_parameter(string query, string field)
    {
        var bin = await RegisterAsync();
        var answer = await Json.ReadAsync($"/v1/taxpayers/{bin}/offsets?{query}");

        Assert.Equal([$"{field}: FIELD_INVALID"], answer.Violations);
    }

    [Fact]
    public async Task A_page_token_of_another_filter_or_list_or_an_edited_one_is_refused()
    {
        var (bin, payment) = await PaidAsync(1_000m);
        await IssueAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin));
        await IssueAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin));
        var request = new V1.ListOffsetsRequest { Parent = $"taxpayers/{bin}", PageSize = 1 };
        var token = (await Server.Offsets.ListOffsetsAsync(request, cancellationToken: Cancel)).NextPageToken;
        V1.ListOffsetsRequest[] foreign =
        [
            new(request) { PageToken = token, TaxPeriod = "2026-Q2" },
            new(request) { PageToken = token, Parent = "taxpayers/-" },
            new(request) { PageToken = token, AsOf = Given.Noon.AddDays(-1).ToTimestamp() },
            new(request) { PageToken = (token[0] == 'A' ? 'B' : 'A') + token[1..] },
        ];

        foreach (var each in foreign)
        {
            Assert.Equal(["page_token: PAGE_TOKEN_INVALID"], (await RpcRefusal.OfAsync(Server.Offsets.ListOffsetsAsync(each, cancellationToken: Cancel))).Violations);
        }

        var sums = new V1.SummarizeOffsetsRequest { Parent = $"taxpayers/{bin}", PageToken = token };
        Assert.Equal(["page_token: PAGE_TOKEN_INVALID"], (await RpcRefusal.OfAsync(Server.Offsets.SummarizeOffsetsAsync(sums, cancellationToken: Cancel))).Violations);
        request.PageToken = token;
        Assert.Single((await Server.Offsets.ListOffsetsAsync(request, cancellationToken: Cancel)).Offsets);
    }

    [Fact]
    public async Task An_instant_whose_answer_could_still_change_is_refused()
    {
        var (bin, payment) = await PaidAsync(1_000m);
        await IssueAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin));
        var request = new V1.ListOffsetsRequest { Parent = $"taxpayers/{bin}", AsOf = Clock.GetUtcNow().AddDays(1).ToTimestamp() };

        var refusal = await RpcRefusal.OfAsync(Server.Offsets.ListOffsetsAsync(request, cancellationToken: Cancel));
        Assert.Equal(["as_of: AS_OF_TOO_RECENT"], refusal.Violations);
        Assert.Null(refusal.Detail<Google.Rpc.RetryInfo>());

        Clock.Set(request.AsOf.ToDateTimeOffset().AddSeconds(-5));
        refusal = await RpcRefusal.OfAsync(Server.Offsets.ListOffsetsAsync(request, cancellationToken: Cancel));
        Assert.Equal(["as_of: AS_OF_TOO_RECENT"], refusal.Violations);
        Assert.Equal(TimeSpan.FromSeconds(5), refusal.Detail<Google.Rpc.RetryInfo>()!.RetryDelay.ToTimeSpan());

        Clock.Set(request.AsOf.ToDateTimeOffset());
        Assert.Single((await Server.Offsets.ListOffsetsAsync(request, cancellationToken: Cancel)).Offsets);
    }

    [Fact]
    public async Task A_taxpayer_that_nobody_registered_is_not_an_empty_list()
    {
        var parent = $"taxpayers/{Bins.Next()}";

        Assert.Equal("TAXPAYER_NOT_FOUND", (await RpcRefusal.OfAsync(Server.Offsets.ListOffsetsAsync(new() { Parent = parent }, cancellationToken: Cancel))).Reason);
        Assert.Equal("TAXPAYER_NOT_FOUND", (await RpcRefusal.OfAsync(Server.Offsets.SummarizeOffsetsAsync(new() { Parent = parent }, cancellationToken: Cancel))).Reason);
        Assert.Equal("TAXPAYER_NOT_FOUND", (await RpcRefusal.OfAsync(Server.Offsets.VerifyLedgerAsync(new() { Parent = parent }, cancellationToken: Cancel))).Reason);
        Assert.Equal("TAXPAYER_NOT_FOUND", (await RpcRefusal.OfAsync(Server.Offsets.GetLedgerCheckpointAsync(new() { Parent = parent }, cancellationToken: Cancel))).Reason);
    }

    /// <summary>The union of the pages is the register at the moment that all of them name: no hole, no double.</summary>
    [Fact]
    public async Task Pages_that_are_read_while_5000_invoices_are_issued_are_the_register_at_their_moment()
    {
        const int Count = 5_000;
        const int Batch = 250;
        var taxpayers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PaidAsync(Count * 16m)));
        var issued = 0;
        var writer = WriteAsync();
        var rounds = 0;
        do
        {
            var request = new V1.ListOffsetsRequest { Parent = "taxpayers/-", PageSize = 200 };
            var seen = new List<V1.Offset>();
            Timestamp? through = null;
            do
            {
                var page = await Server.Offsets.ListOffsetsAsync(request, cancellationToken: Cancel);
                Assert.True(through is null || through.Equals(page.CompleteThrough), "The moment has changed between two pages.");
                through = page.CompleteThrough;
                seen.AddRange(page.Offsets);
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);

            // Ledgers have no gaps, so what a moment holds of one is 1 … N; and the sums of the same moment agree.
            foreach (var ledger in seen.GroupBy(offset => offset.Taxpayer))
            {
                Assert.Equal(Enumerable.Range(1, ledger.Count()), ledger.Select(offset => int.Parse(offset.RegistrationNumber[^8..], System.Globalization.CultureInfo.InvariantCulture)).Order());
            }

            rounds++;
            if (writer.IsCompleted)
            {
                await writer;
                Assert.InRange(rounds, 2, int.MaxValue);
                break;
            }
        }
        while (true);

        var all = await Server.Offsets.SummarizeOffsetsAsync(new() { Parent = "taxpayers/-" }, cancellationToken: Cancel);
        Assert.InRange(all.Total.OffsetCount, Count, int.MaxValue);

        async Task WriteAsync()
        {
            while (issued < Count)
            {
                var (bin, payment) = taxpayers[issued / Batch % taxpayers.Length];
                var request = new V1.BatchIssueInvoicesRequest
                {
                    Parent = $"taxpayers/{bin}",
                    Requests = { Enumerable.Range(0, Batch).Select(_ => Given.Request(Given.Invoice(payment.Name, 100m), bin)) },
                };
                var response = await Server.Invoices.BatchIssueInvoicesAsync(request, cancellationToken: Cancel);
                Assert.All(response.Outcomes, outcome => Assert.NotNull(outcome.Issued));
                issued += Batch;
            }
        }
    }
}

public sealed class SqliteOffsetRequestTests(SqliteServer server) : OffsetRequestTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresOffsetRequestTests(PostgresServer server) : OffsetRequestTests(server), IClassFixture<PostgresServer>;
