using System.Globalization;
using Esf.Domain;
using Esf.Domain.Amounts;
using Esf.Domain.Ledger;
using Esf.Domain.Storage;

namespace Esf.Storage;

/// <summary>What a transaction knows of the taxpayers that it has locked, kept up item by item, so that each sees those before it.</summary>
internal sealed class Books
{
    /// <summary>Numbers that are tried when the sequence is taken as a number; steps that double stay within 64 bits.</summary>
    public const int NumberCandidates = 61;

    private readonly Dictionary<string, Book> _books = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Bin, Guid RequestId), RecordedRequest> _requests = [];
    private readonly HashSet<(string Bin, string Number, DateOnly IssueDate)> _numbers = [];
    private readonly Dictionary<(string Bin, string PaymentId), Amount> _remaining = [];
    private readonly List<Page> _pages = [];

    /// <summary>What was appended, in order.</summary>
    public IReadOnlyList<Page> Pages => _pages;

    /// <summary>The assigned form of a number.</summary>
    public static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);

    public void Add(Book book) => _books.Add(book.Bin, book);

    public void AddRequest(string bin, Guid requestId, RecordedRequest request) => _requests.Add((bin, requestId), request);

    public void AddNumber(string bin, string number, DateOnly issueDate) => _numbers.Add((bin, number, issueDate));

    public void AddPayment(string bin, string paymentId, Amount remaining) => _remaining.Add((bin, paymentId), remaining);

    /// <summary>The book of an item's taxpayer, which is registered.</summary>
    public Book Of(InvoiceAppend item) => _books[item.Bin];

    /// <summary>Books that were written into, in the order of their BIN.</summary>
    public IEnumerable<Book> Changed() => _books.Values.Where(book => book.IsChanged).OrderBy(book => book.Bin, StringComparer.Ordinal);

    public bool IsTaken(InvoiceAppend item, string number) => _numbers.Contains((item.Bin, number, item.Content.IssueDate));

    /// <summary>Why an item is not to be appended whatever its number and its payments are, or null.</summary>
    public AppendOutcome? Refuse(InvoiceAppend item)
    {
        if (_requests.TryGetValue((item.Bin, item.RequestId), out var request))
        {
            return request.RequestHash == item.RequestHash ? new AppendOutcome.Replayed(request.Invoice) : new AppendOutcome.RequestIdReused();
        }

        if (!_books.TryGetValue(item.Bin, out var book) || book.Version != item.TaxpayerVersion)
        {
            return new AppendOutcome.TaxpayerChanged();
        }

        return KazakhstanCalendar.DateOf(book.Head.IssueTime) > item.Content.IssueDate ? new AppendOutcome.DayPassed() : null;
    }

    /// <summary>Appends an item under a free number, or refuses it for a payment.</summary>
    /// <exception cref="ArgumentException">The ledger is full, or the content is not one that the law has judged.</exception>
    public AppendOutcome Append(InvoiceAppend item, string number)
    {
        if (RefusePayment(item) is { } refusal)
        {
            return refusal;
        }

        var book = Of(item);
        var entry = LedgerEntry.Seal(item.Content, number, book.Head);
        book.Head = entry.ToHead();
        book.IsChanged = true;
        foreach (var (paymentId, amount) in item.Content.PaymentAllocations)
        {
            _remaining[(item.Bin, paymentId)] -= amount;
        }

        _numbers.Add((item.Bin, number, item.Content.IssueDate));
        _requests.Add((item.Bin, item.RequestId), new(item.RequestHash, entry.Invoice));
        _pages.Add(new(item, entry));
        return new AppendOutcome.Appended(entry.Invoice);
    }

    private AppendOutcome? RefusePayment(InvoiceAppend item)
    {
        var allocations = item.Content.PaymentAllocations;
        foreach (var allocation in allocations)
        {
            if (!_remaining.ContainsKey((item.Bin, allocation.PaymentId)))
            {
                return new AppendOutcome.PaymentMissing(allocation.PaymentId);
            }
        }

        foreach (var allocation in allocations)
        {
            var remaining = _remaining[(item.Bin, allocation.PaymentId)];
            if (remaining < allocation.Amount)
            {
                return new AppendOutcome.PaymentExhausted(allocation.PaymentId, remaining);
            }
        }

        return null;
    }

    /// <summary>One taxpayer's ledger as far as an append needs it.</summary>
    internal sealed class Book(string bin, long version, LedgerHead head)
    {
        public string Bin => bin;

        public long Version => version;

        public LedgerHead Head { get; set; } = head;

        public bool IsChanged { get; set; }
    }

    /// <summary>An appended item and what was made of it.</summary>
    internal sealed record Page(InvoiceAppend Item, LedgerEntry Entry);
}
