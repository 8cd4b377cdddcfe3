using Esf.V1;

namespace Esf.Cli.Output.Audit;

/// <summary>Headings and words of the auditor's commands.</summary>
internal static class AuditPhrases
{
    public static readonly Phrase Offsets = new("Offsets", "Зачёты НДС", "ҚҚС есепке жатқызу");
    public static readonly Phrase Sums = new("Sums", "Итоги зачётов", "Есепке жатқызу қорытындысы");
    public static readonly Phrase Findings = new("Findings", "Сверка", "Салыстыру");

    public static readonly Phrase InvoiceNumber = new("Invoice number", "Номер ЭСФ", "ЭШФ нөмірі");
    public static readonly Phrase VatPaidOn = new("VAT paid on", "Дата уплаты НДС", "ҚҚС төленген күні");
    public static readonly Phrase PaymentNumbers = new("Payment documents", "Номера платёжных документов", "Төлем құжаттарының нөмірлері");
    public static readonly Phrase Payments = new("Payments", "Платежи", "Төлемдер");
    public static readonly Phrase Month = new("Month", "Месяц", "Ай");
    public static readonly Phrase DaysAfterPayment = new("Days after payment", "Дней после уплаты", "Төлемнен кейінгі күндер");
    public static readonly Phrase EndedBy = new("Ended by", "Кем прекращён", "Тоқтатқан құжат");
    public static readonly Phrase EndedOn = new("Ended on", "Прекращён с", "Тоқтатылған күні");
    public static readonly Phrase SupplierCountry = new("Supplier's country", "Страна поставщика", "Өнім берушінің елі");

    public static readonly Phrase Day = new("Day", "День", "Күн");
    public static readonly Phrase OffsetCount = new("Offsets begun", "Зачтено, шт.", "Есепке жатқызылғаны, дана");
    public static readonly Phrase OffsetSum = new("VAT offset, KZT", "НДС зачтён, KZT", "Есепке жатқызылған ҚҚС, KZT");
    public static readonly Phrase WithdrawnCount = new("Offsets ended", "Снято, шт.", "Алынғаны, дана");
    public static readonly Phrase WithdrawnSum = new("VAT withdrawn, KZT", "НДС снят, KZT", "Алынған ҚҚС, KZT");
    public static readonly Phrase NetVat = new("Net VAT (014 B), KZT", "НДС итого (014 B), KZT", "ҚҚС барлығы (014 B), KZT");
    public static readonly Phrase NetTurnover = new(
        "Net turnover (014 A), KZT", "Оборот итого (014 A), KZT", "Айналым барлығы (014 A), KZT");

    public static readonly Phrase FileRow = new("Row", "Строка", "Жол");
    public static readonly Phrase FileColumn = new("Column", "Столбец", "Баған");
    public static readonly Phrase FileValue = new("Value", "Значение", "Мән");
    public static readonly Phrase Finding = new("Finding", "Результат сверки", "Салыстыру нәтижесі");
    public static readonly Phrase DeclaredTurnover = new(
        "Declared turnover (014 A), KZT", "Заявлен оборот (014 A), KZT", "Мәлімделген айналым (014 A), KZT");
    public static readonly Phrase DeclaredVat = new("Declared VAT (014 B), KZT", "Заявлен НДС (014 B), KZT", "Мәлімделген ҚҚС (014 B), KZT");
    public static readonly Phrase RegisteredTurnover = new(
        "Turnover by register, KZT", "Оборот по реестру, KZT", "Тізілім бойынша айналым, KZT");
    public static readonly Phrase RegisteredVat = new("VAT by register, KZT", "НДС по реестру, KZT", "Тізілім бойынша ҚҚС, KZT");
    public static readonly Phrase TurnoverDifference = new(
        "Difference of turnover, KZT", "Разница оборота, KZT", "Айналым айырмасы, KZT");
    public static readonly Phrase VatDifference = new("Difference of VAT, KZT", "Разница НДС, KZT", "ҚҚС айырмасы, KZT");
    public static readonly Phrase Declared = new("Declared, KZT", "Заявлено, KZT", "Мәлімделді, KZT");
    public static readonly Phrase Registered = new("Register, KZT", "Реестр, KZT", "Тізілім, KZT");
    public static readonly Phrase Difference = new("Difference, KZT", "Разница, KZT", "Айырма, KZT");
    public static readonly Phrase Days = new("Days", "Дней", "Күн");
    public static readonly Phrase OtherPeriods = new("Other periods", "Другие периоды", "Басқа кезеңдер");
    public static readonly Phrase FindingCount = new("Quarters", "Кварталов", "Тоқсандар саны");
    public static readonly Phrase DocumentCount = new("Documents", "Документов", "Құжаттар саны");
    public static readonly Phrase Documents = new("Documents of the register", "Документы реестра", "Тізілім құжаттары");
    public static readonly Phrase Text = new("Explanation", "Пояснение", "Түсіндірме");

    public static readonly Phrase Checked = new("Verified documents", "Проверено документов", "Тексерілген құжаттар");
    public static readonly Phrase Whole = new("whole", "цел", "бүтін");
    public static readonly Phrase Broken = new("BROKEN", "НАРУШЕН", "БҰЗЫЛҒАН");
    public static readonly Phrase Sequence = new("Document", "Документ", "Құжат");
    public static readonly Phrase LastHash = new("Hash of the last one", "Хеш последнего", "Соңғысының хеші");
    public static readonly Phrase SignTime = new("Checkpoint signed, UTC", "Контрольная точка подписана, UTC", "Бақылау нүктесіне қол қойылды, UTC");
    public static readonly Phrase SignKey = new("Signed with the key", "Подписана ключом", "Қол қойылған кілт");
    public static readonly Phrase ProvedThrough = new("Proved documents", "Доказано документов", "Дәлелденген құжаттар");
    public static readonly Phrase Unproved = new(
        "Behind the checkpoint, not proved", "После контрольной точки, не доказано", "Бақылау нүктесінен кейін, дәлелденбеген");

    private static readonly Dictionary<OffsetState, Phrase> States = new()
    {
        [OffsetState.Effective] = new("effective", "действует", "күшінде"),
        [OffsetState.Replaced] = new("replaced", "заменён", "ауыстырылған"),
        [OffsetState.Withdrawn] = new("withdrawn", "снят", "алынған"),
    };

    private static readonly Dictionary<FindingKind, Phrase> Kinds = new()
    {
        [FindingKind.Match] = new("match", "совпадает", "сәйкес келеді"),
        [FindingKind.DeclaredMore] = new("declared more", "заявлено больше", "артық мәлімделген"),
        [FindingKind.DeclaredLess] = new("declared less", "заявлено меньше", "кем мәлімделген"),
        [FindingKind.NotDeclared] = new("not declared", "не заявлено", "мәлімделмеген"),
        [FindingKind.NoInvoice] = new("no invoice", "нет ЭСФ", "ЭШФ жоқ"),
        [FindingKind.DeclaredInOtherPeriod] = new("declared in another period", "заявлено в другом периоде", "басқа кезеңде мәлімделген"),
    };

    /// <summary>The word for a state; its code where a newer service has one that is not known here.</summary>
    public static Phrase Of(OffsetState state, string code) => States.GetValueOrDefault(state) ?? new Phrase(code, code, code);

    /// <summary>The words for a finding; its code where a newer service has one that is not known here.</summary>
    public static Phrase Of(FindingKind kind, string code) => Kinds.GetValueOrDefault(kind) ?? new Phrase(code, code, code);
}
