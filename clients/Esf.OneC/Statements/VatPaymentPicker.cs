using System.Globalization;
using System.Text.RegularExpressions;
using Esf.OneC.Results;

namespace Esf.OneC.Statements;

/// <summary>A payment of VAT for a non-resident that was found in a statement, or what may be one.</summary>
/// <param name="Line">The line on which its document begins.</param>
/// <param name="Number">Number of the document.</param>
/// <param name="PaidOn">The day on which the money went, as far as the document says.</param>
/// <param name="Amount">KZT, positive.</param>
/// <param name="Account">The account that it was paid from; empty when the document names none.</param>
/// <param name="Purpose">Purpose of the payment.</param>
/// <param name="IsCarriedOut">Whether the document has the day on which the bank carried it out.</param>
/// <param name="WrittenOn">The day on which the order was written; null when the document does not say it.</param>
internal sealed record PickedPayment(
    int Line, string Number, DateOnly PaidOn, decimal Amount, string Account, string Purpose, bool IsCarriedOut, DateOnly? WrittenOn)
{
    /// <summary>What tells it from others, and the line of the decisions that is for it, for texts.</summary>
    public (string Name, string Value)[] Told =>
    [
        ("number", Number),
        ("date", PlainValues.Dotted(PaidOn)),
        ("amount", PlainValues.Money(Amount)),
        ("row", $"{Number};{PlainValues.Dotted(PaidOn)};{PlainValues.Money(Amount)}"),
    ];

    public LeftDocument Left(Finding finding) => new(Line, Number, PlainValues.Dotted(PaidOn), PlainValues.Money(Amount), finding);
}

/// <summary>A payment that is recorded only when the accountant says so.</summary>
internal sealed record AskedPayment(PickedPayment Payment, Finding Why);

/// <summary>A document of a statement that was not taken, and why.</summary>
/// <param name="Line">The line on which it begins.</param>
/// <param name="Number">Its number; may be empty.</param>
/// <param name="Date">Its date as written.</param>
/// <param name="Amount">Its amount as written.</param>
/// <param name="Finding">Why.</param>
internal sealed record LeftDocument(int Line, string Number, string Date, string Amount, Finding Finding);

/// <summary>What the documents of a statement are to one taxpayer.</summary>
/// <param name="Picked">Payments to record.</param>
/// <param name="Skipped">Documents that are no such payment.</param>
/// <param name="Declined">Documents that are or may be such payments but cannot be recorded: somebody must look at them.</param>
/// <param name="Asked">Documents that only the accountant can tell.</param>
internal sealed record PickedStatement(
    IReadOnlyList<PickedPayment> Picked,
    IReadOnlyList<LeftDocument> Skipped,
    IReadOnlyList<LeftDocument> Declined,
    IReadOnlyList<AskedPayment> Asked);

/// <summary>Picks the taxpayer's outgoing KZT documents with budget code 105104; every other document gets a reason.</summary>
/// <remarks>A document that pays to the treasury and names no code may be VAT for a non-resident: it is asked, never skipped in silence.</remarks>
internal sealed partial class VatPaymentPicker(string taxpayer)
{
    private readonly List<PickedPayment> _picked = [];
    private readonly List<AskedPayment> _asked = [];
    private readonly List<LeftDocument> _skipped = [];
    private readonly List<LeftDocument> _declined = [];

    /// <summary>Judges all documents of a statement.</summary>
    public static PickedStatement Pick(string taxpayer, IEnumerable<StatementDocument> documents)
    {
        var picker = new VatPaymentPicker(taxpayer);
        foreach (var document in documents)
        {
            picker.Judge(document);
        }

        picker.LeaveDoubles();
        return new PickedStatement(
            picker._picked, [.. picker._skipped.OrderBy(left => left.Line)], [.. picker._declined.OrderBy(left => left.Line)], picker._asked);
    }

    private void Judge(StatementDocument document)
    {
        if (document.Fault is { } fault)
        {
            _declined.Add(Left(document, Finding.Of(Reasons.DocumentUnreadable, "", ("line", Text(fault.Line)), ("found", fault.Found))));
        }
        else if (WhyNotOurs(document) is { } ours)
        {
            _skipped.Add(Left(document, ours));
        }
        else if (WhyNoVat(document) is { } vat)
        {
            _skipped.Add(Left(document, vat));
        }
        else if (document.PayerTin.Length == 0)
        {
            _declined.Add(Left(document, Finding.Of(Reasons.PayerNotNamed, "ПлательщикБИН_ИИН")));
        }
        else
        {
            Take(document);
        }
    }

    private Finding? WhyNotOurs(StatementDocument document)
    {
        var isIncomingOnly = IsNothing(document.Outgoing) && !IsNothing(document.Incoming);
        if (isIncomingOnly || (document.PayerTin != taxpayer && document.PayeeTin == taxpayer))
        {
            return Finding.Of(Reasons.NotOutgoing, "СуммаПриход");
        }

        return document.PayerTin.Length == 0 || document.PayerTin == taxpayer
            ? null
            : Finding.Of(Reasons.OtherPayer, "ПлательщикБИН_ИИН", ("payer", document.PayerTin), ("taxpayer", taxpayer));
    }

