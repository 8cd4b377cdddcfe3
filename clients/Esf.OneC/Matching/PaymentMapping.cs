using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Esf.OneC.Results;

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

/// <summary>The file <c>mapping.csv</c>, in which the accountant says what cannot be found out.</summary>
/// <remarks>
/// Semicolons, a line of headings, UTF-8 or windows-1251: <c>invoiceNumber;invoiceDate;paymentDocument;paidOn;amount</c>; dates
/// dd.MM.yyyy; invoiceDate, paidOn and amount may be left out. A file with a fault is not used at all: half a mapping could send a
/// payment elsewhere.
/// </remarks>
internal sealed class PaymentMapping
{
    public const string FileName = "mapping.csv";

    public static readonly PaymentMapping Empty = new([], null);

    private readonly IReadOnlyList<MappingRow> _rows;

    private PaymentMapping(IReadOnlyList<MappingRow> rows, Finding? fault)
    {
        _rows = rows;
        Fault = fault;
    }

    /// <summary>Why the file cannot be used; null when it can.</summary>
    public Finding? Fault { get; }

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
                ? Faulty(0, $"> {Bounds.MappingBytes}")
                : Parse(File.ReadAllBytes(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Faulty(0, failure.Message);
        }
    }

    /// <summary>Reads the bytes of such a file.</summary>
    public static PaymentMapping Parse(byte[] file)
    {
        using var text = new StringReader(Text(file));
        using var csv = new CsvReader(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = ";",
            TrimOptions = TrimOptions.Trim,
            MissingFieldFound = null,
            BadDataFound = null,
            PrepareHeaderForMatch = header => header.Header.ToUpperInvariant(),
        });
        var rows = new List<MappingRow>();
        try
        {
            if (!csv.Read() || !csv.ReadHeader() || !csv.HeaderRecord!.Contains("invoiceNumber", StringComparer.OrdinalIgnoreCase)
                || !csv.HeaderRecord!.Contains("paymentDocument", StringComparer.OrdinalIgnoreCase))
            {
                return Faulty(1, "invoiceNumber;invoiceDate;paymentDocument;paidOn;amount");
            }

            while (csv.Read())
            {
                if (Row(csv) is not { } row)
                {
                    return Faulty(csv.Parser.RawRow, csv.Parser.RawRecord.Trim());
                }

                rows.Add(row);
            }
        }
        catch (CsvHelperException failure)
        {
            return Faulty(csv.Parser.RawRow, failure.Message);
        }

        // Several payments for one invoice need their parts; no rule would divide them.
        var open = rows.GroupBy(row => (row.InvoiceNumber, row.InvoiceDate)).FirstOrDefault(group => group.Count() > 1 && group.Any(row => row.Amount is null));
        return open is null ? new PaymentMapping(rows, null) : Faulty(0, $"{open.Key.InvoiceNumber}: amount?");
    }

    public IReadOnlyList<MappingRow> For(PaymentWish wish) => [.. _rows.Where(row => row.IsFor(wish))];

    /// <summary>True when the payment is named for some invoice: then no other one takes it by itself.</summary>
    public bool Names(OpenPayment payment) => _rows.Any(row => row.Means(payment));

    private static MappingRow? Row(CsvReader csv)
    {
        string Cell(string name) => csv.TryGetField<string>(name.ToUpperInvariant(), out var cell) ? cell ?? "" : "";
        static bool Date(string text, out DateOnly? date) => (date = PlainValues.Date(text)) is not null || text.Length == 0;

        var (number, payment, amountText) = (Cell("invoiceNumber"), Cell("paymentDocument"), Cell("amount"));
        var amount = PlainValues.Number(amountText);
        return number.Length > 0
            && payment.Length > 0
            && Date(Cell("invoiceDate"), out var invoiceDate)
            && Date(Cell("paidOn"), out var paidOn)
            && (amountText.Length == 0 || amount > 0)
            ? new MappingRow(number, invoiceDate, payment, paidOn, amount)
            : null;
    }

    private static string Text(byte[] file)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(file).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
            return Encoding.GetEncoding("windows-1251").GetString(file);
        }
    }

    private static PaymentMapping Faulty(int line, string cause) =>
        new([], Finding.Of(Reasons.MappingInvalid, "", ("line", line.ToString(CultureInfo.InvariantCulture)), ("cause", cause)));
}
