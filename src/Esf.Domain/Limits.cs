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

    /// <summary>Characters of a payer's account, at most (IBAN, ISO 13616; a Kazakhstan ИИК has 20).</summary>
    public const int PayerAccountMaxLength = 34;

    /// <summary>Stored payments that one payment may be said to differ from, at most.</summary>
    public const int DistinctPayments = 50;

    /// <summary>Stored payments that are named in one refusal, so that it stays under 8 KiB; the others are told when these were named.</summary>
    public const int PaymentsInRefusal = 8;

    /// <summary>Days between the dates that two copies of one bank operation may carry: written on a Thursday, carried out after a long weekend.</summary>
    public const int PaymentCopyDays = 5;

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

    /// <summary>
    /// Tiyn of one taxpayer's invoices in all, whatever their signs: 90,000,000,000,000,000.00 KZT, ninety of the largest invoices. Within it
    /// every sum over one taxpayer fits 64 bits.
    /// </summary>
    public const long TaxpayerTotalTiyn = 9_000_000_000_000_000_000;

    /// <summary>Digits of a VAT certificate's series, at most.</summary>
    public const int CertificateSeriesMaxDigits = 5;

    /// <summary>Digits of a VAT certificate's number, at most.</summary>
    public const int CertificateNumberMaxDigits = 7;

    /// <summary>Characters of one value of the caller that an error tells back, at most: it stands in the trailers up to three times.</summary>
    public const int ToldValueLength = 512;

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

    /// <summary>Events at the end of the feed that a server keeps for its readers, at most.</summary>
    public const int FeedTailEvents = 4096;

    /// <summary>Bytes of the documents of these events, at most; in memory they take several times as much.</summary>
    public const long FeedTailBytes = 16 * 1024 * 1024;

    /// <summary>Readers of the feed that ask the database at once, at most: those that begin, and those that are behind.</summary>
    public const int FeedReads = 4;

    /// <summary>How long such a reader waits for its turn before it is told to come again.</summary>
    public static readonly TimeSpan FeedReadWait = TimeSpan.FromSeconds(20);

    /// <summary>How often a server looks at the end of the feed while anybody waits there, also when nothing tells it to.</summary>
    public static readonly TimeSpan FeedLook = TimeSpan.FromSeconds(1);

    /// <summary>Age of what a server knows of the feed from which on its readers ask the database themselves.</summary>
    public static readonly TimeSpan FeedAge = TimeSpan.FromSeconds(5);

    /// <summary>Characters of a page token, at most.</summary>
    public const int PageTokenMaxLength = 1024;

    /// <summary>Violations that ride in one gRPC status; peers accept 8 KiB of trailers, 25 Russian violations make 8.6 KB.</summary>
    public const int ViolationsInStatus = 16;

    /// <summary>Bytes of violations' texts that ride in one gRPC status, so that status and headers together stay under 8 KiB.</summary>
    public const int ViolationBytesInStatus = 4096;

    /// <summary>Bytes of one request, on either face.</summary>
    public const int RequestBytes = 16 * 1024 * 1024;

    /// <summary>Time in which the whole body of a request must have arrived.</summary>
    public static readonly TimeSpan BodyTime = TimeSpan.FromSeconds(60);

    /// <summary>How long a stopping server still waits for bodies that have begun.</summary>
    public static readonly TimeSpan BodyWaitAtShutdown = TimeSpan.FromSeconds(3);

    /// <summary>Time in which the headers of a request must have arrived; a stopping server waits for them, too.</summary>
    public static readonly TimeSpan HeaderTime = TimeSpan.FromSeconds(5);

    /// <summary>When a caller may find a stopping server, or the one in its place, again.</summary>
    public static readonly TimeSpan ServerRestart = TimeSpan.FromSeconds(2);

    /// <summary>Bytes that the calls of a process may hold at once, at least; the setting says more.</summary>
    public const long MemoryBudgetLeast = 256L * 1024 * 1024;

    /// <summary>Bytes of a body that any caller may have; what is more draws on the share of large bodies.</summary>
    public const int LightBodyBytes = 64 * 1024;

    /// <summary>Bytes of large bodies that are held at once, for each processor.</summary>
    public const long LargeBodiesPerProcessor = 32L * 1024 * 1024;

    /// <summary>Bytes of a request that a connection takes in before they are read.</summary>
    public const int ConnectionBufferBytes = 256 * 1024;

    /// <summary>Bytes of work that starts at once; what is more waits for its turn.</summary>
    public const int LightWorkBytes = 512 * 1024;

    /// <summary>Bytes of large work at once, for each processor.</summary>
    public const long LargeWorkPerProcessor = 64L * 1024 * 1024;

    /// <summary>Bytes that a call needs for each byte of the objects of its request: the draft, the document, the answer.</summary>
    public const int WorkPerObjectByte = 3;

    /// <summary>Bytes that a call needs for each byte of its JSON body: the transcoder's buffers and texts, then the objects.</summary>
    public const int WorkPerJsonByte = 8;

    /// <summary>Bytes of the objects of one request, at most; no request within the other bounds comes near it.</summary>
    public const long RequestObjectBytes = 256L * 1024 * 1024;

    /// <summary>Levels of messages within messages on the wire.</summary>
    public const int MessageDepth = 32;

    /// <summary>How long large work waits for its turn before it is told to come again.</summary>
    public static readonly TimeSpan MemoryWait = TimeSpan.FromSeconds(10);

    /// <summary>When a call that was shed may come again.</summary>
    public static readonly TimeSpan MemoryRetry = TimeSpan.FromSeconds(1);

    /// <summary>Bytes that calls have held at once after which memory is given back to the system when they are over.</summary>
    public const long MemoryTrimFrom = 32L * 1024 * 1024;

    /// <summary>Time without such calls after which it is given back.</summary>
    public static readonly TimeSpan MemoryTrimPeriod = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of one page or message of an answer; gRPC clients accept 4 MiB when nothing else is set.</summary>
    public const int PageBytes = 3 * 1024 * 1024;

    /// <summary>Bytes of stored documents that are read at once; what they say of an invoice is longer than its message.</summary>
    public const int DocumentBytes = 3 * 1024 * 1024;

    /// <summary>Bytes of memory for reading that many documents and for making the answer of them.</summary>
    public const int DocumentWorkBytes = 8 * DocumentBytes;

    /// <summary>Violations that are told of one JSON body before the rest of it is left unread: more than 200 lines of faults have.</summary>
    public const int ViolationsInBody = 2000;

    /// <summary>Bytes of one text in a JSON request: no text of the contract is nearly as long, and none is made of what is longer.</summary>
    public const int JsonTextBytes = 64 * 1024;

    /// <summary>Levels of nesting in a JSON request.</summary>
    public const int JsonDepth = 32;

    /// <summary>Invoices that wait for a place in a transaction, at most; then callers wait for a place.</summary>
    public const int AppendQueueLength = 4096;

    /// <summary>Of these, invoices of one taxpayer, at most: others find a place, however many it sends.</summary>
    public const int AppendQueueOfTaxpayer = AppendQueueLength / 4;

    /// <summary>Invoices written by one transaction, at most.</summary>
    public const int AppendBatch = 256;

    /// <summary>How long a transaction that many callers share waits for a row; then each is tried alone, with all of <see cref="LockWait"/>.</summary>
    public static readonly TimeSpan SharedLockWait = TimeSpan.FromSeconds(1);

    /// <summary>How long an accepted invoice waits behind locks before its caller is told to come again; longer than <see cref="LockWait"/>.</summary>
    public static readonly TimeSpan AppendPatience = TimeSpan.FromSeconds(10);

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

    /// <summary>How long a caller waits for a connection to the database before it is told to come again.</summary>
    public static readonly TimeSpan ConnectionWait = TimeSpan.FromSeconds(5);

    /// <summary>How long one question to the database may take unless the operator says otherwise; shorter than the deadline of the SDK.</summary>
    public static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(20);

    /// <summary>How long a unary call may take on the server, whatever deadline the caller set; longer than the longest poll.</summary>
    public static readonly TimeSpan CallDeadline = TimeSpan.FromSeconds(40);

    /// <summary>How long a caller should wait after a write that found no space: somebody must free it first.</summary>
    public static readonly TimeSpan StoreFullWait = TimeSpan.FromSeconds(30);

    /// <summary>How long a stopping server finishes what it has accepted.</summary>
    public static readonly TimeSpan ShutdownWait = TimeSpan.FromSeconds(30);

    /// <summary>How long a question as of an instant waits for a commit that is under way, before it is told to come again.</summary>
    public static readonly TimeSpan AsOfWait = TimeSpan.FromSeconds(1);

    /// <summary>By how much a server's clock and the database's may differ, unless the operator sets another bound.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(5);

    /// <summary>The least bound of clocks that may be set; clocks that NTP keeps differ by less.</summary>
    public static readonly TimeSpan ClockToleranceMin = TimeSpan.FromMilliseconds(100);

    /// <summary>The greatest bound of clocks that may be set.</summary>
    public static readonly TimeSpan ClockToleranceMax = TimeSpan.FromMinutes(5);

    /// <summary>How far a clock without a second one may be past the last commit before the operator is asked.</summary>
    public static readonly TimeSpan ClockLeap = TimeSpan.FromDays(35);

    /// <summary>The earliest instant at which a sandbox may start.</summary>
    public static readonly DateTimeOffset SandboxFrom = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The instant before which a sandbox must start.</summary>
    public static readonly DateTimeOffset SandboxUntil = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The longest wait that a refusal asks for; where more is needed, waiting is no advice.</summary>
    public static readonly TimeSpan RetryAfterMax = TimeSpan.FromHours(1);

    /// <summary>Characters of a resume token, at most.</summary>
    public const int ResumeTokenMaxLength = 256;

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
