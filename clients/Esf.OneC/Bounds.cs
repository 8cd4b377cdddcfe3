namespace Esf.OneC;

/// <summary>Every bound of the connector, each with its unit. They bound memory; what the law bounds, the service checks.</summary>
internal static class Bounds
{
    /// <summary>Bytes of a dropped file: a bank's whole year, or 20,000 invoices.</summary>
    public const long FileBytes = 64 * 1024 * 1024;

    /// <summary>Bytes of mapping.csv.</summary>
    public const long MappingBytes = 4 * 1024 * 1024;

    /// <summary>Documents of a statement.</summary>
    public const int StatementDocuments = 100_000;

    /// <summary>Characters of one value of a statement, continuation lines included.</summary>
    public const int StatementValue = 8192;

    /// <summary>Levels of nesting of elements; a product stands at the seventh.</summary>
    public const int XmlDepth = 32;

    /// <summary>Elements of one invoice: 200 lines of 30 fields, twice.</summary>
    public const int XmlElements = 12_000;

    /// <summary>Characters of the text of one element.</summary>
    public const int XmlText = 4096;

    /// <summary>Invoices of one container.</summary>
    public const int XmlInvoices = 20_000;

    /// <summary>Payments that the service takes in one call; it allows 500.</summary>
    public const int PaymentsInCall = 200;

    /// <summary>Events in one page of the feed, and no more in memory.</summary>
    public const int EventsInPage = 1000;
}
