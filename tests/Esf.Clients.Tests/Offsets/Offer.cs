using Esf.Client;
using Esf.V1;

namespace Esf.Clients.Tests.Offsets;

/// <summary>Offsets to be written and read back: the n-th one is always the same.</summary>
internal static class Offer
{
    public static Offset Offset(int n)
    {
        var day = new DateOnly(2026, 1, 2).AddDays(n % 360);
        var ended = n % 3 == 0;
        return new Offset
        {
            Taxpayer = "taxpayers/941240001151",
            Invoice = $"taxpayers/941240001151/invoices/ESF-941240001151-{day:yyyyMMdd}-{n:00000000}",
            RegistrationNumber = $"ESF-941240001151-{day:yyyyMMdd}-{n:00000000}",
            InvoiceNumber = $"{n}",
            SupplierName = $"Поставщик № {n % 1000}",
            SupplierCountryCode = "DE",
            OffsetDate = day.ToProtoDate(),
            TaxPeriod = $"{day.Year}-Q{(day.Month + 2) / 3}",
            Amount = (n % 2 == 0 ? 832000.00m + n : -160000.25m).ToProtoDecimal(),
            TurnoverAmount = 5200000.00m.ToProtoDecimal(),
            VatPaidOn = day.AddDays(-1).ToProtoDate(),
            DaysAfterPayment = 1,
            State = ended ? OffsetState.Replaced : OffsetState.Effective,
            EndedBy = ended ? $"ESF-941240001151-{day.AddDays(1):yyyyMMdd}-{n + 1:00000000}" : "",
            EndedOn = ended ? day.AddDays(1).ToProtoDate() : null,
            TurnoverDate = day.AddDays(-30).ToProtoDate(),
            Payments =
            {
                new OffsetPayment
                {
                    VatPayment = $"taxpayers/941240001151/vatPayments/{n}",
                    DocumentNumber = $"П-{n}",
                    PaidOn = day.AddDays(-1).ToProtoDate(),
                    Amount = (n % 2 == 0 ? 832000.00m + n : -160000.25m).ToProtoDecimal(),
                },
            },
        };
    }

    public static async IAsyncEnumerable<Offset> Offsets(int count)
    {
        for (var n = 1; n <= count; n++)
        {
            if (n % 100 == 0)
            {
                await Task.Yield();
            }

            yield return Offset(n);
        }
    }
}
