using System.Globalization;

namespace Esf.Accounting;

/// <summary>How every purchase stands, and what the register offsets in each quarter.</summary>
internal static class StatusReport
{
    public static void Write(Book book, TextWriter output)
    {
        var payments = book.Payments().ToLookup(payment => payment.PurchaseId);
        var requests = book.Requests().ToDictionary(request => request.PurchaseId);
        var changed = book.ChangedStates();
        foreach (var purchase in book.Purchases())
        {
            var request = requests.GetValueOrDefault(purchase.Id);
            var state = request?.RegistrationNumber is { } number ? changed.GetValueOrDefault(number, request.State) : request?.State ?? "OPEN";
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{purchase.Id,4}  {state,-9}  {purchase.TurnoverDate:yyyy-MM-dd}  {purchase.Turnover,16:0.00}  {purchase.CountryCode}  {purchase.SupplierName}"));
            foreach (var payment in payments[purchase.Id])
            {
                var recorded = payment.Name is null ? "not recorded" : "recorded";
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"      VAT {payment.Amount:0.00} paid {payment.PaidOn:yyyy-MM-dd}, document {payment.DocumentNumber}, {recorded}"));
                WriteRefusal(payment.Refusal, output);
            }

            if (request?.RegistrationNumber is not null)
            {
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"      {request.RegistrationNumber}, offset {request.Offset:0.00} on {request.OffsetDate:yyyy-MM-dd}, {request.TaxPeriod}"));
            }

            WriteRefusal(request?.Refusal, output);
        }

        foreach (var quarter in book.Offsets().GroupBy(offset => $"{offset.Date.Year}-Q{((offset.Date.Month - 1) / 3) + 1}"))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{quarter.Key}: {quarter.Sum(offset => offset.Amount):0.00} KZT offset in the register"));
        }
    }

    private static void WriteRefusal(string? refusal, TextWriter output)
    {
        foreach (var line in refusal?.Split('\n') ?? [])
        {
            output.WriteLine($"      {line}");
        }
    }
}
