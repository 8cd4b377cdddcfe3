using Esf.Domain.Errors;
using Esf.Domain.Law;
using Esf.Domain.Ledger;
using Esf.Domain.Parties;
using Esf.Domain.Storage;

namespace Esf.Domain.Invoices;

/// <summary>Issues, amends and revokes invoices: look up, judge, append, answer. What is answered is durable and in the ledger once.</summary>
/// <remarks>A refusal is an outcome. Exceptions are for faults alone, those of the store among them.</remarks>
public sealed class InvoiceRegistry(IRegisterReader reader, IInvoiceStore store, InvoiceLaw law, TimeProvider clock)
{
    // Each round loses only to another write of the same taxpayer that won; a caller who loses this often is told to come again.
    private const int Rounds = 5;

    private static readonly FamilyRules Rest = new();

    /// <summary>Judges an ordinary invoice as if it were issued now; nothing is stored.</summary>
    /// <returns>TAXPAYER_NOT_FOUND where it is refused.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    public async Task<Outcome<Judgement>> JudgeAsync(string bin, InvoiceDraft draft, CancellationToken cancellationToken)
    {
        var now = KazakhstanCalendar.Now(clock);
        var facts = await ReadAsync(bin, null, draft, null, now, cancellationToken).ConfigureAwait(false);
        return facts.Taxpayer is { } taxpayer ? law.Judge(draft, null, taxpayer.Taxpayer, facts, now) : TaxpayerRegistry.NotFound(bin).Refusal;
    }

