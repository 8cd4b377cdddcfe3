using System.Globalization;
using Esf.Client;
using Esf.OneC.Matching;
using Esf.OneC.Results;
using Esf.OneC.Statements;
using Esf.V1;
using Google.Protobuf;

namespace Esf.OneC.Exchange;

/// <summary>Records the payments of statements. Recording again changes nothing, so a statement may come as often as it likes.</summary>
/// <remarks>
/// What may be a copy of another payment, in the file or in the register, waits for the accountant's word in decisions.csv. While it waits,
/// what was recorded of the same file is not sent again.
/// </remarks>
internal sealed class StatementDesk(EsfClient client, string taxpayer, Journal journal)
{
    // Each refusal names some stored payments; a payment that may be a copy of very many is a case for a person.
    private const int Rounds = 8;

    private readonly string _parent = $"taxpayers/{taxpayer}";

    // What the service has asked about and nobody has decided; asked again by a connector that starts anew.
    private readonly Dictionary<(string Drop, int Line), WaitingDocument> _asked = [];

    /// <summary>What the accountant has said about documents that are asked.</summary>
    public PaymentDecisions Decisions { get; set; } = PaymentDecisions.None;

    /// <summary>Records what was picked and writes into the result what became of each document.</summary>
    /// <remarks>Throws EsfException when the service did not answer or refused the whole call; nothing is half known then, try again.</remarks>
    public async Task RecordAsync(PickedStatement statement, DropResult result, CancellationToken cancellationToken)
    {
        foreach (var left in statement.Skipped)
        {
            result.Skipped.Add(new SkippedDocument(left.Number, left.Line, left.Date, left.Amount, left.Finding));
        }

        foreach (var left in statement.Declined.GroupBy(left => left.Line))
        {
            result.Declined.Add(new DeclinedDocument(left.First().Number, left.Key, [.. left.Select(one => one.Finding)]));
        }

        var recorded = new SortedDictionary<int, RecordedPayment>();
        foreach (var chunk in Wanted(statement, result, recorded).Chunk(Bounds.PaymentsInCall))
        {
            await RecordAsync(chunk, result, recorded, cancellationToken);
        }

        result.Recorded.AddRange(recorded.Values);
    }

    /// <summary>What is to be sent; the rest is decided, waits, or was recorded in an earlier pass over the file.</summary>
    private List<PickedPayment> Wanted(PickedStatement statement, DropResult result, SortedDictionary<int, RecordedPayment> recorded)
    {
        var wanted = new List<PickedPayment>();
        var all = statement.Picked.Select(payment => (Payment: payment, Why: (Finding?)null))
            .Concat(statement.Asked.Select(asked => (asked.Payment, Why: (Finding?)asked.Why)));
        foreach (var (payment, why) in all)
        {
            var decision = Decisions.For(payment);
            if (journal.Taken(result.Sha256, Key(payment)) is { } kept)
            {
                recorded.Add(payment.Line, Recorded(payment, VatPayment.Parser.ParseFrom(kept)));
            }
            else if (decision == PaymentDecision.Skip)
            {
                Leave(payment, result);
            }
            else if (decision == PaymentDecision.Record)
            {
                wanted.Add(payment);
            }
            else if (why is not null)
            {
                result.Waiting.Add(Waiting(payment, why, []));
            }
            else if (_asked.TryGetValue((result.Sha256, payment.Line), out var asked))
            {
                result.Waiting.Add(asked);
            }
            else
            {
                wanted.Add(payment);
            }
        }

        return wanted;
    }

    private async Task RecordAsync(
        PickedPayment[] chunk, DropResult result, SortedDictionary<int, RecordedPayment> recorded, CancellationToken cancellationToken)
    {
        var outcomes = await client.BatchRecordVatPaymentsAsync(_parent, chunk.Select(payment => Message(payment, [])), cancellationToken);
        var stored = new List<(PickedPayment Picked, VatPayment Stored)>();
        foreach (var (payment, outcome) in chunk.Zip(outcomes))
        {
            var answer = outcome.Refusal is null
                ? outcome.VatPayment
                : await SettleAsync(payment, EsfException.From(outcome.Refusal), result, cancellationToken);
            if (answer is not null)
            {
                stored.Add((payment, answer));
            }
        }

        journal.Together(() =>
        {
            foreach (var (payment, answer) in stored)
            {
                journal.RememberPurpose(answer.Name, payment.Purpose);
                journal.Take(result.Sha256, Key(payment), answer.ToByteArray());
                recorded.Add(payment.Line, Recorded(payment, answer));
            }
        });
    }

