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
/// The request_id follows from the document, so however often and by whomever a document is sent, it is issued once. What a document was
/// answered with is asked for by that id and by nothing else: a question that cannot write. So nothing is ever sent but with payments that
/// were matched a moment before.
/// </para>
/// <para>
/// Payments that are matched anew after a crash may be others than those that were sent. Then the service answers REQUEST_ID_REUSED, and
/// the question tells the invoice. The journal spares questions; without it nothing goes wrong.
/// </para>
/// </remarks>
internal sealed class InvoiceDesk(EsfClient client, string taxpayer, Journal journal, PaymentBook book, Action<string>? step = null)
{
    private readonly string _parent = $"taxpayers/{taxpayer}";
    private readonly RelatedInvoices _register = new(client, $"taxpayers/{taxpayer}", journal);

    // Documents that wait for a payment, of which the service knows nothing and says that nothing else is missing.
    private readonly HashSet<string> _sound = new(StringComparer.Ordinal);

    /// <summary>What the accountant has said about payments.</summary>
    public PaymentMapping Mapping { get; set; } = PaymentMapping.Empty;

    /// <summary>What a document wants of the payments while others are looked at; null when it wants nothing or has its payment.</summary>
    public PaymentWish? WishOf(EsfDocument document) =>
        document is { Operation: EsfOperation.Issue, Findings.Count: 0, Vat: > 0 } && !journal.HasIssued(document.RequestId)
            ? Wish(document, document.Vat)
            : null;

    /// <summary>Decides a document. Throws EsfException when the service did not answer; nothing is lost then, try again.</summary>
    /// <param name="file">The content of its file, as SHA-256: what was decided of it in an earlier pass is not decided again.</param>
    /// <param name="document">The document.</param>
    /// <param name="others">The other documents at hand that are not decided yet.</param>
    /// <param name="rivals">What they want of the payments.</param>
    /// <param name="cancellationToken">Gives up; the next try goes on from there.</param>
    public async Task<Verdict> DecideAsync(
        string file,
        EsfDocument document,
        IReadOnlyList<EsfDocument> others,
        IReadOnlyList<PaymentWish> rivals,
        CancellationToken cancellationToken)
    {
        if (document.Findings.Count > 0)
        {
            return new Verdict.Declined(document.Findings);
        }

        if (journal.Taken(file, document.RequestId) is { } kept)
        {
            var answer = IssueInvoiceResponse.Parser.ParseFrom(kept);
            return Answered(document, answer.Invoice, answer.Warnings);
        }

        var (invoice, verdict) = await AnswerAsync(document, others, rivals, cancellationToken);
        if (invoice is null)
        {
            return verdict!;
        }

        if (!IsOf(document, invoice.Invoice))
        {
            return new Verdict.Declined([Finding.Of(Reasons.RequestIdTaken, "num", ("registration_number", invoice.Invoice.RegistrationNumber))]);
        }

        step?.Invoke("keep answer");
        journal.Together(() =>
        {
            journal.Remember(new IssuedDocument(document.RequestId, document.Key, invoice.Invoice.RegistrationNumber));
            journal.Take(file, document.RequestId, invoice.ToByteArray());
        });
        return Answered(document, invoice.Invoice, invoice.Warnings);
    }

    // The invoice that the document has become, now or before; or why there is none.
    private async Task<(IssueInvoiceResponse? Invoice, Verdict? Verdict)> AnswerAsync(
        EsfDocument document, IReadOnlyList<EsfDocument> others, IReadOnlyList<PaymentWish> rivals, CancellationToken cancellationToken)
    {
        if (journal.HasIssued(document.RequestId) && await AskAsync(document, cancellationToken) is { } before)
        {
            book.Doubt();
            return (before, null);
        }

        if (await IssuedBeforeAsync(document, cancellationToken) is { } issued)
        {
            return (null, new Verdict.Declined([issued]));
        }

        return document.Operation == EsfOperation.Issue
            ? await IssueAsync(document, rivals, cancellationToken)
            : await AmendAsync(document, others, rivals, cancellationToken);
    }

    private async Task<(IssueInvoiceResponse? Invoice, Verdict? Verdict)> IssueAsync(
        EsfDocument document, IReadOnlyList<PaymentWish> rivals, CancellationToken cancellationToken)
    {
        if (document.Vat <= 0)
        {
            return await SendAsync(document, "", [], cancellationToken);
        }

        return await FindPaymentAsync(document, document.Vat, rivals, cancellationToken) switch
        {
            PaymentMatch.Found found => await SendAsync(document, "", Allocations(found.Shares), cancellationToken),
            PaymentMatch.Waits waits => await WaitAsync(document, waits, cancellationToken),
            _ => throw new InvalidOperationException("A match is found or waits."),
        };
    }

