using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using System.Xml;
using Esf.OneC.Results;

namespace Esf.OneC.EsfXml;

/// <summary>Reads the invoices of an <c>invoiceContainer</c>, one at a time; memory does not grow with the file.</summary>
/// <remarks>
/// Elements count by their local names and in any order. A DOCTYPE is refused before anything of it is read, nothing is fetched, and
/// depth, elements and texts are bounded.
/// </remarks>
internal static partial class EsfXmlReader
{
    private const string Container = "invoiceContainer";

    static EsfXmlReader() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>True when the bytes begin as XML does, in whatever encoding.</summary>
    public static bool IsXml(ReadOnlySpan<byte> file)
    {
        foreach (var one in file[..Math.Min(file.Length, 1024)])
        {
            // Byte order marks, the zeros of UTF-16, and white space before the first tag.
            if (one is 0xEF or 0xBB or 0xBF or 0xFE or 0xFF or 0 or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                continue;
            }

            return one == (byte)'<';
        }

        return false;
    }

    /// <summary>All invoices of the container. Throws BadFileException when it cannot be used as a whole.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="taxpayer">The taxpayer for whom it is read: an invoice of another one gets a finding.</param>
    public static IReadOnlyList<EsfDocument> Read(byte[] file, string taxpayer)
    {
        var documents = new List<EsfDocument>();
        using var stream = new MemoryStream(file, writable: false);
        using var reader = XmlReader.Create(stream, Settings());
        var isInside = false;
        try
        {
            while (reader.Read())
            {
                if (reader.NodeType != XmlNodeType.Element)
                {
                    continue;
                }

                if (!isInside)
                {
                    isInside = reader.LocalName == Container
                        ? true
                        : throw BadFileException.Of(Reasons.XmlNotAContainer, ("root", reader.LocalName));
                    continue;
                }

                EsfElement.Bound(reader.Depth, Bounds.XmlDepth, "depth", (IXmlLineInfo)reader);
                if (reader.LocalName == "invoice")
                {
                    EsfElement.Bound(documents.Count + 1, Bounds.XmlInvoices, Container, (IXmlLineInfo)reader);
                    documents.Add(EsfMapping.Document(EsfElement.Read(reader), documents.Count + 1, taxpayer));
                }
            }
        }
        catch (XmlException failure)
        {
            throw WhyBad(failure, file, isInside);
        }

        return documents.Count > 0 ? WithoutDoubles(documents) : throw BadFileException.Of(Reasons.NoInvoices);
    }

    private static XmlReaderSettings Settings() => new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = Bounds.FileBytes,
        MaxCharactersFromEntities = 1024,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    private static BadFileException WhyBad(XmlException failure, byte[] file, bool isInside)
    {
        // A DOCTYPE stands before the root; the exception has no code that would say it.
        var prolog = Encoding.ASCII.GetString(file.AsSpan(0, Math.Min(file.Length, 64 * 1024))).Replace("\0", "", StringComparison.Ordinal);
        if (!isInside && prolog.Contains("<!DOCTYPE", StringComparison.OrdinalIgnoreCase))
        {
            return BadFileException.Of(Reasons.XmlDtdForbidden);
        }

        var line = ("line", failure.LineNumber.ToString(CultureInfo.InvariantCulture));
        return !OtherEncoding().IsMatch(prolog) && !Utf8.IsValid(file)
            ? BadFileException.Of(Reasons.XmlEncodingWrong, line)
            : BadFileException.Of(Reasons.XmlMalformed, line, ("column", failure.LinePosition.ToString(CultureInfo.InvariantCulture)));
    }

    // The same document twice is taken once; two documents under one number leave open which is meant.
    private static List<EsfDocument> WithoutDoubles(List<EsfDocument> documents)
    {
        var groups = documents.Where(document => document.Findings.Count == 0).GroupBy(document => document.Key).Where(group => group.Count() > 1);
        foreach (var group in groups.Select(group => group.ToArray()).ToArray())
        {
            var isSame = group.All(document => document.RequestId == group[0].RequestId);
            var row = isSame ? Reasons.DuplicateInFile : Reasons.NumberTwiceInFile;
            var finding = Finding.Of(row, "num", ("line", group[0].Line.ToString(CultureInfo.InvariantCulture)));
            foreach (var document in isSame ? group.Skip(1) : group)
            {
                documents[document.Index - 1] = document with { Findings = [finding] };
            }
        }

        return documents;
    }

    [GeneratedRegex(@"\A[^>]*encoding\s*=\s*[""'](?!utf-?8[""'])", RegexOptions.IgnoreCase)]
    private static partial Regex OtherEncoding();
}