    /// <summary>What a refusal means for a payment: the stored payment where the accountant has said that it is another; else it is told.</summary>
    private async Task<VatPayment?> SettleAsync(PickedPayment payment, EsfException refusal, DropResult result, CancellationToken cancellationToken)
    {
        if (refusal.MayBeRepeated)
        {
            throw refusal;
        }

        // The refusal of an item of a batch does not name the stored payments; that of a single call does.
        var isDecided = Decisions.For(payment) == PaymentDecision.Record;
        var distinct = new HashSet<string>(StringComparer.Ordinal);
        var isNamed = refusal.Reason == EsfReasons.VatPaymentMayBeRepeated || (refusal.Reason == EsfReasons.VatPaymentConflict && isDecided);
        for (var round = 0; isNamed && round < Rounds; round++)
        {
            try
            {
                return await client.RecordVatPaymentAsync(_parent, Message(payment, distinct), cancellationToken);
            }
            catch (EsfException again) when (!again.MayBeRepeated)
            {
                refusal = again;
                isNamed = isDecided && Others(again).Where(distinct.Add).ToArray().Length > 0;
            }
        }

        if (refusal.Reason == EsfReasons.VatPaymentMayBeRepeated && !isDecided)
        {
            var waiting = await AskAsync(payment, refusal, cancellationToken);
            _asked[(result.Sha256, payment.Line)] = waiting;
            result.Waiting.Add(waiting);
        }
        else
        {
            result.Declined.Add(new DeclinedDocument(payment.Number, payment.Line, Refusals.Findings(refusal, field => field)));
        }

        return null;
    }

    private async Task<WaitingDocument> AskAsync(PickedPayment payment, EsfException refusal, CancellationToken cancellationToken)
    {
        var candidates = new List<OpenPayment>();
        foreach (var name in Others(refusal))
        {
            var stored = await client.GetVatPaymentAsync(name, cancellationToken);
            candidates.Add(new OpenPayment(
                stored.Name,
                stored.DocumentNumber,
                stored.PaidOn.ToDateOnly(),
                stored.RemainingAmount.ToDecimal(),
                stored.IssueWindow.OpensOn.ToDateOnly(),
                stored.IssueWindow.ClosesOn.ToDateOnly(),
                IssueDeadlineState.Unspecified,
                journal.Purpose(stored.Name)));
        }

        var first = candidates[0];
        var told = string.Create(CultureInfo.InvariantCulture, $"{first.DocumentNumber} / {PlainValues.Dotted(first.PaidOn)}");
        return Waiting(payment, Finding.Of(Reasons.MayBeRecorded, "НомерДокумента", [("stored", told), .. payment.Told]), candidates);
    }

    private WaitingDocument Waiting(PickedPayment payment, Finding why, IReadOnlyList<OpenPayment> candidates) =>
        new(payment.Number, payment.Line, [why, .. Decisions.Faults], candidates);

    private static void Leave(PickedPayment payment, DropResult result)
    {
        var left = payment.Left(Finding.Of(Reasons.SkippedByDecision));
        result.Skipped.Add(new SkippedDocument(left.Number, left.Line, left.Date, left.Amount, left.Finding));
    }

    // The stored payments that a refusal names.
    private static string[] Others(EsfException refusal) => refusal.Reason switch
    {
        EsfReasons.VatPaymentMayBeRepeated => refusal.Metadata.GetValueOrDefault("payments", "").Split(", ", StringSplitOptions.RemoveEmptyEntries),
        EsfReasons.VatPaymentConflict => refusal.Metadata.GetValueOrDefault("payment", "").Split(", ", StringSplitOptions.RemoveEmptyEntries),
        _ => [],
    };

    private static VatPayment Message(PickedPayment payment, IEnumerable<string> distinct) => new()
    {
        DocumentNumber = payment.Number,
        PaidOn = payment.PaidOn.ToProtoDate(),
        Amount = payment.Amount.ToProtoDecimal(),
        BudgetCode = Statements.BudgetCode.NonResidentVat,
        Kind = VatPaymentKind.BankPayment,
        PayerAccount = payment.Account,
        DistinctFrom = { distinct },
    };

    private static RecordedPayment Recorded(PickedPayment picked, VatPayment stored) => new(
        picked.Number,
        picked.PaidOn,
        picked.Amount,
        stored.Name,
        stored.IssueWindow.OpensOn.ToDateOnly(),
        stored.IssueWindow.ClosesOn.ToDateOnly());

    private static string Key(PickedPayment payment) => string.Create(CultureInfo.InvariantCulture, $"line {payment.Line}");
}
