namespace Esf.Accounting;

/// <summary>A month's documents as an accountant gets them: twelve purchases with acts and payments, entered at once; each counts from its day on.</summary>
/// <remarks>Among them the usual trouble: an act that comes after the payment, one that comes too late, two payments for one purchase, a Russian supplier without ИНН.</remarks>
internal static class ExampleMonth
{
    // VAT of turnover in 2026 (Tax Code, art. 503); the service computes and checks it.
    private const decimal Rate = 0.16m;

    private static readonly (string Name, string Address, string Country, string Tin, int ActDay, int PaidDay, decimal Turnover)[] Documents =
    [
        ("Nordlicht Software GmbH", "Lindenstrasse 5, 10969 Berlin", "DE", "", 1, 2, 5_200_000m),
        ("Blue Harbour Ltd", "12 Quay Street, Dublin", "IE", "", 2, 4, 1_250_000m),
        ("Анадолу Данышманлык А.Ш.", "Ataturk Cad. 14, Istanbul", "TR", "", 3, 5, 730_000.50m),
        ("ООО Северный софт", "г. Москва, ул. Лесная, 7", "RU", "7707083893", 5, 8, 2_000_000m),
        ("Helvetia Consulting AG", "Bahnhofstrasse 1, Zurich", "CH", "", 9, 10, 9_999_999.99m),
        ("Pacific Cloud Inc.", "500 Market Street, San Francisco", "US", "", 14, 12, 610_000m),
        ("Vistula Design Sp. z o.o.", "ul. Prosta 20, Warszawa", "PL", "", 12, 15, 345_678.90m),
        ("ООО Ремонт-Транзит", "г. Омск, пр. Мира, 3", "RU", "", 15, 17, 880_000m),
        ("Delhi Data Services", "14 Janpath, New Delhi", "IN", "", 16, 18, 415_000m),
        ("Oslo Kartverk AS", "Storgata 3, Oslo", "NO", "", 27, 20, 290_000m),
        ("Lisboa Energia Lda", "Rua Augusta 8, Lisboa", "PT", "", 22, 23, 1_111_111.11m),
        ("Shanghai Marine Survey Co.", "88 Pudong Road, Shanghai", "CN", "", 26, 28, 3_300_000m),
    ];

    /// <summary>Enters the documents of a month.</summary>
    /// <param name="book">Where they are entered.</param>
    /// <param name="first">First day of the month.</param>
    public static void Enter(Book book, DateOnly first)
    {
        for (var i = 0; i < Documents.Length; i++)
        {
            var document = Documents[i];
            var id = book.Add(new(
                0, document.Name, document.Address, document.Country, document.Tin, $"Services, {first:yyyy-MM}", first.AddDays(document.ActDay - 1), document.Turnover));
            var vat = decimal.Truncate((document.Turnover * Rate * 100m) + 0.5m) / 100m;
            var paidOn = first.AddDays(document.PaidDay - 1);
            var number = $"{first:yyMM}-{i + 1}";
            if (i != Documents.Length - 2)
            {
                book.Pay(id, number, paidOn, vat);
                continue;
            }

            book.Pay(id, $"{number}/1", paidOn.AddDays(-2), 100_000m);
            book.Pay(id, $"{number}/2", paidOn, vat - 100_000m);
        }
    }
}
