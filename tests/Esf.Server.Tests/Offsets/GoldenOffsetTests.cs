using System.Collections.Concurrent;
using Esf.Server.Tests.Support;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Esf.Server.Tests.Offsets;

/// <summary>Every query over the golden register answers what <see cref="OffsetModel"/> computes from the steps.</summary>
public abstract class GoldenOffsetTests(TestServer server) : ServerTests(server)
{
    private static readonly ConcurrentDictionary<TestServer, Task<OffsetModel>> Models = [];

    private static readonly (DateOnly? From, DateOnly? To, string? Period, string? Country, string? State)[] Filters =
    [
        (null, null, null, null, null),
        (new(2026, 8, 26), new(2026, 8, 30), null, null, null),
        (new(2026, 12, 31), null, null, null, null),
        (null, new(2026, 12, 31), null, null, null),
        (new(2027, 1, 1), new(2027, 1, 1), null, null, null),
        (null, null, "2026-Q3", null, null),
        (null, null, "2026-Q4", null, null),
        (null, null, "2027-Q1", null, null),
        (null, null, "2027-Q2", null, null),
        (new(2026, 11, 1), null, "2026-Q4", null, null),
        (null, null, null, "FR", null),
        (null, null, "2026-Q4", "RU", null),
        (null, null, null, null, "Effective"),
        (null, null, null, null, "Replaced"),
        (null, null, null, null, "Withdrawn"),
        (null, null, "2026-Q3", "DE", "Replaced"),
    ];

    [Fact]
    public async Task The_golden_register_has_what_it_is_there_for()
    {
        var model = await ModelAsync();

        Assert.Equal(4, model.Taxpayers.Count);
        Assert.InRange(model.Entries.Count(), 60, int.MaxValue);
        Assert.Superset(new HashSet<string> { "2026-Q3", "2026-Q4", "2027-Q1" }, model.Entries.Select(entry => OffsetModel.Quarter(entry.Date)).ToHashSet());
        Assert.Superset(new HashSet<string?> { null, "Replaced", "Withdrawn" }, model.Entries.Select(entry => entry.End?.State).ToHashSet());
        Assert.Contains(model.Entries, entry => entry.Vat < 0);
        Assert.Superset(Enumerable.Range(1, 5).ToHashSet(), model.Entries.Select(entry => entry.Date.DayNumber - entry.PaidOn.DayNumber).ToHashSet());
    }

    [Fact]
    public async Task Every_list_is_as_computed_from_the_steps()
    {
        var model = await ModelAsync();
        foreach (var bin in model.Taxpayers.Append(null))
        {
            foreach (var asOf in Moments(model))
            {
                foreach (var (from, to, period, country, state) in Filters)
                {
                    var request = new V1.ListOffsetsRequest
                    {
                        Parent = $"taxpayers/{bin ?? "-"}",
                        PageSize = 7,
                        OffsetDateFrom = from is { } first ? Given.Date(first) : null,
                        OffsetDateTo = to is { } last ? Given.Date(last) : null,
                        TaxPeriod = period ?? string.Empty,
                        SupplierCountryCode = country ?? string.Empty,
                        State = state is null ? V1.OffsetState.Unspecified : System.Enum.Parse<V1.OffsetState>(state),
                        AsOf = asOf?.ToTimestamp(),
                    };

                    Assert.Equal(model.List(bin, from, to, period, country, state, asOf), (await PagesAsync(request)).Select(OffsetModel.Expected.Of));
                }
            }
        }
    }

    [Fact]
    public async Task A_stream_is_the_list()
    {
        var model = await ModelAsync();
        foreach (var asOf in Moments(model))
        {
            using var call = Server.Offsets.StreamOffsets(new() { Parent = "taxpayers/-", AsOf = asOf?.ToTimestamp() }, cancellationToken: Cancel);
            var offsets = new List<V1.Offset>();
            await foreach (var message in call.ResponseStream.ReadAllAsync(Cancel))
            {
                Assert.Equal(model.List(null, null, null, null, null, null, asOf).Count(), message.TotalCount);
                offsets.AddRange(message.Offsets);
            }

            Assert.Equal(model.List(null, null, null, null, null, null, asOf), offsets.Select(OffsetModel.Expected.Of));
        }
    }

    [Fact]
    public async Task Every_offset_names_the_payments_of_its_invoice_and_its_turnover_date()
    {
        await ModelAsync();
        foreach (var offset in await PagesAsync(new() { Parent = "taxpayers/-" }))
        {
            var invoice = await Server.Invoices.GetInvoiceAsync(new() { Name = offset.Invoice }, cancellationToken: Cancel);
            Assert.Equal(invoice.Invoice.TurnoverDate, offset.TurnoverDate);
            Assert.Equal(
                invoice.Invoice.PaymentAllocations.Select(part => (part.VatPayment, part.Amount.Value)).Order(),
                offset.Payments.Select(part => (part.VatPayment, part.Amount.Value)).Order());
            foreach (var part in offset.Payments)
            {
                var payment = await Server.VatPayments.GetVatPaymentAsync(new() { Name = part.VatPayment }, cancellationToken: Cancel);
                Assert.Equal((payment.VatPayment.DocumentNumber, payment.VatPayment.PaidOn), (part.DocumentNumber, part.PaidOn));
            }
        }
    }

