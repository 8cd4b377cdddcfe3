using System.Globalization;
using Esf.Domain;
using Esf.Domain.Amounts;
using Esf.Domain.Invoices;
using Esf.Domain.Ledger;
using Esf.Domain.Storage;

namespace Esf.Storage;

/// <summary>What a transaction knows of the taxpayers that it has locked, kept up item by item, so that each sees those before it.</summary>
internal sealed class Books
{
    /// <summary>Numbers that are tried when the sequence is taken as a number; steps that double stay within 64 bits.</summary>
    public const int NumberCandidates = 61;

    private static readonly Amount MaxGross = Amount.FromTiyn(Limits.TaxpayerTotalTiyn);

    private readonly Dictionary<string, Book> _books = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Bin, Guid RequestId), RecordedRequest> _requests = [];
    private readonly HashSet<(string Bin, string Number, DateOnly IssueDate)> _numbers = [];
    private readonly Dictionary<(string Bin, string PaymentId), Balance> _balances = [];
    private readonly Dictionary<(string Bin, long Family), long> _heads = [];
    private readonly HashSet<(string Bin, long Family)> _touched = [];
    private readonly Dictionary<(string Bin, long Sequence), StateChange> _states = [];
    private readonly List<Page> _pages = [];
    private readonly HashSet<string> _registered = new(StringComparer.Ordinal);

    /// <summary>What was appended, in order.</summary>
    public IReadOnlyList<Page> Pages => _pages;

    /// <summary>Invoices whose state was changed.</summary>
    public IReadOnlyCollection<StateChange> States => _states.Values;

    /// <summary>Families that were amended, with the last document that did.</summary>
    public IEnumerable<(string Bin, long Family, long Head)> Amended() => _touched.Select(family => (family.Bin, family.Family, _heads[family]));

    /// <summary>The assigned form of a number.</summary>
    public static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);

    public void Add(Book book) => _books.Add(book.Bin, book);

    /// <summary>Notes that a taxpayer is registered, whether its row could be locked or not.</summary>
    public void AddRegistered(string bin) => _registered.Add(bin);

    public void AddRequest(string bin, Guid requestId, RecordedRequest request) => _requests.Add((bin, requestId), request);

    public void AddNumber(string bin, string number, DateOnly issueDate) => _numbers.Add((bin, number, issueDate));

    public void AddPayment(string bin, string paymentId, Balance balance) => _balances.Add((bin, paymentId), balance);

    public void AddFamily(string bin, long family, long head) => _heads.Add((bin, family), head);

    /// <summary>Whether another transaction holds the item's taxpayer, so that it could not be locked.</summary>
    public bool IsHeld(LedgerAppend item) => _registered.Contains(item.Bin) && !_books.ContainsKey(item.Bin);

    /// <summary>The book of an item's taxpayer, which is registered.</summary>
    public Book Of(LedgerAppend item) => _books[item.Bin];

    /// <summary>Books that were written into, in the order of their BIN.</summary>
    public IEnumerable<Book> Changed() => _books.Values.Where(book => book.IsChanged).OrderBy(book => book.Bin, StringComparer.Ordinal);

    public bool IsTaken(LedgerAppend item, string number) => _numbers.Contains((item.Bin, number, item.Content.IssueDate));

    /// <summary>Why an item is not to be appended whatever its number and its payments are, or null.</summary>
    public AppendOutcome? Refuse(LedgerAppend item)
    {
        if (_requests.TryGetValue((item.Bin, item.RequestId), out var request))
        {
            return request.RequestHash == item.RequestHash ? new AppendOutcome.Replayed(AsItStands(request.Record)) : new AppendOutcome.RequestIdReused();
        }

        if (!_books.TryGetValue(item.Bin, out var book) || book.Version != item.TaxpayerVersion)
        {
            return new AppendOutcome.TaxpayerChanged();
        }

        if (KazakhstanCalendar.DateOf(book.Head.IssueTime) > item.Content.IssueDate)
        {
            return new AppendOutcome.DayPassed(book.Head.IssueTime);
        }

        return item.Change is { } change && HeadOf(item.Bin, change.Family) != change.ExpectedHead ? new AppendOutcome.FamilyChanged() : null;
    }

    /// <summary>Appends an item, or refuses it for a payment.</summary>
    /// <param name="item">The item.</param>
    /// <param name="content">Its content; an invoice has a number that is free.</param>
    /// <exception cref="ArgumentException">The ledger is full, or the content is not one that the law has judged.</exception>
    /// <exception cref="InvalidOperationException">More of a payment would be freed than is taken.</exception>
    public AppendOutcome Append(LedgerAppend item, LedgerContent content)
    {
        var book = Of(item);
        var gross = book.Gross + ((content as InvoiceContent)?.Totals.TotalAmount.WithoutSign ?? Amount.Zero);
        if (gross > MaxGross)
        {
            return new AppendOutcome.TotalExceeded(gross);
        }

        if (RefusePayment(item) is { } refusal)
        {
            return refusal;
        }

        book.Gross = gross;
        var entry = LedgerEntry.Seal(content, book.Head);
        book.Head = entry.ToHead();
        book.IsChanged = true;
        foreach (var (paymentId, amount) in content.Movements)
        {
            var balance = _balances[(item.Bin, paymentId)];
            _balances[(item.Bin, paymentId)] = balance with { Allocated = balance.Allocated + amount };
        }

        if (content is InvoiceContent invoice)
        {
            _numbers.Add((item.Bin, invoice.Number!, invoice.IssueDate));
        }

        Touch(item.Change, entry.Record);
        _requests.Add((item.Bin, item.RequestId), new(item.RequestHash, entry.Record));
        _pages.Add(new(item, entry));
        return new AppendOutcome.Appended(entry.Record);
    }

    private void Touch(FamilyChange? change, LedgerRecord record)
    {
        var (bin, sequence) = (record.RegistrationNumber.Bin, record.Position.Sequence);
        if (change is null)
        {
            _heads.Add((bin, sequence), sequence);
            return;
        }

        _heads[(bin, change.Family)] = sequence;
        _touched.Add((bin, change.Family));
        foreach (var target in change.Targets)
        {
            _states[(bin, target)] = new(bin, target, change.NewState, record.RegistrationNumber);
        }
    }

    private long? HeadOf(string bin, long family) => _heads.TryGetValue((bin, family), out var head) ? head : null;

    /// <summary>A document that was read before this batch has changed its state, or that the batch itself has appended.</summary>
    private LedgerRecord AsItStands(LedgerRecord record) =>
        record is Invoice invoice && _states.TryGetValue((record.RegistrationNumber.Bin, record.Position.Sequence), out var change)
            ? invoice with { State = change.State, StateChangedBy = change.By }
            : record;

    private AppendOutcome? RefusePayment(LedgerAppend item)
    {
        var movements = item.Content.Movements;
        foreach (var movement in movements)
        {
            if (!_balances.ContainsKey((item.Bin, movement.PaymentId)))
            {
                return new AppendOutcome.PaymentMissing(movement.PaymentId);
            }
        }

        foreach (var (paymentId, amount) in movements)
        {
            var (paid, allocated) = _balances[(item.Bin, paymentId)];
            if (allocated + amount > paid)
            {
                return new AppendOutcome.PaymentExhausted(paymentId, paid - allocated);
            }

            if (allocated + amount < Amount.Zero)
            {
                throw new InvalidOperationException($"Payment {paymentId} of {item.Bin}: {allocated} is taken of it, {amount} would be freed.");
            }
        }

        return null;
    }

    /// <summary>One taxpayer's ledger as far as an append needs it.</summary>
    internal sealed class Book(string bin, long version, LedgerHead head, Amount gross)
    {
        public string Bin => bin;

        public long Version => version;

        public LedgerHead Head { get; set; } = head;

        /// <summary>Totals of the taxpayer's invoices without their signs.</summary>
        public Amount Gross { get; set; } = gross;

        public bool IsChanged { get; set; }
    }

    /// <summary>A payment and how much of it is taken.</summary>
    internal sealed record Balance(Amount Paid, Amount Allocated);

    /// <summary>The new state of an invoice, and the document that explains it.</summary>
    internal sealed record StateChange(string Bin, long Sequence, InvoiceState State, RegistrationNumber By);

    /// <summary>An appended item and what was made of it.</summary>
    internal sealed record Page(LedgerAppend Item, LedgerEntry Entry);
}
