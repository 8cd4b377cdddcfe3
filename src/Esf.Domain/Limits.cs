namespace Esf.Domain;

/// <summary>Every bound of the service, each with its unit. Sources are named where the bound is not ours.</summary>
public static class Limits
{
    /// <summary>Digits of a Kazakhstan IIN or BIN.</summary>
    public const int TinDigits = 12;

    /// <summary>Characters of a name or an address, at least (ESF form, boxes 7 and 8).</summary>
    public const int NameMinLength = 3;

    /// <summary>Characters of a name or an address, at most (ESF form, boxes 7 and 8).</summary>
    public const int NameMaxLength = 450;

    /// <summary>Characters of a foreign tax identifier, at most.</summary>
    public const int TaxIdentifierMaxLength = 50;

    /// <summary>Digits of an invoice number in the taxpayer's own books, at most (box 1.1).</summary>
    public const int InvoiceNumberMaxDigits = 30;

    /// <summary>Characters of the number of a contract or an act, at most (boxes 27 and 32).</summary>
    public const int DocumentNumberMaxLength = 18;

    /// <summary>Characters of the number of a payment document, at most.</summary>
    public const int PaymentDocumentNumberMaxLength = 50;

    /// <summary>Characters of the description of a line, at least (box G3).</summary>
    public const int DescriptionMinLength = 2;

    /// <summary>Characters of the description of a line, at most (box G3).</summary>
    public const int DescriptionMaxLength = 400;

    /// <summary>Characters of a unit of measure code, at most (box G5).</summary>
    public const int UnitCodeMaxLength = 10;

    /// <summary>Lines of an invoice, at most.</summary>
    public const int InvoiceLines = 200;

    /// <summary>Payments that one invoice may be allocated to, at most.</summary>
    public const int PaymentAllocations = 50;

    /// <summary>Digits of a VAT certificate's series, at most.</summary>
    public const int CertificateSeriesMaxDigits = 5;

    /// <summary>Digits of a VAT certificate's number, at most.</summary>
    public const int CertificateNumberMaxDigits = 7;

    /// <summary>Characters of an etag, at most: it is told back in the trailers of a refusal.</summary>
    public const int EtagMaxLength = 64;

    /// <summary>Items of one batch call, at most.</summary>
    public const int BatchItems = 500;

    /// <summary>Invoices of one stream that are under way at once, at most.</summary>
    public const int StreamInFlight = 64;

    /// <summary>Items of a page when the caller names no size.</summary>
    public const int DefaultPageSize = 50;

    /// <summary>Items of a page, at most; a larger request is served with this many.</summary>
    public const int MaxPageSize = 1000;

    /// <summary>Seconds that a poll of the feed waits for the first event, at most.</summary>
    public const int LongPollSeconds = 30;

    /// <summary>Events in one message of a watch, at most.</summary>
    public const int WatchPage = 256;

    /// <summary>Time without events after which a watch sends a heartbeat.</summary>
    public static readonly TimeSpan WatchHeartbeat = TimeSpan.FromSeconds(10);

    /// <summary>Characters of a page token, at most.</summary>
    public const int PageTokenMaxLength = 1024;

    /// <summary>Violations that ride in one gRPC status; peers accept 8 KiB of trailers, 25 Russian violations make 8.6 KB.</summary>
    public const int ViolationsInStatus = 16;

    /// <summary>Bytes of violations' texts that ride in one gRPC status, so that status and headers together stay under 8 KiB.</summary>
    public const int ViolationBytesInStatus = 4096;

    /// <summary>Bytes of one request, on either face.</summary>
    public const int RequestBytes = 16 * 1024 * 1024;

    /// <summary>Violations that are told of one JSON body before the rest of it is left unread: more than 200 lines of faults have.</summary>
    public const int ViolationsInBody = 2000;

    /// <summary>Levels of nesting in a JSON request.</summary>
    public const int JsonDepth = 32;

