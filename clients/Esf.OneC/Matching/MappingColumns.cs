using Esf.OneC.Tables;

namespace Esf.OneC.Matching;

/// <summary>The columns of a mapping: as its documentation writes them, in Russian and Kazakh, and as deadlines.csv heads its own.</summary>
internal static class MappingColumns
{
    public const int InvoiceNumber = 0;
    public const int InvoiceDate = 1;
    public const int PaymentDocument = 2;
    public const int PaidOn = 3;
    public const int Amount = 4;

    public static readonly TableHeadings Headings = new(
    [
        new(
            new("invoice number", "номер ЭСФ", "ЭШФ нөмірі"),
            "invoiceNumber, Номер ЭСФ, ЭШФ нөмірі",
            IsRequired: true,
            ["invoicenumber", "invoice", "номерэсф", "номерсчетафактуры", "счетфактура", "эсф", "эшфнөмірі", "шотфактуранөмірі", "эшф"]),
        new(
            new("invoice date", "дата ЭСФ", "ЭШФ күні"),
            "invoiceDate, Дата ЭСФ, ЭШФ күні",
            IsRequired: false,
            ["invoicedate", "датаэсф", "датасчетафактуры", "эшфкүні", "шотфактуракүні"]),
        new(
            new("payment document", "номер платёжного документа", "төлем құжатының нөмірі"),
            "paymentDocument, Номер платёжного документа, Төлем құжатының нөмірі",
            IsRequired: true,
            ["paymentdocument", "payment", "номерплатежногодокумента", "платежныйдокумент", "номерплатежа", "платеж", "төлемқұжатыныңнөмірі", "төлемнөмірі", "төлем"]),
        new(
            new("payment date", "дата уплаты", "төленген күні"),
            "paidOn, Дата уплаты, Төленген күні",
            IsRequired: false,
            ["paidon", "paymentdate", "датауплаты", "датаплатежа", "төленгенкүні", "төлемкүні"]),
        new(
            new("amount", "сумма", "сома"),
            "amount, Сумма, Сомасы",
            IsRequired: false,
            ["amount", "left", "сумма", "остаток", "суммаплатежа", "сомасы", "сома", "қалдығы"]),
    ]);
}