    /// <summary>Judges a corrected or an additional invoice as if it were issued now; nothing is stored.</summary>
    /// <returns>TAXPAYER_NOT_FOUND, INVOICE_NOT_FOUND or INVOICE_STATE_WRONG where it is refused.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    public async Task<Outcome<Judgement>> JudgeAsync(
        RegistrationNumber target, LifeStep step, InvoiceDraft draft, CancellationToken cancellationToken)
    {
        var now = KazakhstanCalendar.Now(clock);
        var facts = await ReadAsync(target.Bin, null, draft, target, now, cancellationToken).ConfigureAwait(false);
        if (facts.Taxpayer is not { } taxpayer)
        {
            return TaxpayerRegistry.NotFound(target.Bin).Refusal;
        }

        if (facts.Family is not { } family)
        {
            return NotFound(target);
        }

        return LifeCycle.Refuse(step, family) is { } refusal
            ? refusal
            : law.Judge(draft, new(step, family), taxpayer.Taxpayer, facts, now);
    }

    /// <summary>Issues an ordinary invoice, or answers the one that this request has issued before.</summary>
    /// <param name="request">What is to be issued.</param>
    /// <param name="cancellationToken">Gives up; what is appended stays appended, and a retry finds it.</param>
    /// <returns>INVOICE_INVALID, TAXPAYER_NOT_FOUND, REQUEST_ID_REUSED, RATE_LIMITED or CLOCK_BEHIND_LEDGER where it is refused.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    public async Task<Outcome<Invoice>> IssueAsync(IssueRequest request, CancellationToken cancellationToken) =>
        ToInvoice(await RecordAsync(request, cancel => PrepareAsync(request, cancel), cancellationToken).ConfigureAwait(false));

    /// <summary>Issues a corrected or an additional invoice, or answers the one that this request has issued before.</summary>
    /// <param name="request">What is to be issued.</param>
    /// <param name="cancellationToken">Gives up; what is appended stays appended, and a retry finds it.</param>
    /// <returns>As <see cref="IssueAsync"/>, and INVOICE_NOT_FOUND, INVOICE_STATE_WRONG or ETAG_MISMATCH.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    public async Task<Outcome<Invoice>> AmendAsync(AmendRequest request, CancellationToken cancellationToken) => ToInvoice(
        await RecordAsync(
            request,
            cancel => FollowAsync(
                request,
                request.Draft,
                (taxpayer, facts, family, now) => ToContent(law.Judge(request.Draft, new(request.Step, family), taxpayer, facts, now)),
                cancel),
            cancellationToken).ConfigureAwait(false));

    /// <summary>Revokes an invoice, or answers the revocation that this request has made before.</summary>
    /// <param name="request">What is to be revoked, and why.</param>
    /// <param name="cancellationToken">Gives up; what is appended stays appended, and a retry finds it.</param>
    /// <returns>
    /// The invoice as it is now, and the revocation. INVOICE_INVALID, INVOICE_NOT_FOUND, INVOICE_STATE_WRONG, ETAG_MISMATCH,
    /// REQUEST_ID_REUSED, RATE_LIMITED or CLOCK_BEHIND_LEDGER where it is refused.
    /// </returns>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    public async Task<Outcome<(Invoice Invoice, Revocation Revocation)>> RevokeAsync(RevokeRequest request, CancellationToken cancellationToken)
    {
        var recorded = await RecordAsync(
            request, cancel => FollowAsync(request, null, (_, _, family, now) => Revoke(request, family, now), cancel), cancellationToken).ConfigureAwait(false);
        if (recorded is Outcome<LedgerRecord>.Refused refused)
        {
            return refused.Refusal;
        }

        var invoice = await reader.FindInvoiceAsync(request.Target, cancellationToken).ConfigureAwait(false);
        return invoice is null ? NotFound(request.Target) : (invoice, (Revocation)recorded.OrThrow());
    }

    /// <summary>The document that a request has made; reads only.</summary>
    /// <exception cref="EsfException">REQUEST_NOT_FOUND, TAXPAYER_NOT_FOUND.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    public async Task<LedgerRecord> FindRequestAsync(string bin, Guid requestId, CancellationToken cancellationToken)
    {
        if (await reader.FindRequestAsync(bin, requestId, cancellationToken).ConfigureAwait(false) is { } request)
        {
            return request.Record;
        }

        throw await reader.FindTaxpayerAsync(bin, cancellationToken).ConfigureAwait(false) is null
            ? TaxpayerRegistry.NotFound(bin)
            : new EsfException(ErrorCatalogue.RequestNotFound, ("request_id", requestId.ToString()))
            {
                Resource = $"taxpayers/{bin}/requests/{requestId}",
            };
    }

    /// <summary>Issues invoices with an outcome for each, in order; one that is refused does not touch its neighbours.</summary>
    /// <remarks>Those of one taxpayer that are issued at the first attempt are in its ledger in the order of the requests.</remarks>
    /// <param name="requests">At most <see cref="Limits.BatchItems"/>.</param>
    /// <param name="cancellationToken">Gives up; what is appended stays appended, and a retry finds it.</param>
    /// <exception cref="StoreUnavailableException">The database cannot be reached; some may have been issued, and a retry finds them.</exception>
    public async Task<IReadOnlyList<Outcome<Invoice>>> IssueAllAsync(IReadOnlyList<IssueRequest> requests, CancellationToken cancellationToken)
    {
        var outcomes = new Outcome<Invoice>?[requests.Count];
        var appends = new List<(int Index, LedgerAppend Append)>();
        for (var i = 0; i < requests.Count; i++)
        {
            switch (await PrepareAsync(requests[i], cancellationToken).ConfigureAwait(false))
            {
                case Prepared.ToAppend next:
                    appends.Add((i, next.Append));
                    break;
                case Prepared.Ended ended:
                    outcomes[i] = Kept(ToInvoice(ended.Outcome));
                    break;
            }
        }

        foreach (var batch in appends.Chunk(Limits.AppendBatch))
        {
            var appended = await store.AppendAsync([.. batch.Select(item => item.Append)], cancellationToken).ConfigureAwait(false);
            foreach (var ((index, append), outcome) in batch.Zip(appended))
            {
                // One that met a newer registration or a new day is judged again, by itself.
                outcomes[index] = Kept(Conclude(requests[index], append, outcome) is { } concluded
                    ? ToInvoice(concluded)
                    : await IssueAsync(requests[index], cancellationToken).ConfigureAwait(false));
            }
        }

        return outcomes!;
    }

    private async Task<Outcome<LedgerRecord>> RecordAsync(
        LedgerRequest request, Func<CancellationToken, Task<Prepared>> prepare, CancellationToken cancellationToken)
    {
        AppendOutcome? last = null;
        for (var round = 0; round < Rounds; round++)
        {
            var prepared = await prepare(cancellationToken).ConfigureAwait(false);
            if (prepared is not Prepared.ToAppend next)
            {
                return ((Prepared.Ended)prepared).Outcome;
            }

            last = (await store.AppendAsync([next.Append], cancellationToken).ConfigureAwait(false))[0];
            if (Conclude(request, next.Append, last) is { } concluded)
            {
                return concluded;
            }
        }

        return last is AppendOutcome.DayPassed(var head)
            ? ClockBehind(head)
            : new Refusal(ErrorCatalogue.RateLimited) { RetryAfter = TimeSpan.FromMilliseconds(100) };
    }

    private async Task<Prepared> PrepareAsync(IssueRequest request, CancellationToken cancellationToken)
    {
        var now = KazakhstanCalendar.Now(clock);
        var facts = await ReadAsync(request.Bin, request.RequestId, request.Draft, null, now, cancellationToken).ConfigureAwait(false);
        return Before(request, facts)
            ?? (facts.Taxpayer is { } taxpayer
                ? ToAppend(request, taxpayer, ToContent(law.Judge(request.Draft, null, taxpayer.Taxpayer, facts, now)), null)
                : new Prepared.Ended(TaxpayerRegistry.NotFound(request.Bin).Refusal));
    }

    private async Task<Prepared> FollowAsync(
        FollowingRequest request,
        InvoiceDraft? draft,
        Func<Taxpayer, IssueFacts, InvoiceFamily, DateTimeOffset, Outcome<LedgerContent>> decide,
        CancellationToken cancellationToken)
    {
        var now = KazakhstanCalendar.Now(clock);
        var facts = await ReadAsync(request.Bin, request.RequestId, draft, request.Target, now, cancellationToken).ConfigureAwait(false);
        if (Before(request, facts) is { } before)
        {
            return before;
        }

        if (facts.Taxpayer is not { } taxpayer)
        {
            return new Prepared.Ended(TaxpayerRegistry.NotFound(request.Bin).Refusal);
        }

        if (facts.Family is not { } family)
        {
            return new Prepared.Ended(NotFound(request.Target));
        }

        return (Stale(request, family) ?? LifeCycle.Refuse(request.Step, family)) is { } refusal
            ? new Prepared.Ended(refusal)
            : ToAppend(request, taxpayer, decide(taxpayer.Taxpayer, facts, family, now), (request.Step, family));
    }

    private Task<IssueFacts> ReadAsync(
        string bin, Guid? requestId, InvoiceDraft? draft, RegistrationNumber? target, DateTimeOffset now, CancellationToken cancellationToken) =>
        reader.ReadIssueFactsAsync(
            new(
                bin,
                requestId,
                draft?.Number,
                KazakhstanCalendar.DateOf(now),
                [.. (draft?.PaymentAllocations ?? []).Select(allocation => allocation.PaymentId)],
                target),
            cancellationToken);

    // What the request id has done before; null when it is new.
    private static Prepared? Before(LedgerRequest request, IssueFacts facts) => facts.Request is { } recorded
        ? new Prepared.Ended(recorded.RequestHash == request.Hash ? recorded.Record : Reused(request))
        : null;

    private static Prepared ToAppend(
        LedgerRequest request, StoredTaxpayer taxpayer, Outcome<LedgerContent> decided, (LifeStep Step, InvoiceFamily Family)? change)
    {
        if (decided is Outcome<LedgerContent>.Refused refused)
        {
            return new Prepared.Ended(refused.Refusal);
        }

        var content = decided.OrThrow();
        return new Prepared.ToAppend(new(
            request.RequestId,
            request.Hash,
            taxpayer.Version,
            content,
            change is var (step, family)
                ? new FamilyChange(
                    family.Sequence,
                    family.Head,
                    [.. content.Offset.Withdrawn.Select(offset => offset.Invoice.Sequence)],
                    step switch { LifeStep.Correct => InvoiceState.Corrected, LifeStep.Revoke => InvoiceState.Revoked, _ => InvoiceState.Issued })
                : null));
    }

    private static Outcome<LedgerContent> ToContent(Judgement judgement) =>
        judgement.Content is { } content ? content : new Refusal([.. judgement.Violations]);

    private static Outcome<LedgerContent> Revoke(RevokeRequest request, InvoiceFamily family, DateTimeOffset now) =>
        Rest.Judge(FamilyCase.Without(family)).ToArray() is { Length: > 0 } violations
            ? new Refusal(violations)
            : new RevocationContent { IssueTime = now, TaxpayerBin = request.Bin, Revoked = RelatedInvoice.To(family.Target), Reason = request.Reason };

    private static Refusal? Stale(FollowingRequest request, InvoiceFamily family) => request.Etag is { } etag && etag != family.Target.Etag
        ? new Refusal(ErrorCatalogue.EtagMismatch, ("actual", family.Target.Etag), ("sent", etag)) { Resource = NameOf(request.Target) }
        : null;

    // Null: the ground moved between reading and writing; judge again.
    private static Outcome<LedgerRecord>? Conclude(LedgerRequest request, LedgerAppend append, AppendOutcome outcome) => outcome switch
    {
        AppendOutcome.Appended appended => appended.Record,
        AppendOutcome.Replayed replayed => replayed.Record,
        AppendOutcome.RequestIdReused => Reused(request),
        AppendOutcome.NumberTaken => new Refusal([Refusals.NumberTaken((InvoiceContent)append.Content)]),
        AppendOutcome.PaymentMissing missing => new Refusal([Refusals.PaymentMissing(append.Content, missing.PaymentId)]),
        AppendOutcome.PaymentExhausted exhausted =>
            new Refusal([Refusals.PaymentExhausted(append.Content, exhausted.PaymentId, exhausted.Remaining)]),
        AppendOutcome.TotalExceeded exceeded => new Refusal([Refusals.TotalExceeded(exceeded.Total)]),
        AppendOutcome.TaxpayerChanged or AppendOutcome.FamilyChanged or AppendOutcome.DayPassed => null,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    // A request of an invoice has recorded an invoice: its hash says which kind of document it asks for.
    private static Outcome<Invoice> ToInvoice(Outcome<LedgerRecord> recorded) => recorded switch
    {
        Outcome<LedgerRecord>.Refused refused => refused.Refusal,
        _ => (Invoice)recorded.OrThrow(),
    };

    // Many refusals are kept at once, and each may have hundreds of violations.
    private static Outcome<Invoice> Kept(Outcome<Invoice> outcome) =>
        outcome is Outcome<Invoice>.Refused refused ? refused.Refusal.Shortened(Limits.ViolationsInStatus) : outcome;

    private static Refusal Reused(LedgerRequest request) => new(ErrorCatalogue.RequestIdReused, ("request_id", request.RequestId.ToString()));

    // Waiting helps when our midnight comes soon: then the clocks of two servers differ by little.
    private Refusal ClockBehind(DateTimeOffset head)
    {
        var day = KazakhstanCalendar.DateOf(head);
        var wait = KazakhstanCalendar.StartOf(day) - KazakhstanCalendar.Now(clock);
        return new(ErrorCatalogue.ClockBehindLedger, ("today", $"{KazakhstanCalendar.Today(clock):yyyy-MM-dd}"), ("ledger_day", $"{day:yyyy-MM-dd}"))
        {
            RetryAfter = wait <= Limits.RetryAfterMax ? TimeSpan.FromSeconds(Math.Max(1, (long)Math.Ceiling((decimal)wait.Ticks / TimeSpan.TicksPerSecond))) : null,
        };
    }

    private static Refusal NotFound(RegistrationNumber invoice) =>
        new(ErrorCatalogue.InvoiceNotFound, ("invoice", NameOf(invoice))) { Resource = NameOf(invoice) };

    private static string NameOf(RegistrationNumber invoice) => $"taxpayers/{invoice.Bin}/invoices/{invoice}";

    /// <summary>A request that has been looked up and judged.</summary>
    private abstract record Prepared
    {
        private Prepared()
        {
        }

        /// <summary>Nothing is to be written: it was done before, or it is refused.</summary>
        public sealed record Ended(Outcome<LedgerRecord> Outcome) : Prepared;

        /// <summary>The document is to be appended.</summary>
        public sealed record ToAppend(LedgerAppend Append) : Prepared;
    }
}
