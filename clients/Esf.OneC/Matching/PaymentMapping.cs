using System.Globalization;
using Esf.OneC.Results;
using Esf.OneC.Tables;

namespace Esf.OneC.Matching;

/// <summary>One line of the mapping file: this payment carries that invoice.</summary>
/// <param name="InvoiceNumber">Number of the invoice in the books.</param>
/// <param name="InvoiceDate">Its date in the books; null: whatever it is.</param>
/// <param name="Payment">Number of the payment document.</param>
/// <param name="PaidOn">Its day; null: whatever it is.</param>
/// <param name="Amount">KZT from this payment; null: the whole VAT.</param>
internal sealed record MappingRow(string InvoiceNumber, DateOnly? InvoiceDate, string Payment, DateOnly? PaidOn, decimal? Amount)
{
    public string PaymentText => PaidOn is { } day ? $"{Payment} {PlainValues.Dotted(day)}" : Payment;

    public bool IsFor(PaymentWish wish) => InvoiceNumber == wish.Number && (InvoiceDate is null || InvoiceDate == wish.Date);

    public bool Means(OpenPayment payment) => Payment == payment.DocumentNumber && (PaidOn is null || PaidOn == payment.PaidOn);
}

/// <summary>A line that cannot be used, with what could be read of it.</summary>
/// <param name="Line">Its row.</param>
/// <param name="InvoiceNumber">Number of the invoice; empty when it is not there.</param>
/// <param name="Payment">Number of the payment document; empty when it is not there.</param>
/// <param name="Why">What is wrong: the line, the column and the value.</param>
internal sealed record BadMappingRow(int Line, string InvoiceNumber, string Payment, Finding Why);

/// <summary>The file <c>mapping.csv</c>, in which the accountant says what cannot be found out.</summary>
/// <remarks>
/// <para>
/// Any table that <see cref="TableFile"/> reads: <c>invoiceNumber;invoiceDate;paymentDocument;paidOn;amount</c>, of which invoiceDate, paidOn
/// and amount may be left out. Rows of deadlines.csv may be copied into it.
/// </para>
/// <para>
/// A line with a fault is not used, and no other line suffers for it. But what it names waits until it is right: the invoice is not given
/// another payment, and the payment no other invoice.
/// </para>
/// </remarks>
internal sealed class PaymentMapping
{
    public const string FileName = "mapping.csv";

    public static readonly PaymentMapping Empty = new([], [], null);

    private readonly IReadOnlyList<MappingRow> _rows;

    private PaymentMapping(IReadOnlyList<MappingRow> rows, IReadOnlyList<BadMappingRow> bad, Finding? fault)
    {
        _rows = rows;
        BadRows = bad;
        Fault = fault;
    }

    /// <summary>Why the file as a whole cannot be used; null when it can.</summary>
    public Finding? Fault { get; }

    /// <summary>The lines that cannot be used.</summary>
    public IReadOnlyList<BadMappingRow> BadRows { get; }

    /// <summary>Reads the file; one that is not there is an empty mapping.</summary>
    public static PaymentMapping Read(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                return Empty;
            }

            return new FileInfo(path).Length > Bounds.MappingBytes
                ? Faulty(new($"> {Bounds.MappingBytes}", $"> {Bounds.MappingBytes}", $"> {Bounds.MappingBytes}"))
                : Parse(File.ReadAllBytes(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Faulty(new(failure.Message, failure.Message, failure.Message));
        }
    }

    /// <summary>Reads the bytes of such a file.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="source">Its name, for messages.</param>
    public static PaymentMapping Parse(byte[] file, string source = FileName)
    {
        var rows = new List<(int Line, MappingRow Row)>();
        var bad = new List<BadMappingRow>();
        try
        {
            var table = TableFile.Open(new MemoryStream(file, writable: false), source, MappingColumns.Headings);
            foreach (var row in table.Rows.Where(row => !IsTotal(row, table)))
            {
                var reading = new RowReading(table, row, source);
                if (reading.Read() is { } read)
                {
                    rows.Add((row.Number, read));
                }
                else
                {
                    bad.Add(reading.Bad);
                }
            }
        }
        catch (TableException failure)
        {
            return Faulty(failure.Text);
        }

        // Several payments for one invoice need their parts; no rule would divide them.
        var undivided = rows
            .GroupBy(row => (row.Row.InvoiceNumber, row.Row.InvoiceDate))
            .Where(group => group.Count() > 1 && group.Any(row => row.Row.Amount is null))
            .SelectMany(group => group)
            .ToHashSet();
        bad.AddRange(undivided.Select(row => new BadMappingRow(
            row.Line, row.Row.InvoiceNumber, row.Row.Payment, Finding.Of(Reasons.MappingUndivided, "", ("number", row.Row.InvoiceNumber)))));
        return new PaymentMapping([.. rows.Where(row => !undivided.Contains(row)).Select(row => row.Row)], bad, null);
    }

