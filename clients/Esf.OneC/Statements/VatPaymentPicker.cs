using System.Globalization;
using System.Text.RegularExpressions;
using Esf.OneC.Results;

namespace Esf.OneC.Statements;

/// <summary>A payment of VAT for a non-resident that was found in a statement.</summary>
internal sealed record PickedPayment(int Line, string Number, DateOnly PaidOn, decimal Amount, string Purpose);

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
internal sealed record PickedStatement(
    IReadOnlyList<PickedPayment> Picked, IReadOnlyList<LeftDocument> Skipped, IReadOnlyList<LeftDocument> Declined);

/// <summary>Picks the taxpayer's outgoing KZT documents with budget code 105104; every other document gets a reason.</summary>
internal sealed partial class VatPaymentPicker(string taxpayer)
{
    /// <summary>Budget code "VAT for a non-resident".</summary>
    public const string BudgetCode = "105104";

    private readonly List<PickedPayment> _picked = [];
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
        return new PickedStatement(picker._picked, picker._skipped, picker._declined);
    }

    private void Judge(StatementDocument document)
    {
        if (WhyNotOurs(document) is { } ours)
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

    // A code in its own field is what the bank paid to; only without one the purpose is searched.
    private static Finding? WhyNoVat(StatementDocument document)
    {
        var code = document.BudgetCode;
        if (code.Length > 0 && code != BudgetCode)
        {
            return Finding.Of(Reasons.OtherBudgetCode, "КодБК", ("code", code));
        }

        if (code.Length == 0 && !WholeCode().IsMatch(document.Purpose))
        {
            return Finding.Of(Reasons.NoBudgetCode, "НазначениеПлатежа");
        }

        // Payments to the budget are in KZT; a statement that does not name the currency of an account means that.
        var currency = document.Currency.ToUpperInvariant();
        return currency is "" or "KZT" or "398" or "ТЕНГЕ" ? null : Finding.Of(Reasons.CurrencyNotKzt, "Валюта", ("currency", document.Currency));
    }

    private void Take(StatementDocument document)
    {
        var findings = document.Twice.Select(key => Finding.Of(Reasons.KeyTwice, key, ("key", key))).ToList();
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

        _picked.Add(new PickedPayment(document.Line, document.Number, paidOn!.Value, amount!.Value, document.Purpose));
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

    /// <summary>Leaves out the second of two equal payments, and both of two that share number and day but differ.</summary>
    private void LeaveDoubles()
    {
        foreach (var group in _picked.GroupBy(payment => (payment.Number, payment.PaidOn)).Where(group => group.Count() > 1).ToArray())
        {
            var isSame = group.All(payment => payment.Amount == group.First().Amount);
            var line = group.First().Line.ToString(CultureInfo.InvariantCulture);
            foreach (var payment in isSame ? group.Skip(1) : group)
            {
                _picked.Remove(payment);
                var finding = Finding.Of(isSame ? Reasons.DuplicateInFile : Reasons.NumberTwiceInFile, "НомерДокумента", ("line", line));
                (isSame ? _skipped : _declined).Add(new LeftDocument(
                    payment.Line, payment.Number, PlainValues.Dotted(payment.PaidOn), PlainValues.Money(payment.Amount), finding));
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

    // A whole number: neither a part of an account or of a longer number, nor the tenge of an amount.
    [GeneratedRegex(@"(?<![0-9])(?<![0-9][.,])105104(?![0-9])(?![.,][0-9])")]
    private static partial Regex WholeCode();

    [GeneratedRegex(@"[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2})?\z")]
    private static partial Regex WithoutTime();
}
