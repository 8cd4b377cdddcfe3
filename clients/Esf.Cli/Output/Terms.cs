using Esf.Cli.Output.Export;
using Esf.V1;
using Google.Protobuf.Reflection;

namespace Esf.Cli.Output;

/// <summary>Values of the contract's enums as people say them. JSON, Parquet and filters keep the codes.</summary>
internal static class Terms
{
    private static readonly Dictionary<string, EnumDescriptor> Enums =
        new[] { VatPaymentReflection.Descriptor, InvoiceReflection.Descriptor, InvoiceEventReflection.Descriptor, OffsetReflection.Descriptor }
            .SelectMany(file => file.EnumTypes)
            .ToDictionary(type => type.Name, StringComparer.Ordinal);

    private static readonly Dictionary<VatPaymentKind, Phrase> PaymentKinds = new()
    {
        [VatPaymentKind.BankPayment] = new("bank payment", "платёж через банк", "банк арқылы төлем"),
        [VatPaymentKind.OverpaymentOffset] = new("overpayment set off", "зачёт переплаты", "артық төлемді есепке алу"),
    };

    private static readonly Dictionary<InvoiceState, Phrase> InvoiceStates = new()
    {
        [InvoiceState.Issued] = new("issued", "выписан", "жазып берілген"),
        [InvoiceState.Corrected] = new("corrected", "исправлен", "түзетілген"),
        [InvoiceState.Revoked] = new("revoked", "отозван", "кері қайтарылған"),
    };

    private static readonly Dictionary<InvoiceType, Phrase> InvoiceTypes = new()
    {
        [InvoiceType.Ordinary] = new("ordinary", "основной", "негізгі"),
        [InvoiceType.Corrected] = new("corrected", "исправленный", "түзетілген"),
        [InvoiceType.Additional] = new("additional", "дополнительный", "қосымша"),
    };

    private static readonly Dictionary<TaxIdentifierKind, Phrase> Identifiers = new()
    {
        [TaxIdentifierKind.KzIinBin] = new("IIN/BIN, Kazakhstan", "ИИН/БИН, Казахстан", "ЖСН/БСН, Қазақстан"),
        [TaxIdentifierKind.RuInn] = new("INN, Russia", "ИНН, Россия", "ИНН, Ресей"),
        [TaxIdentifierKind.ByUnp] = new("UNP, Belarus", "УНП, Беларусь", "УНП, Беларусь"),
        [TaxIdentifierKind.AmTin] = new("TIN, Armenia", "УНН, Армения", "ССН, Армения"),
        [TaxIdentifierKind.KgInn] = new("INN, Kyrgyzstan", "ИНН, Кыргызстан", "ИНН, Қырғызстан"),
        [TaxIdentifierKind.Other] = new("other", "иной", "басқа"),
    };

    private static readonly Dictionary<InvoiceEventType, Phrase> EventTypes = new()
    {
        [InvoiceEventType.Issued] = new("issued", "выписан", "жазып берілді"),
        [InvoiceEventType.Corrected] = new("corrected", "исправлен", "түзетілді"),
        [InvoiceEventType.Additional] = new("additional", "дополнительный", "қосымша"),
        [InvoiceEventType.Revoked] = new("revoked", "отозван", "кері қайтарылды"),
    };

    private static readonly Dictionary<IssueDeadlineState, Phrase> DeadlineStates = new()
    {
        [IssueDeadlineState.NotOpen] = new("not open yet", "ещё не открыт", "әлі ашылмаған"),
        [IssueDeadlineState.Open] = Phrases.Open,
        [IssueDeadlineState.LastDay] = Phrases.LastDay,
        [IssueDeadlineState.Closed] = Phrases.Closed,
    };

    /// <summary>The code of a value, as JSON has it.</summary>
    public static string CodeOf<T>(T value)
        where T : struct, System.Enum =>
        Show.Name(value, Enums[typeof(T).Name]);

    public static Term Of(VatPaymentKind kind) => Find(PaymentKinds, kind);

    public static Term Of(InvoiceState state) => Find(InvoiceStates, state);

    public static Term Of(InvoiceType type) => Find(InvoiceTypes, type);

    public static Term Of(TaxIdentifierKind kind) => Find(Identifiers, kind);

    public static Term Of(InvoiceEventType type) => Find(EventTypes, type);

    public static Term Of(IssueDeadlineState state) => Find(DeadlineStates, state);

    // A newer service may have a value that is not known here: then its code is all there is.
    private static Term Find<T>(Dictionary<T, Phrase> words, T value)
        where T : struct, System.Enum
    {
        var code = CodeOf(value);
        return new Term(code, words.GetValueOrDefault(value) ?? new Phrase(code, code, code));
    }
}
