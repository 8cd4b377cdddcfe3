using System.Globalization;
using Esf.OneC.Results;
using Esf.OneC.Tables;

namespace Esf.OneC.Statements;

/// <summary>What the accountant says of a document that only a person can tell.</summary>
internal enum PaymentDecision
{
    /// <summary>It is a payment of VAT for a non-resident of its own: record it.</summary>
    Record,

    /// <summary>It is none, or a copy of one that is recorded: leave it out.</summary>
    Skip,
}

/// <summary>The file <c>decisions.csv</c>, in which the accountant answers what the connector asks about documents of statements.</summary>
/// <remarks>
/// Any table that <see cref="TableFile"/> reads: <c>paymentDocument;paidOn;amount;payerAccount;decision</c>, of which all but paymentDocument
/// and decision may be left out; a line is for every document that agrees with what it names. A line with a fault is not used.
/// </remarks>
internal sealed class PaymentDecisions
{
    public const string FileName = "decisions.csv";

    public static readonly PaymentDecisions None = new([], []);

    private const int Document = 0;
    private const int PaidOn = 1;
    private const int Amount = 2;
    private const int Account = 3;
    private const int Decision = 4;

    private static readonly TableHeadings Headings = new(
    [
        new(
            new("payment document", "номер платёжного документа", "төлем құжатының нөмірі"),
            "paymentDocument, Номер платёжного документа, Төлем құжатының нөмірі",
            IsRequired: true,
            ["paymentdocument", "номерплатежногодокумента", "платежныйдокумент", "төлемқұжатыныңнөмірі"]),
        new(
            new("payment date", "дата уплаты", "төленген күні"),
            "paidOn, Дата уплаты, Төленген күні",
            IsRequired: false,
            ["paidon", "датауплаты", "төленгенкүні"]),
        new(new("amount", "сумма", "сома"), "amount, Сумма, Сомасы", IsRequired: false, ["amount", "сумма", "сомасы", "сома"]),
        new(
            new("payer's account", "счёт плательщика", "төлеушінің шоты"),
            "payerAccount, ИИК плательщика, Төлеушінің ЖСК",
            IsRequired: false,
            ["payeraccount", "иикплательщика", "счетплательщика", "төлеушініңжск", "төлеушініңшоты"]),
        new(new("decision", "решение", "шешім"), "decision, Решение, Шешім", IsRequired: true, ["decision", "решение", "шешім"]),
    ]);

