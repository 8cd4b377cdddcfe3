using Esf.Domain.Errors;
using Esf.Domain.Law;
using Esf.Domain.Ledger;
using Esf.Domain.Parties;
using Esf.Domain.Storage;

namespace Esf.Domain.Invoices;

/// <summary>Issues, amends and revokes invoices: look up, judge, append, tell. What is answered is durable and stands in the ledger once.</summary>
public sealed class InvoiceRegistry(IRegisterReader reader, IInvoiceStore store, InvoiceLaw law, TimeProvider clock)
{
    // Each round loses only to another write of the same taxpayer that won; a caller who loses this often is told to come again.
    private const int Rounds = 5;

    private static readonly FamilyRules Rest = new();

    /// <summary>Judges an invoice as if it were issued now; nothing is stored.</summary>
    /// <param name="bin">The taxpayer.</param>
    /// <param name="draft">The invoice as typed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="EsfException">TAXPAYER_NOT_FOUND.</exception>
    public async Task<Judgement> JudgeAsync(string bin, InvoiceDraft draft, CancellationToken cancellationToken)
    {
        var now = KazakhstanCalendar.Now(clock);
        var question = new IssueFactsQuery(bin, null, draft.Number, KazakhstanCalendar.DateOf(now), PaymentsOf(draft), null);
        var facts = await reader.ReadIssueFactsAsync(question, cancellationToken).ConfigureAwait(false);
        return law.Judge(draft, InvoiceType.Ordinary, TaxpayerOf(facts, bin).Taxpayer, facts, now);
    }

    /// <summary>Issues an invoice (ordinary, corrected or additional), or answers the one that this request has issued before.</summary>
    /// <param name="request">What is to be issued.</param>
    /// <param name="cancellationToken">Gives up; what is appended stays appended, and a retry finds it.</param>
    /// <exception cref="EsfException">INVOICE_INVALID, TAXPAYER_NOT_FOUND, REQUEST_ID_REUSED, RATE_LIMITED, CLOCK_BEHIND_LEDGER; for an
    /// amendment also INVOICE_NOT_FOUND, INVOICE_STATE_WRONG, ETAG_MISMATCH.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    public async Task<Invoice> IssueAsync(IssueRequest request, CancellationToken cancellationToken) =>
        (Invoice)await RecordAsync(request, cancellationToken).ConfigureAwait(false);

    /// <summary>Revokes an invoice, or answers the revocation that this request has made before.</summary>
    /// <param name="request">What is to be revoked, and why.</param>
    /// <param name="cancellationToken">Gives up; what is appended stays appended, and a retry finds it.</param>
    /// <returns>The invoice as it stands now, and the revocation.</returns>
    /// <exception cref="EsfException">INVOICE_INVALID, INVOICE_NOT_FOUND, INVOICE_STATE_WRONG, ETAG_MISMATCH, REQUEST_ID_REUSED, RATE_LIMITED,
    /// CLOCK_BEHIND_LEDGER.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    public async Task<(Invoice Invoice, Revocation Revocation)> RevokeAsync(RevokeRequest request, CancellationToken cancellationToken)
    {
        var revocation = (Revocation)await RecordAsync(request, cancellationToken).ConfigureAwait(false);
        var invoice = await reader.FindInvoiceAsync(request.Target!, cancellationToken).ConfigureAwait(false);
        return (invoice ?? throw NotFound(request.Target!), revocation);
    }