    private static Finding? WhyNoVat(StatementDocument document)
    {
        var (key, codes) = BudgetCode.Of(document);
        if (codes.Count > 0 && !codes.Contains(BudgetCode.NonResidentVat))
        {
            return Finding.Of(Reasons.OtherBudgetCode, key, ("code", string.Join(", ", codes)));
        }

        if (codes.Count == 0 && !BudgetCode.IsToTreasury(document))
        {
            return Finding.Of(Reasons.NoBudgetCode, key);
        }

        // Payments to the budget are in KZT; a statement that does not name the currency of an account means that.
        var currency = document.Currency.ToUpperInvariant();
        return currency is "" or "KZT" or "398" or "ТЕНГЕ" ? null : Finding.Of(Reasons.CurrencyNotKzt, "Валюта", ("currency", document.Currency));
    }

    private void Take(StatementDocument document)
    {
        var findings = document.Twice.Select(key => Finding.Of(Reasons.KeyTwice, key, ("key", key))).ToList();
        var (codeKey, codes) = BudgetCode.Of(document);
        if (codes.Count > 1)
        {
            findings.Add(Finding.Of(Reasons.BudgetCodesDisagree, codeKey, ("codes", string.Join(", ", codes))));
        }

        if (document.Number.Length == 0)
        {
            findings.Add(Finding.Of(Reasons.FieldIsNull, "НомерДокумента"));
        }

        var (dateKey, dateText) = document.PaidOn;
        var paidOn = PlainValues.Date(WithoutTime().Replace(dateText, ""));
        if (paidOn is null)
        {
            findings.Add(dateText.Length == 0
                ? Finding.Of(Reasons.FieldIsNull, dateKey)
                : Finding.Of(Reasons.DateInvalid, dateKey, ("value", dateText)));
        }

        var amount = AmountOf(document, findings);
        if (findings.Count > 0)
        {
            _declined.AddRange(findings.Select(finding => Left(document, finding)));
            return;
        }

        var payment = new PickedPayment(
            document.Line,
            document.Number,
            paidOn!.Value,
            amount!.Value,
            document.PayerAccount,
            document.Purpose,
            IsCarriedOut: document.CarriedOutOn.Length > 0,
            WrittenOn: PlainValues.Date(WithoutTime().Replace(document.WrittenOn, "")));
        if (codes.Count > 0)
        {
            _picked.Add(payment);
        }
        else
        {
            _asked.Add(new AskedPayment(payment, Finding.Of(Reasons.TreasuryWithoutCode, codeKey, payment.Told)));
        }
    }

    private static decimal? AmountOf(StatementDocument document, List<Finding> findings)
    {
        var (key, text) = IsNothing(document.Outgoing) ? ("Сумма", document.Sum) : ("СуммаРасход", document.Outgoing);
        var amount = PlainValues.Number(text);
        if (text.Length == 0)
        {
            findings.Add(Finding.Of(Reasons.FieldIsNull, key));
        }
        else if (amount is not > 0)
        {
            findings.Add(Finding.Of(Reasons.AmountInvalid, key, ("value", text)));
        }
        else if (!IsNothing(document.Incoming))
        {
            findings.Add(Finding.Of(Reasons.AmountsDisagree, key, ("one", "СуммаРасход"), ("other", "СуммаПриход")));
        }
        else if (key == "СуммаРасход" && document.Sum.Length > 0 && PlainValues.Number(document.Sum) != amount)
        {
            findings.Add(Finding.Of(Reasons.AmountsDisagree, key, ("one", "СуммаРасход"), ("other", "Сумма")));
        }

        return amount;
    }

    /// <summary>Leaves out copies, and every one of those that share number and day but differ in the amount.</summary>
    private void LeaveDoubles()
    {
        var (kept, copies, asked) = PaymentCopies.Of(_picked);
        _skipped.AddRange(copies);
        _asked.AddRange(asked);
        _picked.Clear();
        foreach (var payment in kept)
        {
            var first = kept.Find(other => other.Number == payment.Number && other.PaidOn == payment.PaidOn && PaymentCopies.MayShareAccount(other, payment))!;
            var isOne = kept.TrueForAll(other =>
                other == payment || other.Number != payment.Number || other.PaidOn != payment.PaidOn || !PaymentCopies.MayShareAccount(other, payment));
            if (isOne)
            {
                _picked.Add(payment);
            }
            else
            {
                _declined.Add(payment.Left(Finding.Of(Reasons.NumberTwiceInFile, "НомерДокумента", ("line", Text(first.Line)))));
            }
        }
    }

    private static LeftDocument Left(StatementDocument document, Finding finding) => new(
        document.Line,
        document.Number,
        document.PaidOn.Value,
        new[] { document.Outgoing, document.Incoming, document.Sum }.FirstOrDefault(amount => !IsNothing(amount), ""),
        finding);

    private static bool IsNothing(string amount) => amount.Length == 0 || PlainValues.Number(amount) is 0m;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2})?\z")]
    private static partial Regex WithoutTime();
}