    private static readonly Dictionary<string, PaymentDecision> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["record"] = PaymentDecision.Record,
        ["учесть"] = PaymentDecision.Record,
        ["есепке алу"] = PaymentDecision.Record,
        ["skip"] = PaymentDecision.Skip,
        ["пропустить"] = PaymentDecision.Skip,
        ["өткізіп жіберу"] = PaymentDecision.Skip,
    };

    private static readonly Wording NoWord = new("record or skip is expected", "нужно «учесть» или «пропустить»", "«есепке алу» немесе «өткізіп жіберу» қажет");
    private static readonly Wording NoDate = new("a date like 25.05.2026 is expected", "нужна дата вида 25.05.2026", "25.05.2026 түріндегі күн қажет");
    private static readonly Wording NoAmount = new("an amount like 832000.50 is expected", "нужна сумма вида 832000.50", "832000.50 түріндегі сома қажет");
    private static readonly Wording NoNumber = new("there is no value", "нет значения", "мән жоқ");

    private readonly IReadOnlyList<Row> _rows;

    private PaymentDecisions(IReadOnlyList<Row> rows, IReadOnlyList<Finding> faults)
    {
        _rows = rows;
        Faults = faults;
    }

    /// <summary>Why the file, or lines of it, cannot be used.</summary>
    public IReadOnlyList<Finding> Faults { get; }

    /// <summary>Decisions about lines of one file, for who has just read them.</summary>
    public static PaymentDecisions OfLines(IEnumerable<int> record, IEnumerable<int> skip) => new(
        [.. record.Select(line => Row.OfLine(line, PaymentDecision.Record)), .. skip.Select(line => Row.OfLine(line, PaymentDecision.Skip))], []);

    /// <summary>These decisions and others.</summary>
    public PaymentDecisions And(PaymentDecisions others) => new([.. _rows, .. others._rows], [.. Faults, .. others.Faults]);

    /// <summary>Reads the file; one that is not there decides nothing.</summary>
    public static PaymentDecisions Read(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                return None;
            }

            using var file = File.OpenRead(path);
            return file.Length > Bounds.MappingBytes ? Faulty(Same($"> {Bounds.MappingBytes}")) : Parse(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Faulty(Same(failure.Message));
        }
    }

    /// <summary>Reads such a file.</summary>
    public static PaymentDecisions Parse(Stream file)
    {
        var (rows, faults) = (new List<Row>(), new List<Finding>());
        try
        {
            var table = TableFile.Open(file, FileName, Headings);
            foreach (var row in table.Rows)
            {
                if (Parse(table, row, faults) is { } read)
                {
                    rows.Add(read);
                }
            }

            return new PaymentDecisions(rows, faults);
        }
        catch (TableException failure)
        {
            return Faulty(failure.Text);
        }
    }

    /// <summary>What is decided about a payment; null when nothing is, or when two lines say different things.</summary>
    public PaymentDecision? For(PickedPayment payment)
    {
        var decisions = _rows.Where(row => row.Means(payment)).Select(row => row.Decision).Distinct().ToArray();
        return decisions is [var only] ? only : null;
    }

    private static Row? Parse(TableFile table, TableRow row, List<Finding> faults)
    {
        TableCell Cell(int column) => row.At(table.Places[column]);
        var (day, amount) = (TableValues.Date(Cell(PaidOn)), TableValues.Amount(Cell(Amount), out _));
        var (column, what) = (Document, (Wording?)null);
        if (Cell(Document).IsEmpty)
        {
            (column, what) = (Document, NoNumber);
        }
        else if (!Words.TryGetValue(Cell(Decision).Text, out _))
        {
            (column, what) = (Decision, NoWord);
        }
        else if (day is null && !Cell(PaidOn).IsEmpty)
        {
            (column, what) = (PaidOn, NoDate);
        }
        else if (amount is null && !Cell(Amount).IsEmpty)
        {
            (column, what) = (Amount, NoAmount);
        }

        if (what is not null)
        {
            var told = Finding.Of(
                Reasons.MappingLineInvalid,
                "",
                ("file", FileName),
                ("line", row.Number.ToString(CultureInfo.InvariantCulture)),
                ("column", table.Places[column] is { } place ? TableText.Visible(table.Heading[place].Text) : ""),
                ("value", TableText.Visible(Cell(column).Text)));
            faults.Add(told with { Text = told.Text.With("what", what) });
            return null;
        }

        return new Row(null, Cell(Document).Text, day, amount, Cell(Account).Text.Replace(" ", "", StringComparison.Ordinal), Words[Cell(Decision).Text]);
    }

    private static PaymentDecisions Faulty(Wording cause) =>
        new([], [new Finding("", Reasons.DecisionsInvalid.Reason, Reasons.DecisionsInvalid.Text.With("cause", cause))]);

    private static Wording Same(string text) => new(text, text, text);

    private sealed record Row(int? Line, string Document, DateOnly? PaidOn, decimal? Amount, string Account, PaymentDecision Decision)
    {
        public static Row OfLine(int line, PaymentDecision decision) => new(line, "", null, null, "", decision);

        public bool Means(PickedPayment payment) => Line is { } line
            ? line == payment.Line
            : Document == payment.Number
                && (PaidOn is null || PaidOn == payment.PaidOn)
                && (Amount is null || Amount == payment.Amount)
                && (Account.Length == 0 || Account.Equals(payment.Account, StringComparison.OrdinalIgnoreCase));
    }
}
