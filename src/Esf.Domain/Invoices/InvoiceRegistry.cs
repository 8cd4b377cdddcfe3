using Esf.Domain.Errors;
using Esf.Domain.Law;
using Esf.Domain.Storage;

namespace Esf.Domain.Invoices;

/// <summary>Issues invoices: look up, judge, append, tell. What is answered as issued is durable and stands in the ledger once.</summary>
public sealed class InvoiceRegistry(IRegisterReader reader, IInvoiceStore store, InvoiceLaw law, TimeProvider clock)
{
    // Each round loses only to another write of the same taxpayer that won; a caller who loses this often is told to come again.
    private const int Rounds = 5;

    /// <summary>Judges an invoice as if it were issued now; nothing is stored.</summary>
    /// <param name="bin">The taxpayer.</param>
    /// <param name="draft">The invoice as typed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="EsfException">TAXPAYER_NOT_FOUND.</exception>
    public async Task<Judgement> JudgeAsync(string bin, InvoiceDraft draft, CancellationToken cancellationToken)
    {
        var now = KazakhstanCalendar.Now(clock);
        var facts = await reader.ReadIssueFactsAsync(Question(bin, null, draft, now), cancellationToken).ConfigureAwait(false);
        return law.Judge(draft, TaxpayerOf(facts, bin).Taxpayer, facts, now);
    }

    /// <summary>Issues an invoice, or answers the one that this request has issued before.</summary>
    /// <param name="request">What is to be issued.</param>
    /// <param name="cancellationToken">Gives up; what is appended stays appended, and a retry finds it.</param>
    /// <exception cref="EsfException">INVOICE_INVALID, TAXPAYER_NOT_FOUND, REQUEST_ID_REUSED, RATE_LIMITED, CLOCK_BEHIND_LEDGER.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    public async Task<Invoice> IssueAsync(IssueRequest request, CancellationToken cancellationToken)
    {
        AppendOutcome? last = null;
        for (var round = 0; round < Rounds; round++)
        {
            var (issued, append) = await PrepareAsync(request, cancellationToken).ConfigureAwait(false);
            if (issued is not null)
            {
                return issued;
            }

            last = (await store.AppendAsync([append!], cancellationToken).ConfigureAwait(false))[0];
            if (Conclude(request, append!, last) is { } invoice)
            {
                return invoice;
            }
        }

        throw last is AppendOutcome.DayPassed
            ? new EsfException(ErrorCatalogue.ClockBehindLedger, ("today", $"{KazakhstanCalendar.Today(clock):yyyy-MM-dd}")) { RetryAfter = TimeSpan.FromSeconds(1) }
            : new EsfException(ErrorCatalogue.RateLimited) { RetryAfter = TimeSpan.FromMilliseconds(100) };
    }

