using Esf.OneC.EsfXml;
using Esf.OneC.Results;
using Esf.OneC.Statements;

namespace Esf.OneC.Exchange;

/// <summary>A file of in/ as it was understood; nothing has been sent yet.</summary>
/// <param name="Stamp">How the file looked.</param>
/// <param name="Result">What is known of it so far.</param>
internal sealed record Drop(FileStamp Stamp, DropResult Result)
{
    /// <summary>What was picked from a statement; null for anything else.</summary>
    public PickedStatement? Statement { get; private init; }

    /// <summary>The invoices of a container; empty for anything else.</summary>
    public IReadOnlyList<EsfDocument> Documents { get; private init; } = [];

    /// <summary>Understands a file; a file that cannot be used carries the reason in its result.</summary>
    public static Drop Of(DroppedFile file, string taxpayer, bool lenientEncoding)
    {
        var kind = StatementReader.IsStatement(file.Bytes)
            ? DropKind.BankStatement
            : EsfXmlReader.IsXml(file.Bytes) ? DropKind.EsfXml : DropKind.Unknown;
        var result = new DropResult(file.Name, file.Sha256, taxpayer, kind);
        var drop = new Drop(file.Stamp, result);
        try
        {
            return kind switch
            {
                DropKind.BankStatement => drop with
                {
                    Statement = VatPaymentPicker.Pick(taxpayer, StatementReader.Read(file.Bytes, lenientEncoding)),
                },
                DropKind.EsfXml => drop with { Documents = EsfXmlReader.Read(file.Bytes, taxpayer) },
                _ => throw BadFileException.Of(file.Bytes.Length == 0 ? Reasons.FileEmpty : Reasons.FileFormatUnknown),
            };
        }
        catch (BadFileException bad)
        {
            result.Errors.Add(bad.Finding);
            return drop;
        }
    }
}