    /// <summary>Invoices that wait for a place in a transaction, at most; then callers wait for a place.</summary>
    public const int AppendQueueLength = 4096;

    /// <summary>Invoices written by one transaction, at most.</summary>
    public const int AppendBatch = 256;

    /// <summary>How long a caller waits for the database to confirm a commit before it is told that the outcome is unknown; the commit goes on.</summary>
    public static readonly TimeSpan CommitWait = TimeSpan.FromSeconds(10);

    /// <summary>How long a transaction may wait for its client before the database ends it; nothing of ours pauses within one.</summary>
    public static readonly TimeSpan OpenTransactionWait = TimeSpan.FromSeconds(3);

    /// <summary>How long a statement waits for a lock; longer than a transaction may wait for its client, so that who waits outlasts it.</summary>
    public static readonly TimeSpan LockWait = TimeSpan.FromSeconds(4);

    /// <summary>How long a statement may run, as the database itself counts; longer than any caller waits for its answer.</summary>
    public static readonly TimeSpan StatementTime = TimeSpan.FromSeconds(60);

    /// <summary>How long a silent connection is kept before it is asked whether anybody is there.</summary>
    public static readonly TimeSpan SilentConnection = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may leave bytes unanswered before it counts as lost.</summary>
    public static readonly TimeSpan LostConnection = TimeSpan.FromSeconds(20);

    /// <summary>How long a connection to one of several hosts may take to open; then the next host is asked.</summary>
    public static readonly TimeSpan HostConnectTime = TimeSpan.FromSeconds(3);

    /// <summary>How long it is remembered which of several hosts is the primary; a failover is noticed after this time.</summary>
    public static readonly TimeSpan HostRecheck = TimeSpan.FromSeconds(1);

    /// <summary>How long servers that start together wait for the one that migrates.</summary>
    public static readonly TimeSpan MigrationTime = TimeSpan.FromMinutes(10);

    /// <summary>How long a caller waits for a place in the append queue before it is told to come again.</summary>
    public static readonly TimeSpan AppendQueueWait = TimeSpan.FromSeconds(5);

    /// <summary>How long a unary call may take on the server, whatever deadline the caller set; longer than the longest poll.</summary>
    public static readonly TimeSpan CallDeadline = TimeSpan.FromSeconds(40);

    /// <summary>How long a stopping server finishes what it has accepted.</summary>
    public static readonly TimeSpan ShutdownWait = TimeSpan.FromSeconds(30);

    /// <summary>How old an instant is whose answer cannot change any more: longer than any commit, and than servers' clocks differ.</summary>
    public static readonly TimeSpan AsOfSettling = TimeSpan.FromSeconds(5);

    /// <summary>Declarations of one reconciliation, at most.</summary>
    public const int Declarations = 10_000;

    /// <summary>Registration numbers that are told of one finding, at most.</summary>
    public const int DocumentsOfFinding = 100;

    /// <summary>Taxpayers whose sums one statement reads.</summary>
    public const int TaxpayersOfSum = 500;

    /// <summary>Documents that one call of VerifyLedger walks, at most.</summary>
    public const int VerifiedDocuments = 10_000;

    /// <summary>Documents that are read at once while a ledger is walked.</summary>
    public const int LedgerPage = 500;

    /// <summary>Offsets of one message of a stream.</summary>
    public const int OffsetsOfMessage = 1000;

    /// <summary>Characters of a checkpoint's token, at most.</summary>
    public const int CheckpointMaxLength = 1024;

    /// <summary>Bytes of a request's head that are read to answer it when it came to the wrong port.</summary>
    public const int WrongPortHeadBytes = 8 * 1024;

    /// <summary>How long a new connection may take to show its protocol, or to take the answer that it came to the wrong port.</summary>
    public static readonly TimeSpan WrongPortWait = TimeSpan.FromSeconds(5);
}
