using Esf.Domain;
using Esf.Domain.Law;
using Esf.Domain.Payments;
using Google.Protobuf.Collections;
using DeadlineState = Esf.Domain.Payments.IssueDeadlineState;

namespace Esf.Server.Mapping;

/// <summary>VAT payments and deadlines between the contract and the domain.</summary>
internal static class VatPaymentMapping
{
    private const string Path = "vat_payment";
    private const int AccountMinLength = 5;

    /// <summary>Reads one payment of a taxpayer; its violations are collected in the shape.</summary>
    public static VatPaymentRecording? Read(Shape shape, string bin, V1.VatPayment? message)
    {
        if (message is null)
        {
            shape.IsNull(Path);
            return null;
        }

        var payment = new VatPayment(
            bin,
            shape.Text($"{Path}.document_number", message.DocumentNumber, 1, Limits.PaymentDocumentNumberMaxLength),
            shape.Date($"{Path}.paid_on", message.PaidOn),
            shape.Amount($"{Path}.amount", message.Amount),
            shape.Digits($"{Path}.budget_code", message.BudgetCode, 6, 6),
            ReadKind(shape, message.Kind))
        {
            PayerAccount = ReadAccount(shape, message.PayerAccount),
        };
        return new(payment, [.. ReadDistinct(shape, bin, message.DistinctFrom)]);
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
            PayerAccount = payment.PayerAccount ?? string.Empty,
            RemainderIsRounding = law.WholeTenge.IsRounding(payment.PaidOn, stored.Allocated, stored.Remaining),
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

    // An account is written in groups of four, and in either case.
    private static string? ReadAccount(Shape shape, string text)
    {
        var account = string.Concat(text.Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
        if (account.Length == 0)
        {
            return null;
        }

        if (account.Length is < AccountMinLength or > Limits.PayerAccountMaxLength || !account.All(char.IsAsciiLetterOrDigit))
        {
            shape.Invalid($"{Path}.payer_account", $"account:{AccountMinLength}..{Limits.PayerAccountMaxLength}");
        }

        return account;
    }

    private static IEnumerable<string> ReadDistinct(Shape shape, string bin, RepeatedField<string> names)
    {
        if (names.Count > Limits.DistinctPayments)
        {
            shape.Invalid($"{Path}.distinct_from", $"items:0..{Limits.DistinctPayments}");
            yield break;
        }

        for (var i = 0; i < names.Count; i++)
        {
            var field = $"{Path}.distinct_from[{i + 1}]";
            var (owner, id) = shape.VatPayment(field, names[i]);
            if (owner.Length > 0 && bin.Length > 0 && owner != bin)
            {
                shape.Invalid(field, $"name:taxpayers/{bin}/vatPayments/{{id}}");
            }

            yield return id;
        }
    }

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