    [Theory]
    [InlineData(V1.OffsetGroupBy.Day)]
    [InlineData(V1.OffsetGroupBy.Month)]
    [InlineData(V1.OffsetGroupBy.TaxPeriod)]
    [InlineData(V1.OffsetGroupBy.DocumentPeriod)]
    [InlineData(V1.OffsetGroupBy.Taxpayer)]
    [InlineData(V1.OffsetGroupBy.SupplierCountry)]
    public async Task Every_sum_is_as_computed_from_the_steps(V1.OffsetGroupBy group)
    {
        var model = await ModelAsync();
        Func<string, DateOnly, string, string, string> key = group switch
        {
            V1.OffsetGroupBy.Day => (_, day, _, _) => day.ToString("O"),
            V1.OffsetGroupBy.Month => (_, day, _, _) => day.ToString("O")[..7],
            V1.OffsetGroupBy.TaxPeriod => (_, _, _, period) => period,
            V1.OffsetGroupBy.DocumentPeriod => (_, day, _, _) => OffsetModel.Quarter(day),
            V1.OffsetGroupBy.Taxpayer => (bin, _, _, _) => $"taxpayers/{bin}",
            _ => (_, _, country, _) => country,
        };
        foreach (var bin in model.Taxpayers.Append(null))
        {
            foreach (var asOf in Moments(model))
            {
                foreach (var (from, to, country) in Filters.Where(filter => filter is { Period: null, State: null }).Select(filter => (filter.From, filter.To, filter.Country)))
                {
                    var request = new V1.SummarizeOffsetsRequest
                    {
                        Parent = $"taxpayers/{bin ?? "-"}",
                        GroupBy = group,
                        PageSize = 5,
                        OffsetDateFrom = from is { } first ? Given.Date(first) : null,
                        OffsetDateTo = to is { } last ? Given.Date(last) : null,
                        SupplierCountryCode = country ?? string.Empty,
                        AsOf = asOf?.ToTimestamp(),
                    };
                    var expected = model.Sums(bin, from, to, country, asOf, key).ToArray();
                    var (sums, total) = await SumsAsync(request);

                    Assert.Equal(expected, sums.Select(sum => (KeyOf(sum), sum.OffsetAmount.Number(), sum.WithdrawnAmount.Number(), sum.NetTurnoverAmount.Number())));
                    Assert.All(sums, sum => Assert.Equal(sum.OffsetAmount.Number() - sum.WithdrawnAmount.Number(), sum.NetAmount.Number()));
                    Assert.Equal(expected.Sum(sum => sum.Begins - sum.Ends), total.NetAmount.Number());
                }
            }
        }
    }

    [Fact]
    public async Task The_JSON_face_answers_the_same()
    {
        var model = await ModelAsync();
        var answer = (await Json.ReadAsync($"/v1/taxpayers/{model.Taxpayers[0]}/offsets?taxPeriod=2026-Q4&state=REPLACED&pageSize=1000")).Success();
        var since = (await Json.ReadAsync(
            $"/v1/taxpayers/-/offsets?offsetDateFrom=2026-12-31&offsetDateTo=2027-01-01&asOf={Uri.EscapeDataString("2027-01-05T00:00:00+05:00")}&pageSize=1000")).Success();
        var summary = (await Json.ReadAsync("/v1/taxpayers/-/offsets:summarize?groupBy=TAX_PERIOD")).Success();

        Assert.Equal(
            model.List(model.Taxpayers[0], null, null, "2026-Q4", null, "Replaced", null).Select(offset => offset.Number),
            answer["offsets"]!.AsArray().Select(offset => (string)offset!["registrationNumber"]!));
        Assert.Equal(
            model.List(null, new(2026, 12, 31), new(2027, 1, 1), null, null, null, new(2027, 1, 4, 19, 0, 0, TimeSpan.Zero)).Select(offset => (offset.Number, offset.State.ToUpperInvariant())),
            since["offsets"]!.AsArray().Select(offset => ((string)offset!["registrationNumber"]!, (string)offset["state"]!)));
        Assert.Equal(
            model.Sums(null, null, null, null, null, (_, _, _, period) => period).Select(sum => sum.Key),
            summary["sums"]!.AsArray().Select(sum => (string)sum!["taxPeriod"]!));
    }

    private static string KeyOf(V1.OffsetSum sum) =>
        sum.Day is { } day ? day.Day().ToString("O") : new[] { sum.Month, sum.TaxPeriod, sum.DocumentPeriod, sum.Taxpayer, sum.SupplierCountryCode }.Single(text => text.Length > 0);

    // Before everything, at some commits to the microsecond, a microsecond before one, and now.
    private static IEnumerable<DateTimeOffset?> Moments(OffsetModel model) =>
    [
        model.Instants[0].AddDays(-1),
        .. model.Instants.Where((_, i) => i % 12 == 5).Select(instant => (DateTimeOffset?)instant),
        model.Instants[40].AddTicks(-TimeSpan.TicksPerMicrosecond),
        null,
    ];

    private Task<OffsetModel> ModelAsync() => Models.GetOrAdd(Server, server => OffsetModel.BuildAsync(server, Cancel));

    private async Task<List<V1.Offset>> PagesAsync(V1.ListOffsetsRequest request)
    {
        var offsets = new List<V1.Offset>();
        do
        {
            var page = await Server.Offsets.ListOffsetsAsync(request, cancellationToken: Cancel);
            offsets.AddRange(page.Offsets);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return offsets;
    }

    private async Task<(List<V1.OffsetSum> Sums, V1.OffsetSum Total)> SumsAsync(V1.SummarizeOffsetsRequest request)
    {
        var sums = new List<V1.OffsetSum>();
        V1.SummarizeOffsetsResponse page;
        do
        {
            page = await Server.Offsets.SummarizeOffsetsAsync(request, cancellationToken: Cancel);
            sums.AddRange(page.Sums);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return (sums, page.Total);
    }
}

public sealed class SqliteGoldenOffsetTests(SqliteServer server) : GoldenOffsetTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresGoldenOffsetTests(PostgresServer server) : GoldenOffsetTests(server), IClassFixture<PostgresServer>;