    private async Task<(IssueInvoiceResponse? Invoice, Verdict? Verdict)> AmendAsync(
        EsfDocument document, IReadOnlyList<EsfDocument> others, IReadOnlyList<PaymentWish> rivals, CancellationToken cancellationToken)
    {
        var related = document.Related!;
        var (target, fault) = await _register.FindAsync(related, cancellationToken);
        if (target is null)
        {
            var isComing = others.Any(other => other.Number == related.Number && other.Date == related.Date && other.RequestId != document.RequestId);
            return (null, isComing
                ? new Verdict.Waits([Finding.Of(Reasons.RelatedInvoiceWaits, "relatedInvoice", ("number", related.Number))], [])
                : new Verdict.Declined([fault!]));
        }

        // Its own amendment may be what has changed the target.
        if (target.State != InvoiceState.Issued && await AskAsync(document, cancellationToken) is { } before)
        {
            return (before, null);
        }

        var isCorrection = document.Operation == EsfOperation.Correct;
        var wanted = isCorrection ? document.Vat - target.Totals.VatAmount.ToDecimal() : document.Vat;
        if (wanted <= 0 || target.State != InvoiceState.Issued)
        {
            return await SendAsync(document, target.Name, [], cancellationToken);
        }

        switch (await FindPaymentAsync(document, wanted, rivals, cancellationToken))
        {
            case PaymentMatch.Found found:
                var shares = Allocations(found.Shares);
                return await SendAsync(document, target.Name, isCorrection ? Merged(target.PaymentAllocations, shares) : shares, cancellationToken);
            case PaymentMatch.Waits waits:
                return await AskOnceAsync(document, cancellationToken) is { } answered
                    ? (answered, null)
                    : (null, new Verdict.Waits([waits.Why], waits.Candidates));
            default:
                throw new InvalidOperationException("A match is found or waits.");
        }
    }

    private async Task<PaymentMatch> FindPaymentAsync(
        EsfDocument document, decimal amount, IReadOnlyList<PaymentWish> rivals, CancellationToken cancellationToken) =>
        new PaymentFinder(await book.OpenAsync(cancellationToken), Mapping).Find(Wish(document, amount), rivals);

    /// <summary>Without a payment it waits; but what else stands against it is told now, and not on the day on which it is paid.</summary>
    private async Task<(IssueInvoiceResponse? Invoice, Verdict? Verdict)> WaitAsync(
        EsfDocument document, PaymentMatch.Waits waits, CancellationToken cancellationToken)
    {
        var waiting = new Verdict.Waits([waits.Why], waits.Candidates);
        if (_sound.Contains(document.RequestId))
        {
            return (null, waiting);
        }

        if (await AskAsync(document, cancellationToken) is { } before)
        {
            return (before, null);
        }

        var judged = await client.ValidateInvoiceAsync(_parent, document.Invoice, cancellationToken);
        var other = judged.Violations.Select(EsfViolation.From).Where(violation => !Refusals.IsOfPayments(violation)).ToArray();
        if (other.Length > 0)
        {
            return (null, new Verdict.Declined(Refusals.Findings(other, FieldPaths.Of)));
        }

        _sound.Add(document.RequestId);
        return (null, waiting);
    }

    /// <summary>Sends a document with payments that were matched just now.</summary>
    private async Task<(IssueInvoiceResponse? Invoice, Verdict? Verdict)> SendAsync(
        EsfDocument document, string target, IReadOnlyList<PaymentAllocation> allocations, CancellationToken cancellationToken)
    {
        var request = InvoiceRequest.Of(_parent, document, target, allocations);
        try
        {
            step?.Invoke("send");
            var (invoice, warnings) = await request.SendAsync(client, cancellationToken);
            step?.Invoke("answered");
            if (document.Operation == EsfOperation.Issue && invoice.State == InvoiceState.Issued)
            {
                book.Take(allocations);
            }
            else
            {
                book.Doubt();
            }

            return (new IssueInvoiceResponse { Invoice = invoice, Warnings = { warnings } }, null);
        }
        catch (EsfException refusal) when (!refusal.MayBeRepeated)
        {
            book.Doubt();
            return refusal.Reason == EsfReasons.RequestIdReused && await AskAsync(document, cancellationToken) is { } before
                ? (before, null)
                : (null, Refused(refusal, await AllViolationsAsync(request, refusal, cancellationToken)));
        }
    }

    /// <summary>What the register has under the id of a document; null when it has nothing. It only reads.</summary>
    private async Task<IssueInvoiceResponse?> AskAsync(EsfDocument document, CancellationToken cancellationToken)
    {
        step?.Invoke("ask");
        var outcome = await client.FindRequestOutcomeAsync($"{_parent}/requests/{document.RequestId}", cancellationToken);
        return outcome is null ? null : new IssueInvoiceResponse { Invoice = outcome.Invoice ?? new Invoice(), Warnings = { outcome.Warnings } };
    }

    // A document that waits is asked for when it is first met: nobody but this folder sends it.
    private async Task<IssueInvoiceResponse?> AskOnceAsync(EsfDocument document, CancellationToken cancellationToken)
    {
        if (_sound.Contains(document.RequestId))
        {
            return null;
        }

        var before = await AskAsync(document, cancellationToken);
        if (before is null)
        {
            _sound.Add(document.RequestId);
        }

        return before;
    }

    // The id follows from the document; but anybody who can send may have used it for something else.
    private static bool IsOf(EsfDocument document, Invoice invoice) =>
        invoice.Number == document.Number && invoice.Type == TypeOf(document.Operation) && invoice.Totals?.VatAmount?.ToDecimal() == document.Vat;

    private static Verdict Answered(EsfDocument document, Invoice invoice, IReadOnlyList<Violation> warnings) =>
        invoice.State == InvoiceState.Revoked
            ? new Verdict.Declined([Finding.Of(Reasons.InvoiceRevoked, "num", ("registration_number", invoice.RegistrationNumber))])
            : Accepted(document, invoice, warnings);

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
        foreach (var earlier in journal.Issued(document.Key).Where(issued => issued.RequestId != document.RequestId))
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
