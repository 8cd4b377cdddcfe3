using Esf.Client;
using Esf.OneC.EsfXml;
using Esf.OneC.Matching;
using Esf.OneC.Results;
using Esf.V1;
using Google.Protobuf;

namespace Esf.OneC.Exchange;

/// <summary>Takes one document of a container to its end: in the register, declined with every reason, or waiting.</summary>
/// <remarks>
/// <para>
/// The request_id follows from the document, but the request also names payments, which are chosen here; chosen anew after a crash they
/// could differ, and the service would refuse the id as REUSED. So the request is kept before it is sent, and sent again as it was.
/// </para>
/// <para>
/// Should the journal be lost, the service still knows the id: REQUEST_ID_REUSED then says that the document was issued, and the invoice
/// of that number whose payments make the very same request is its answer. Nothing is ever sent under another id.
/// </para>
/// </remarks>
internal sealed class InvoiceDesk(EsfClient client, string taxpayer, Journal journal, PaymentBook book, Action<string>? step = null)
{
    private const string RequestIdReused = "REQUEST_ID_REUSED";

    private readonly string _parent = $"taxpayers/{taxpayer}";
    private readonly RelatedInvoices _register = new(client, $"taxpayers/{taxpayer}", journal);

    // Documents that wait for a payment and of which the service has said that nothing else is missing.
    private readonly HashSet<string> _sound = new(StringComparer.Ordinal);

    /// <summary>What the accountant has said about payments.</summary>
    public PaymentMapping Mapping { get; set; } = PaymentMapping.Empty;

    /// <summary>What a document wants of the payments while others are looked at; null when it wants nothing or has its payment.</summary>
    public PaymentWish? WishOf(EsfDocument document) =>
        document is { Operation: EsfOperation.Issue, Findings.Count: 0, Vat: > 0 } && journal.Find(document.RequestId) is null
            ? Wish(document, document.Vat)
            : null;

    /// <summary>Decides a document. Throws EsfException when the service did not answer; nothing is lost then, try again.</summary>
    /// <param name="document">The document.</param>
    /// <param name="others">The other documents at hand that are not decided yet.</param>
    /// <param name="rivals">What they want of the payments.</param>
    /// <param name="cancellationToken">Gives up; the next try goes on from there.</param>
    public async Task<Verdict> DecideAsync(
        EsfDocument document, IReadOnlyList<EsfDocument> others, IReadOnlyList<PaymentWish> rivals, CancellationToken cancellationToken)
    {
        if (document.Findings.Count > 0)
        {
            return new Verdict.Declined(document.Findings);
        }

        if (journal.Find(document.RequestId) is { } kept)
        {
            book.Doubt();
            var (answer, _) = await SendAsync(document, InvoiceRequest.Parse(document.Operation, kept.Message), cancellationToken);
            if (answer is not null)
            {
                return answer;
            }
        }

        if (await IssuedBeforeAsync(document, cancellationToken) is { } before)
        {
            return new Verdict.Declined([before]);
        }

        return document.Operation == EsfOperation.Issue
            ? await IssueAsync(document, rivals, cancellationToken)
            : await AmendAsync(document, others, rivals, cancellationToken);
    }

    private async Task<Verdict> IssueAsync(EsfDocument document, IReadOnlyList<PaymentWish> rivals, CancellationToken cancellationToken)
    {
        if (document.Vat <= 0)
        {
            return await KeepAndSendAsync(document, "", [], cancellationToken);
        }

        return await FindPaymentAsync(document, document.Vat, rivals, cancellationToken) switch
        {
            PaymentMatch.Found found => await KeepAndSendAsync(document, "", Allocations(found.Shares), cancellationToken),
            PaymentMatch.Waits waits => await WaitAsync(document, waits, cancellationToken),
            _ => throw new InvalidOperationException("A match is found or waits."),
        };
    }

    private async Task<Verdict> AmendAsync(
        EsfDocument document, IReadOnlyList<EsfDocument> others, IReadOnlyList<PaymentWish> rivals, CancellationToken cancellationToken)
    {
        var related = document.Related!;
        var (target, fault) = await _register.FindAsync(related, cancellationToken);
        if (target is null)
        {
            var isComing = others.Any(other => other.Number == related.Number && other.Date == related.Date && other.RequestId != document.RequestId);
            return isComing
                ? new Verdict.Waits([Finding.Of(Reasons.RelatedInvoiceWaits, "relatedInvoice", ("number", related.Number))], [])
                : new Verdict.Declined([fault!]);
        }

        if (target.State != InvoiceState.Issued && await RecallAsync(document, target, cancellationToken) is { } recalled)
        {
            return recalled;
        }

        var isCorrection = document.Operation == EsfOperation.Correct;
        var wanted = isCorrection ? document.Vat - target.Totals.VatAmount.ToDecimal() : document.Vat;
        if (wanted <= 0 || target.State != InvoiceState.Issued)
        {
            return await KeepAndSendAsync(document, target.Name, [], cancellationToken);
        }

        switch (await FindPaymentAsync(document, wanted, rivals, cancellationToken))
        {
            case PaymentMatch.Found found:
                var shares = Allocations(found.Shares);
                return await KeepAndSendAsync(
                    document, target.Name, isCorrection ? Merged(target.PaymentAllocations, shares) : shares, cancellationToken);
            case PaymentMatch.Waits waits:
                return await RecallAsync(document, target, cancellationToken) ?? new Verdict.Waits([waits.Why], waits.Candidates);
            default:
                throw new InvalidOperationException("A match is found or waits.");
        }
    }