    private async Task<LedgerRecord> RecordAsync(LedgerRequest request, CancellationToken cancellationToken)
    {
        AppendOutcome? last = null;
        for (var round = 0; round < Rounds; round++)
        {
            var (recorded, append) = await PrepareAsync(request, cancellationToken).ConfigureAwait(false);
            if (recorded is not null)
            {
                return recorded;
            }

            last = (await store.AppendAsync([append!], cancellationToken).ConfigureAwait(false))[0];
            if (Conclude(request, append!, last) is { } appended)
            {
                return appended;
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
        var appends = new List<(int Index, LedgerAppend Append)>();
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

    // Either the document that this request has made before, or what to append.
    private async Task<(LedgerRecord? Recorded, LedgerAppend? Append)> PrepareAsync(LedgerRequest request, CancellationToken cancellationToken)
    {
        var now = KazakhstanCalendar.Now(clock);
        var draft = (request as IssueRequest)?.Draft;
        var question = new IssueFactsQuery(
            request.Bin, request.RequestId, draft?.Number, KazakhstanCalendar.DateOf(now), draft is null ? [] : PaymentsOf(draft), request.Target);
        var facts = await reader.ReadIssueFactsAsync(question, cancellationToken).ConfigureAwait(false);
        if (facts.Request is { } recorded)
        {
            return (recorded.RequestHash == request.Hash ? recorded.Record : throw Reused(request), null);
        }

        var taxpayer = TaxpayerOf(facts, request.Bin);
        if (request.Target is { } target)
        {
            Require(request, facts.Family ?? throw NotFound(target));
        }

        LedgerContent content = request switch
        {
            IssueRequest issue => Judge(issue, taxpayer.Taxpayer, facts, now),
            RevokeRequest revoke => Revoke(revoke, facts.Family!, now),
            _ => throw new InvalidOperationException($"Unknown request {request.GetType()}."),
        };
        return (null, new(request.RequestId, request.Hash, taxpayer.Version, content, ChangeOf(request, facts.Family, content)));
    }

    private InvoiceContent Judge(IssueRequest request, Taxpayer taxpayer, IssueFacts facts, DateTimeOffset now)
    {
        var judgement = law.Judge(request.Draft, request.Type, taxpayer, facts, now);
        return judgement.Content ?? throw new EsfException([.. judgement.Violations]);
    }

    private static RevocationContent Revoke(RevokeRequest request, InvoiceFamily family, DateTimeOffset now)
    {
        if (Rest.Judge(FamilyCase.Without(family)).ToArray() is { Length: > 0 } violations)
        {
            throw new EsfException(violations);
        }

        return new() { IssueTime = now, TaxpayerBin = request.Bin, Revoked = RelatedInvoice.To(family.Target), Reason = request.Reason };
    }

    private static void Require(LedgerRequest request, InvoiceFamily family)
    {
        if (request.Etag is { } etag && etag != family.Target.Etag)
        {
            throw new EsfException(ErrorCatalogue.EtagMismatch, ("actual", family.Target.Etag), ("sent", etag)) { Resource = NameOf(request.Target!) };
        }

        LifeCycle.Require(request.Operation!.Value, family);
    }

    private static long[] EndedBy(LedgerContent content) => [.. content.Offset.Withdrawn.Select(offset => offset.Invoice.Sequence)];

    private static FamilyChange? ChangeOf(LedgerRequest request, InvoiceFamily? family, LedgerContent content) => (request.Operation, family) switch
    {
        (LifeStep.Correct, { } f) => new(f.Sequence, f.Head, EndedBy(content), InvoiceState.Corrected),
        (LifeStep.Revoke, { } f) => new(f.Sequence, f.Head, EndedBy(content), InvoiceState.Revoked),
        (LifeStep.Add, { } f) => new(f.Sequence, f.Head, [], InvoiceState.Issued),
        _ => null,
    };

    // Null: the ground moved between reading and writing; judge again.
    private static LedgerRecord? Conclude(LedgerRequest request, LedgerAppend append, AppendOutcome outcome) => outcome switch
    {
        AppendOutcome.Appended appended => appended.Record,
        AppendOutcome.Replayed replayed => replayed.Record,
        AppendOutcome.RequestIdReused => throw Reused(request),
        AppendOutcome.NumberTaken => throw new EsfException([Refusals.NumberTaken((InvoiceContent)append.Content)]),
        AppendOutcome.PaymentMissing missing => throw new EsfException([Refusals.PaymentMissing(append.Content, missing.PaymentId)]),
        AppendOutcome.PaymentExhausted exhausted =>
            throw new EsfException([Refusals.PaymentExhausted(append.Content, exhausted.PaymentId, exhausted.Remaining)]),
        AppendOutcome.TaxpayerChanged or AppendOutcome.FamilyChanged or AppendOutcome.DayPassed => null,
        _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
    };

    private static async Task<IssueOutcome?> OutcomeOf(Func<Task<LedgerRecord?>> issue)
    {
        try
        {
            return await issue().ConfigureAwait(false) is { } record ? new((Invoice)record, null) : null;
        }
        catch (EsfException refusal)
        {
            return new(null, refusal);
        }
    }

    private static string[] PaymentsOf(InvoiceDraft draft) => [.. draft.PaymentAllocations.Select(allocation => allocation.PaymentId)];

    private static StoredTaxpayer TaxpayerOf(IssueFacts facts, string bin) => facts.Taxpayer ?? throw TaxpayerRegistry.NotFound(bin);

    private static EsfException Reused(LedgerRequest request) => new(ErrorCatalogue.RequestIdReused, ("request_id", request.RequestId.ToString()));

    private static EsfException NotFound(RegistrationNumber invoice) =>
        new(ErrorCatalogue.InvoiceNotFound, ("invoice", NameOf(invoice))) { Resource = NameOf(invoice) };

    private static string NameOf(RegistrationNumber invoice) => $"taxpayers/{invoice.Bin}/invoices/{invoice}";
}
