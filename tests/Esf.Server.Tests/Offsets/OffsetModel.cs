using System.Globalization;
using System.Text.Json;
using Esf.Server.Tests.Support;

namespace Esf.Server.Tests.Offsets;

/// <summary>
/// What an auditor should be told of the golden register, computed from the steps alone: dates, 16 % and sums, nothing of the service's own.
/// It also drives the service through the steps.
/// </summary>
internal sealed class OffsetModel
{
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly Dictionary<string, string> _payments = [];
    private readonly Dictionary<string, DateOnly> _paidOn = [];

    public required IReadOnlyList<string> Taxpayers { get; init; }

    /// <summary>The instants of the steps that made documents, in order.</summary>
    public List<DateTimeOffset> Instants { get; } = [];

    public IEnumerable<Entry> Entries => _entries.Values;

    /// <summary>Takes the steps of the golden register on a server.</summary>
    public static async Task<OffsetModel> BuildAsync(TestServer server, CancellationToken cancellationToken)
    {
        using var golden = JsonDocument.Parse(await File.ReadAllTextAsync(GoldenFolder.PathOf("offsets", "register.json"), cancellationToken));
        var model = new OffsetModel { Taxpayers = [.. golden.RootElement.GetProperty("taxpayers").EnumerateArray().Select(bin => bin.GetString()!)] };
        server.Clock.SetNoon(new(2026, 6, 30));
        foreach (var bin in model.Taxpayers)
        {
            await server.Taxpayers.RegisterTaxpayerAsync(new() { Taxpayer = Given.Taxpayer(bin) }, cancellationToken: cancellationToken);
        }

        foreach (var step in golden.RootElement.GetProperty("steps").EnumerateArray())
        {
            server.Clock.Set(DateTimeOffset.Parse(Text(step, "at"), CultureInfo.InvariantCulture));
            await model.TakeAsync(server, step, cancellationToken);
        }

        // All of it lies in the past: any instant may be asked for.
        server.Clock.Set(model.Instants[^1].AddDays(1));
        return model;
    }

    /// <summary>The offsets that a list must have, in its order.</summary>
    public IEnumerable<Expected> List(string? bin, DateOnly? first, DateOnly? last, string? period, string? country, string? state, DateTimeOffset? asOf) =>
        from entry in _entries.Values
        where entry.Commit <= (asOf ?? DateTimeOffset.MaxValue)
        let end = entry.End is { } ended && ended.Commit <= (asOf ?? DateTimeOffset.MaxValue) ? ended : null
        let expected = new Expected(
            entry.Number, entry.Country, entry.Supplier, entry.Date, Quarter(entry.Date), entry.Vat, entry.Turnover, entry.PaidOn,
            entry.Date.DayNumber - entry.PaidOn.DayNumber, end?.State ?? "Effective", end?.By ?? string.Empty, end?.On)
        where (bin is null || entry.Bin == bin) && (first is null || entry.Date >= first) && (last is null || entry.Date <= last)
            && (period is null || expected.Period == period) && (country is null || entry.Country == country) && (state is null || expected.State == state)
        orderby entry.Date, entry.Bin, entry.Sequence
        select expected;

    /// <summary>The sums that a summary must have, in its order.</summary>
    public IEnumerable<(string Key, decimal Begins, decimal Ends, decimal NetTurnover)> Sums(
        string? bin, DateOnly? first, DateOnly? last, string? country, DateTimeOffset? asOf, Func<string, DateOnly, string, string, string> key)
    {
        var begins = _entries.Values.Where(entry => entry.Commit <= (asOf ?? DateTimeOffset.MaxValue))
            .Select(entry => (entry.Bin, Day: entry.Date, entry.Country, Period: Quarter(entry.Date), Begin: entry.Vat, End: 0m, entry.Turnover));

        // What ends leaves the quarter to which it belonged.
        var ends = _entries.Values.Where(entry => entry.End is { } end && end.Commit <= (asOf ?? DateTimeOffset.MaxValue))
            .Select(entry => (entry.Bin, Day: entry.End!.On, entry.Country, Period: Quarter(entry.Date), Begin: 0m, End: entry.Vat, Turnover: -entry.Turnover));
        return from effect in begins.Concat(ends)
               where (bin is null || effect.Bin == bin) && (first is null || effect.Day >= first) && (last is null || effect.Day <= last)
                   && (country is null || effect.Country == country)
               group effect by key(effect.Bin, effect.Day, effect.Country, effect.Period) into sum
               orderby sum.Key
               select (sum.Key, sum.Sum(effect => effect.Begin), sum.Sum(effect => effect.End), sum.Sum(effect => effect.Turnover));
    }