    private async Task<PaymentMatch> FindPaymentAsync(
        EsfDocument document, decimal amount, IReadOnlyList<PaymentWish> rivals, CancellationToken cancellationToken) =>
        new PaymentFinder(await book.OpenAsync(cancellationToken), Mapping).Find(Wish(document, amount), rivals);

    /// <summary>Without a payment it waits; but what else stands against it is told now, and not on the day on which it is paid.</summary>
    /// <remarks>
    /// It is asked by the request itself without payments, which no register would issue: the answer also says whether the id is known.
    /// </remarks>
    private async Task<Verdict> WaitAsync(EsfDocument document, PaymentMatch.Waits waits, CancellationToken cancellationToken)
    {
        var waiting = new Verdict.Waits([waits.Why], waits.Candidates);
        if (_sound.Contains(document.RequestId))
        {
            return waiting;
        }

        var request = InvoiceRequest.Of(_parent, document, "", []);
        var (answer, refusal) = await SendAsync(document, request, cancellationToken);
        if (answer is not null)
        {
            return answer;
        }

        if (refusal!.Violations.Count == 0)
        {
            return Refused(refusal, refusal.Violations);
        }

        var other = (await AllViolationsAsync(request, refusal, cancellationToken)).Where(violation => !Refusals.IsOfPayments(violation)).ToArray();
        if (other.Length > 0)
        {
            return new Verdict.Declined(Refusals.Findings(other, FieldPaths.Of));
        }

        _sound.Add(document.RequestId);
        return waiting;
    }

    private async Task<Verdict> KeepAndSendAsync(
        EsfDocument document, string target, IReadOnlyList<PaymentAllocation> allocations, CancellationToken cancellationToken)
    {
        var request = InvoiceRequest.Of(_parent, document, target, allocations);
        step?.Invoke("keep request");
        journal.Remember(new JournalRequest(document.RequestId, document.Key, request.Message.ToByteArray(), ""));
        var (answer, refusal) = await SendAsync(document, request, cancellationToken);
        if (answer is not null)
        {
            if (document.Operation == EsfOperation.Issue)
            {
                book.Take(allocations);
            }
            else
            {
                book.Doubt();
            }

            return answer;
        }

        book.Doubt();
        return Refused(refusal!, await AllViolationsAsync(request, refusal!, cancellationToken));
    }

    /// <summary>Sends a request. Answers the accepted document, or the refusal; then the request is forgotten.</summary>
    private async Task<(Verdict? Accepted, EsfException? Refusal)> SendAsync(
        EsfDocument document, InvoiceRequest request, CancellationToken cancellationToken)
    {
        try
        {
            step?.Invoke("send");
            var (invoice, warnings) = await request.SendAsync(client, cancellationToken);
            step?.Invoke("answered");
            journal.Remember(new JournalRequest(document.RequestId, document.Key, request.Message.ToByteArray(), invoice.RegistrationNumber));
            return (Accepted(document, invoice, warnings), null);
        }
        catch (EsfException refusal) when (!refusal.MayBeRepeated)
        {
            journal.Forget(document.RequestId);
            return refusal.Reason == RequestIdReused && await RecallAsync(document, null, cancellationToken) is { } recalled
                ? (recalled, null)
                : (null, refusal);
        }
    }

    /// <summary>Finds the answer to a document that was sent before the journal knew of it; null when it was not.</summary>
    /// <remarks>
    /// Only the request that is stored answers; any other of this id is refused, so asking cannot issue anything. Where the id is not
    /// known to be used, that holds because the target of an amendment, or its payment, is no longer free.
    /// </remarks>
    private async Task<Verdict?> RecallAsync(EsfDocument document, Invoice? target, CancellationToken cancellationToken)
    {
        foreach (var invoice in await _register.WithNumberAsync(document.Number, cancellationToken))
        {
            var isSame = invoice.Type == TypeOf(document.Operation)
                && (target is null || invoice.RelatedInvoice?.RegistrationNumber == target.RegistrationNumber);
            if (!isSame)
            {
                continue;
            }

            var name = invoice.RelatedInvoice is { } related ? $"{_parent}/invoices/{related.RegistrationNumber}" : "";
            foreach (var allocations in new[] { invoice.PaymentAllocations.ToArray(), [] })
            {
                try
                {
                    var request = InvoiceRequest.Of(_parent, document, name, allocations);
                    var (answered, warnings) = await request.SendAsync(client, cancellationToken);
                    journal.Remember(
                        new JournalRequest(document.RequestId, document.Key, request.Message.ToByteArray(), answered.RegistrationNumber));
                    return Accepted(document, answered, warnings);
                }
                catch (EsfException refusal) when (!refusal.MayBeRepeated)
                {
                    // It was another request; the next may be the one.
                }
            }
        }

        return null;
    }