    public IReadOnlyList<MappingRow> For(PaymentWish wish) => [.. _rows.Where(row => row.IsFor(wish))];

    /// <summary>Why the invoice has to wait although the file can be used: a line for it cannot. Null when there is no such line.</summary>
    public Finding? FaultFor(PaymentWish wish) => BadRows.FirstOrDefault(row => row.InvoiceNumber == wish.Number)?.Why;

    /// <summary>True when the file has a line for the invoice, right or wrong.</summary>
    public bool Mentions(PaymentWish wish) => _rows.Any(row => row.IsFor(wish)) || FaultFor(wish) is not null;

    /// <summary>True when the payment is named for some invoice: then no other one takes it by itself.</summary>
    public bool Names(OpenPayment payment) => _rows.Any(row => row.Means(payment)) || BadRows.Any(row => row.Payment == payment.DocumentNumber);

    private static bool IsTotal(TableRow row, TableFile table) => TotalRow.IsNamed(row) && row.At(table.Places[MappingColumns.PaymentDocument]).IsEmpty;

    private static PaymentMapping Faulty(Wording cause) =>
        new([], [], new Finding("", Reasons.MappingInvalid.Reason, Reasons.MappingInvalid.Text.With("cause", cause)));

    /// <summary>Reads one line.</summary>
    private sealed class RowReading(TableFile table, TableRow row, string source)
    {
        private static readonly Wording Missing = new("there is no value", "нет значения", "мән жоқ");

        private static readonly Wording NoDate = new(
            "a date like 25.05.2026 or 2026-05-25 is expected",
            "нужна дата: 25.05.2026 или 2026-05-25",
            "күн қажет: 25.05.2026 немесе 2026-05-25");

        private static readonly Wording NoAmount = new(
            "an amount above zero is expected, like 832000.50 or 832 000,50",
            "нужна сумма больше нуля: 832000.50 или 832 000,50",
            "нөлден үлкен сома қажет: 832000.50 немесе 832 000,50");

        private static readonly Wording Ambiguous = new(
            "thousands or a fraction? Separate thousands by spaces",
            "тысячи это или дробь? Разделяйте тысячи пробелами",
            "мыңдық па, бөлшек пе? Мыңдықтарды бос орынмен бөліңіз");

        private static readonly Wording BadQuotes = new(
            "quotes inside of a value are not doubled, or not closed",
            "кавычки внутри значения не удвоены или не закрыты",
            "мән ішіндегі тырнақшалар қосарланбаған немесе жабылмаған");

        private Finding? _why;

        /// <summary>What could be read of a line with a fault.</summary>
        public BadMappingRow Bad => new(row.Number, Cell(MappingColumns.InvoiceNumber).Text, Cell(MappingColumns.PaymentDocument).Text, _why!);

        /// <summary>The line; null when it has a fault.</summary>
        public MappingRow? Read()
        {
            if (row.HasBadQuotes)
            {
                _why = Fault("", row.Text, BadQuotes);
                return null;
            }

            var read = new MappingRow(
                Text(MappingColumns.InvoiceNumber),
                Date(MappingColumns.InvoiceDate),
                Text(MappingColumns.PaymentDocument),
                Date(MappingColumns.PaidOn),
                Amount());
            return _why is null ? read : null;
        }

        private TableCell Cell(int column) => row.At(table.Places[column]);

        private string Text(int column)
        {
            var cell = Cell(column);
            if (cell.IsEmpty)
            {
                Complain(column, Missing);
            }

            return cell.Text;
        }

        private DateOnly? Date(int column)
        {
            var cell = Cell(column);
            var date = TableValues.Date(cell);
            if (date is null && !cell.IsEmpty)
            {
                Complain(column, NoDate);
            }

            return date;
        }

        private decimal? Amount()
        {
            var cell = Cell(MappingColumns.Amount);
            if (cell.IsEmpty)
            {
                return null;
            }

            var amount = TableValues.Amount(cell, out var fault);
            if (amount is null or <= 0)
            {
                Complain(MappingColumns.Amount, fault == AmountFault.Ambiguous ? Ambiguous : NoAmount);
            }

            return amount;
        }

        private void Complain(int column, Wording what)
        {
            var heading = table.Places[column] is { } place ? table.Heading[place].Text : "";
            _why ??= Fault(heading, Cell(column).Text, what);
        }

        private Finding Fault(string column, string value, Wording what)
        {
            var told = Finding.Of(
                Reasons.MappingLineInvalid,
                "",
                ("file", source),
                ("line", row.Number.ToString(CultureInfo.InvariantCulture)),
                ("column", TableText.Visible(column)),
                ("value", TableText.Visible(value)));
            return told with { Text = told.Text.With("what", what) };
        }
    }
}