    public static string Quarter(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{day.Year}-Q{(day.Month + 2) / 3}");

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static decimal Money(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private async Task TakeAsync(TestServer server, JsonElement step, CancellationToken cancellationToken)
    {
        var (bin, at) = (Text(step, "taxpayer"), DateTimeOffset.Parse(Text(step, "at"), CultureInfo.InvariantCulture));
        var today = DateOnly.FromDateTime(at.DateTime);
        if (step.TryGetProperty("pay", out var pay))
        {
            var payment = Given.Payment(Money(Text(pay, "amount")), today, Text(pay, "document"));
            var recorded = await server.VatPayments.RecordVatPaymentAsync(new() { Parent = $"taxpayers/{bin}", VatPayment = payment }, cancellationToken: cancellationToken);
            _payments[Text(pay, "document")] = recorded.VatPayment.Name;
            _paidOn[Text(pay, "document")] = today;
            return;
        }

        Instants.Add(at.ToUniversalTime());
        if (step.TryGetProperty("issue", out var issue))
        {
            var answer = await server.Invoices.IssueInvoiceAsync(Given.Request(Invoice(issue), bin), cancellationToken: cancellationToken);
            Add(issue, bin, answer.Invoice.RegistrationNumber, today, at, null);
        }
        else if (step.TryGetProperty("correct", out var correct))
        {
            var target = _entries[Text(correct, "of")];
            var answer = await server.Invoices.CorrectInvoiceAsync(
                new() { Name = $"taxpayers/{bin}/invoices/{target.Number}", RequestId = Given.RequestId(), Invoice = Invoice(correct) }, cancellationToken: cancellationToken);
            Add(correct, bin, answer.Invoice.RegistrationNumber, today, at, target);
            target.End = new("Replaced", answer.Invoice.RegistrationNumber, today, at);
        }
        else if (step.TryGetProperty("add", out var add))
        {
            var target = _entries[Text(add, "of")];
            var answer = await server.Invoices.IssueAdditionalInvoiceAsync(
                new()
                {
                    Name = $"taxpayers/{bin}/invoices/{target.Number}",
                    RequestId = Given.RequestId(),
                    Invoice = Invoice(add),
                    ChangeReason = V1.ChangeReason.Price,
                },
                cancellationToken: cancellationToken);
            Add(add, bin, answer.Invoice.RegistrationNumber, today, at, target);
        }
        else
        {
            var revoke = step.GetProperty("revoke");
            var target = _entries[Text(revoke, "of")];
            var answer = await server.Invoices.RevokeInvoiceAsync(
                new() { Name = $"taxpayers/{bin}/invoices/{target.Number}", RequestId = Given.RequestId(), Reason = Text(revoke, "reason") }, cancellationToken: cancellationToken);
            target.End = new("Withdrawn", answer.Revocation.RegistrationNumber, today, at);
        }
    }

    private void Add(JsonElement document, string bin, string number, DateOnly today, DateTimeOffset at, Entry? related)
    {
        var turnover = Money(Text(document, "turnover"));
        _entries[Text(document, "id")] = new()
        {
            Bin = bin,
            Number = number,
            Sequence = int.Parse(number[^8..], CultureInfo.InvariantCulture),
            Supplier = Text(document, "supplier"),
            Country = Text(document, "country"),
            Date = today,
            Turnover = turnover,
            Vat = decimal.Round(turnover * 0.16m, 2, MidpointRounding.AwayFromZero),

            // Without a payment of its own a document stands on those of the invoice that it amends.
            PaidOn = document.TryGetProperty("payment", out var payment) ? _paidOn[payment.GetString()!] : related!.PaidOn,
            Commit = at.ToUniversalTime(),
        };
    }

    private V1.Invoice Invoice(JsonElement document)
    {
        var invoice = new V1.Invoice
        {
            TurnoverDate = Given.Date(new(2026, 6, 30)),
            Supplier = new()
            {
                LegalName = Text(document, "supplier"),
                Address = "Lindenstrasse 5, 10969 Berlin",
                CountryCode = Text(document, "country"),
                TaxIdentifier = document.TryGetProperty("identifier", out var identifier) ? identifier.GetString()! : string.Empty,
            },
            Lines = { new V1.InvoiceLine { Description = "Консультационные услуги", TurnoverAmount = Given.Decimal(Text(document, "turnover")) } },
        };
        if (document.TryGetProperty("payment", out var payment))
        {
            invoice.PaymentAllocations.Add(new V1.PaymentAllocation { VatPayment = _payments[payment.GetString()!] });
        }

        return invoice;
    }

    internal sealed class Entry
    {
        public required string Bin { get; init; }

        public required string Number { get; init; }

        public required int Sequence { get; init; }

        public required string Supplier { get; init; }

        public required string Country { get; init; }

        public required DateOnly Date { get; init; }

        public required decimal Vat { get; init; }

        public required decimal Turnover { get; init; }

        public required DateOnly PaidOn { get; init; }

        public required DateTimeOffset Commit { get; init; }

        public End? End { get; set; }
    }

    internal sealed record End(string State, string By, DateOnly On, DateTimeOffset Commit);

    internal sealed record Expected(
        string Number, string Country, string Supplier, DateOnly Date, string Period, decimal Vat, decimal Turnover, DateOnly PaidOn, int Days, string State, string EndedBy, DateOnly? EndedOn)
    {
        public static Expected Of(V1.Offset offset) => new(
            offset.RegistrationNumber,
            offset.SupplierCountryCode,
            offset.SupplierName,
            offset.OffsetDate.Day(),
            offset.TaxPeriod,
            offset.Amount.Number(),
            offset.TurnoverAmount.Number(),
            offset.VatPaidOn.Day(),
            offset.DaysAfterPayment,
            offset.State.ToString(),
            offset.EndedBy,
            offset.EndedOn?.Day());
    }
}