    private static Verdict Refused(EsfException refusal, IReadOnlyList<EsfViolation> violations)
    {
        var findings = violations.Count > 0 ? Refusals.Findings(violations, FieldPaths.Of) : Refusals.Findings(refusal, FieldPaths.Of);
        return Refusals.IsPassing(refusal) ? new Verdict.Waits(findings, []) : new Verdict.Declined(findings);
    }

    // A status carries few violations; an accountant wants to see all at once.
    private async Task<IReadOnlyList<EsfViolation>> AllViolationsAsync(
        InvoiceRequest request, EsfException refusal, CancellationToken cancellationToken)
    {
        if (refusal.ViolationCount <= refusal.Violations.Count || request.Message is not IssueInvoiceRequest issue)
        {
            return refusal.Violations;
        }

        var judged = await client.ValidateInvoiceAsync(_parent, issue.Invoice, cancellationToken);
        return judged.Violations.Count > refusal.Violations.Count ? [.. judged.Violations.Select(EsfViolation.From)] : refusal.Violations;
    }

    private async Task<Finding?> IssuedBeforeAsync(EsfDocument document, CancellationToken cancellationToken)
    {
        foreach (var earlier in journal.Issued(document.Key).Where(request => request.Id != document.RequestId))
        {
            // What was revoked may be issued anew under its number.
            if (await _register.GetAsync(earlier.RegistrationNumber, cancellationToken) is { } invoice && invoice.State != InvoiceState.Revoked)
            {
                return Finding.Of(
                    Reasons.NumberIssuedBefore, "num", ("number", document.Number), ("registration_number", invoice.RegistrationNumber));
            }
        }

        return null;
    }

    private static Verdict.Accepted Accepted(EsfDocument document, Invoice invoice, IReadOnlyList<Violation> told)
    {
        var (issueDate, offsetDate) = (invoice.IssueDate.ToDateOnly(), invoice.Offset.Date.ToDateOnly());
        var warnings = new List<Finding>();
        if (document.Date is { } date && date != issueDate)
        {
            warnings.Add(Finding.Of(
                Reasons.IssueDateDiffers,
                "date",
                ("date", PlainValues.Iso(date)),
                ("issue_date", PlainValues.Iso(issueDate)),
                ("offset_date", PlainValues.Iso(offsetDate))));
        }

        if (invoice.State is not InvoiceState.Issued)
        {
            warnings.Add(Finding.Of(Reasons.InvoiceNoLongerInForce, "", ("state", invoice.State.ToString().ToUpperInvariant())));
        }

        warnings.AddRange(Refusals.Findings(told.Select(EsfViolation.From), FieldPaths.Of));
        return new Verdict.Accepted(new AcceptedInvoice(
            document.Number,
            invoice.RegistrationNumber,
            issueDate,
            offsetDate,
            invoice.Offset.Amount.ToDecimal(),
            invoice.Offset.TaxPeriod,
            warnings));
    }

    private static PaymentWish Wish(EsfDocument document, decimal amount) =>
        new(document.Number, document.Date, amount, document.Invoice.Contract?.Number ?? "");

    private static List<PaymentAllocation> Allocations(IEnumerable<PaymentShare> shares) =>
        [.. shares.Select(share => new PaymentAllocation { VatPayment = share.Payment.Name, Amount = share.Amount.ToProtoDecimal() })];

    // What carried the replaced invoice carries the corrected one, and the new payment carries the rest.
    private static List<PaymentAllocation> Merged(IEnumerable<PaymentAllocation> kept, IEnumerable<PaymentAllocation> added) =>
        [.. kept.Concat(added)
            .GroupBy(allocation => allocation.VatPayment, StringComparer.Ordinal)
            .Select(group => new PaymentAllocation
            {
                VatPayment = group.Key,
                Amount = group.Sum(allocation => allocation.Amount.ToDecimal()).ToProtoDecimal(),
            })];

    private static InvoiceType TypeOf(EsfOperation operation) => operation switch
    {
        EsfOperation.Issue => InvoiceType.Ordinary,
        EsfOperation.Correct => InvoiceType.Corrected,
        _ => InvoiceType.Additional,
    };
}
