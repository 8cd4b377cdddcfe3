using Esf.Client;
using Esf.OneC.Results;
using Esf.OneC.Statements;
using Esf.V1;

namespace Esf.OneC.Exchange;

/// <summary>Records the payments of statements. Recording again changes nothing, so a statement may come as often as it likes.</summary>
internal sealed class StatementDesk(EsfClient client, string taxpayer, Journal journal)
{
    private readonly string _parent = $"taxpayers/{taxpayer}";

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

        foreach (var chunk in statement.Picked.Chunk(Bounds.PaymentsInCall))
        {
            var outcomes = await client.BatchRecordVatPaymentsAsync(_parent, chunk.Select(Payment), cancellationToken);
            journal.Together(() =>
            {
                foreach (var (payment, outcome) in chunk.Zip(outcomes))
                {
                    Take(payment, outcome, result);
                }
            });
        }
    }

    private static VatPayment Payment(PickedPayment payment) => new()
    {
        DocumentNumber = payment.Number,
        PaidOn = payment.PaidOn.ToProtoDate(),
        Amount = payment.Amount.ToProtoDecimal(),
        BudgetCode = VatPaymentPicker.BudgetCode,
        Kind = VatPaymentKind.BankPayment,
    };

    private void Take(PickedPayment picked, RecordVatPaymentOutcome outcome, DropResult result)
    {
        if (outcome.Refusal is not { } refusal)
        {
            var stored = outcome.VatPayment;
            journal.RememberPurpose(stored.Name, picked.Purpose);
            result.Recorded.Add(new RecordedPayment(
                picked.Number,
                picked.PaidOn,
                picked.Amount,
                stored.Name,
                stored.IssueWindow.OpensOn.ToDateOnly(),
                stored.IssueWindow.ClosesOn.ToDateOnly()));
            return;
        }

        var failure = EsfException.From(refusal);
        result.Declined.Add(failure.MayBeRepeated
            ? throw failure
            : new DeclinedDocument(picked.Number, picked.Line, Refusals.Findings(failure, field => field)));
    }
}