    /// <summary>Issues invoices with an outcome for each, in order; one that is refused does not touch its neighbours.</summary>
    /// <remarks>Those of one taxpayer that are issued at the first attempt stand in its ledger in the order of the requests.</remarks>
    /// <param name="requests">At most <see cref="Limits.BatchItems"/>.</param>
    /// <param name="cancellationToken">Gives up; what is appended stays appended, and a retry finds it.</param>
    /// <exception cref="StoreUnavailableException">The database cannot be reached; some may have been issued, and a retry finds them.</exception>
    public async Task<IReadOnlyList<IssueOutcome>> IssueAllAsync(IReadOnlyList<IssueRequest> requests, CancellationToken cancellationToken)
    {
        var outcomes = new IssueOutcome?[requests.Count];
        var appends = new List<(int Index, InvoiceAppend Append)>();
        for (var i = 0; i < requests.Count; i++)
        {
            outcomes[i] = await OutcomeOf(async () =>
            {
                var (issued, append) = await PrepareAsync(requests[i], cancellationToken).ConfigureAwait(false);
                if (append is not null)
                {
                    appends.Add((i, append));
                }

                return issued;
            }).ConfigureAwait(false);
        }

        foreach (var batch in appends.Chunk(Limits.AppendBatch))
        {
            var appended = await store.AppendAsync([.. batch.Select(item => item.Append)], cancellationToken).ConfigureAwait(false);
            foreach (var ((index, append), outcome) in batch.Zip(appended))
            {
                // One that met a newer registration or a new day is judged again, by itself.
                outcomes[index] = await OutcomeOf(async () =>
                    Conclude(requests[index], append, outcome)
                    ?? await IssueAsync(requests[index], cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            }
        }

        return outcomes!;
    }

    // Either the invoice that this request has issued before, or what to append.
    private async Task<(Invoice? Issued, InvoiceAppend? Append)> PrepareAsync(IssueRequest request, CancellationToken cancellationToken)
    {
        var now = KazakhstanCalendar.Now(clock);
        var facts = await reader.ReadIssueFactsAsync(Question(request.Bin, request.RequestId, request.Draft, now), cancellationToken).ConfigureAwait(false);
        if (facts.Request is { } recorded)
        {
            return (recorded.RequestHash == request.Hash ? recorded.Invoice : throw Reused(request), null);
        }

        var taxpayer = TaxpayerOf(facts, request.Bin);
        var judgement = law.Judge(request.Draft, taxpayer.Taxpayer, facts, now);
        return judgement.Content is { } content
            ? (null, new(request.RequestId, request.Hash, taxpayer.Version, content))
            : throw new EsfException(judgement.Violations);
    }

    // Null: the ground moved between reading and writing; judge again.
    private static Invoice? Conclude(IssueRequest request, InvoiceAppend append, AppendOutcome outcome) => outcome switch
    {
        AppendOutcome.Appended appended => appended.Invoice,
        AppendOutcome.Replayed replayed => replayed.Invoice,
        AppendOutcome.RequestIdReused => throw Reused(request),
        AppendOutcome.NumberTaken => throw new EsfException([Refusals.NumberTaken(append.Content)]),
        AppendOutcome.PaymentMissing missing => throw new EsfException([Refusals.PaymentMissing(append.Content, missing.PaymentId)]),
        AppendOutcome.PaymentExhausted exhausted =>
            throw new EsfException([Refusals.PaymentExhausted(append.Content, exhausted.PaymentId, exhausted.Remaining)]),
        AppendOutcome.TaxpayerChanged or AppendOutcome.DayPassed => null,
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    private static async Task<IssueOutcome?> OutcomeOf(Func<Task<Invoice?>> issue)
    {
        try
        {
            return await issue().ConfigureAwait(false) is { } invoice ? new(invoice, null) : null;
        }
        catch (EsfException refusal)
        {
            return new(null, refusal);
        }
    }

    private static IssueFactsQuery Question(string bin, Guid? requestId, InvoiceDraft draft, DateTimeOffset now) => new(
        bin, requestId, draft.Number, KazakhstanCalendar.DateOf(now), [.. draft.PaymentAllocations.Select(allocation => allocation.PaymentId)]);

    private static Parties.StoredTaxpayer TaxpayerOf(IssueFacts facts, string bin) =>
        facts.Taxpayer ?? throw Parties.TaxpayerRegistry.NotFound(bin);

    private static EsfException Reused(IssueRequest request) => new(ErrorCatalogue.RequestIdReused, ("request_id", request.RequestId.ToString()));
}

/// <summary>One invoice that a caller asks to issue.</summary>
/// <param name="Bin">The taxpayer.</param>
/// <param name="RequestId">The caller's id of this request, not empty.</param>
/// <param name="Draft">The invoice as typed.</param>
public sealed record IssueRequest(string Bin, Guid RequestId, InvoiceDraft Draft)
{
    /// <summary>Hash of what is asked for.</summary>
    public string Hash { get; } = RequestHash.Of(Draft);
}

/// <summary>What became of one request: exactly one of the two is there.</summary>
/// <param name="Invoice">The invoice.</param>
/// <param name="Refusal">Why there is none.</param>
public sealed record IssueOutcome(Invoice? Invoice, EsfException? Refusal);
