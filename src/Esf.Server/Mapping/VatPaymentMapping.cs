using Esf.Domain;
using Esf.Domain.Law;
using Esf.Domain.Payments;
using DeadlineState = Esf.Domain.Payments.IssueDeadlineState;

namespace Esf.Server.Mapping;

/// <summary>VAT payments and deadlines between the contract and the domain.</summary>
internal static class VatPaymentMapping
{
    private const string Path = "vat_payment";

    /// <summary>Reads one payment of a taxpayer; its violations are collected in the shape.</summary>
    public static VatPayment? Read(Shape shape, string bin, V1.VatPayment? message)
    {
        if (message is null)
        {
            shape.IsNull(Path);
            return null;
        }

        return new(
            bin,
            shape.Text($"{Path}.document_number", message.DocumentNumber, 1, Limits.PaymentDocumentNumberMaxLength),
            shape.Date($"{Path}.paid_on", message.PaidOn),
            shape.Amount($"{Path}.amount", message.Amount),
            shape.Digits($"{Path}.budget_code", message.BudgetCode, 6, 6),
            ReadKind(shape, message.Kind));
    }

    public static V1.VatPayment ToWire(this StoredVatPayment stored, LawBook law)
    {
        var payment = stored.Payment;
        return new()
        {
            Name = ResourceNames.VatPayment(payment.TaxpayerBin, payment.Id),
            DocumentNumber = payment.DocumentNumber,
            PaidOn = payment.PaidOn.ToWire(),
            Amount = payment.Amount.ToWire(),
            BudgetCode = payment.BudgetCode,
            Kind = payment.Kind == VatPaymentKind.OverpaymentOffset ? V1.VatPaymentKind.OverpaymentOffset : V1.VatPaymentKind.BankPayment,
            IssueWindow = law.IssueWindows.WindowFor(payment.PaidOn).ToWire(),
            AllocatedAmount = stored.Allocated.ToWire(),
            RemainingAmount = stored.Remaining.ToWire(),
            CreateTime = stored.CreateTime.ToWire(),
        };
    }

    public static V1.IssueDeadline ToWire(this IssueDeadline deadline) => new()
    {
        VatPayment = ResourceNames.VatPayment(deadline.TaxpayerBin, deadline.PaymentId),
        RemainingAmount = deadline.Remaining.ToWire(),
        IssueWindow = deadline.Window.ToWire(),
        State = deadline.State switch
        {
            DeadlineState.NotOpen => V1.IssueDeadlineState.NotOpen,
            DeadlineState.Open => V1.IssueDeadlineState.Open,
            DeadlineState.LastDay => V1.IssueDeadlineState.LastDay,
            DeadlineState.Closed => V1.IssueDeadlineState.Closed,
            _ => throw new InvalidOperationException($"Unknown state {deadline.State}."),
        },
        DaysLeft = deadline.DaysLeft,
        TaxPeriodIfIssuedToday = deadline.PeriodIfIssuedToday is { } period ? period.ToString() : string.Empty,
        TaxPeriodIfIssuedLastDay = deadline.PeriodIfIssuedLastDay.ToString(),
        DocumentNumber = deadline.DocumentNumber,
        PaidOn = deadline.PaidOn.ToWire(),
    };

    private static V1.IssueWindow ToWire(this IssueWindow window) => new() { OpensOn = window.OpensOn.ToWire(), ClosesOn = window.ClosesOn.ToWire() };

    private static VatPaymentKind ReadKind(Shape shape, V1.VatPaymentKind kind)
    {
        switch (kind)
        {
            case V1.VatPaymentKind.Unspecified or V1.VatPaymentKind.BankPayment:
                return VatPaymentKind.BankPayment;
            case V1.VatPaymentKind.OverpaymentOffset:
                return VatPaymentKind.OverpaymentOffset;
            default:
                shape.Invalid($"{Path}.kind", Domain.Errors.Expectations.OneOf("BANK_PAYMENT", "OVERPAYMENT_OFFSET"));
                return default;
        }
    }
}
