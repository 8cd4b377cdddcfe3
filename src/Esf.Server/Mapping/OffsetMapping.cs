using System.Globalization;
using Esf.Domain.Errors;
using Esf.Domain.Offsets;
using Esf.Domain.Storage;
using Google.Protobuf.WellKnownTypes;

namespace Esf.Server.Mapping;

/// <summary>Offsets and their sums as the contract shows them.</summary>
internal static class OffsetMapping
{
    public static V1.Offset ToWire(this Offset offset) => new()
    {
        Taxpayer = ResourceNames.Taxpayer(offset.Invoice.Bin),
        Invoice = ResourceNames.Invoice(offset.Invoice),
        RegistrationNumber = offset.Invoice.ToString(),
        InvoiceNumber = offset.InvoiceNumber,
        SupplierName = offset.SupplierName,
        SupplierCountryCode = offset.SupplierCountryCode,
        OffsetDate = offset.Date.ToWire(),
        TaxPeriod = offset.TaxPeriod.ToString(),
        Amount = offset.Amount.ToWire(),
        TurnoverAmount = offset.TurnoverAmount.ToWire(),
        VatPaidOn = offset.VatPaidOn.ToWire(),
        DaysAfterPayment = offset.DaysAfterPayment,
        State = offset.State switch
        {
            OffsetState.Effective => V1.OffsetState.Effective,
            OffsetState.Replaced => V1.OffsetState.Replaced,
            OffsetState.Withdrawn => V1.OffsetState.Withdrawn,
            _ => throw new InvalidOperationException($"Unknown state {offset.State}."),
        },
        AttributedPeriod = offset.AttributedPeriod.ToString(),
        EndedBy = offset.End?.By.ToString() ?? string.Empty,
        EndedOn = offset.End?.On.ToWire(),
        TurnoverDate = offset.TurnoverDate.ToWire(),
        Payments = { offset.Payments.Select(payment => payment.ToWire(offset.Invoice.Bin)) },
    };

    public static V1.OffsetSum ToWire(this OffsetSum sum, OffsetGroup group)
    {
        var wire = sum.Totals.ToWire();
        switch (group)
        {
            case OffsetGroup.Day:
                wire.Day = DateOnly.ParseExact(sum.Key, "O", CultureInfo.InvariantCulture).ToWire();
                break;
            case OffsetGroup.Month:
                wire.Month = sum.Key;
                break;
            case OffsetGroup.TaxPeriod:
                wire.TaxPeriod = sum.Key;
                break;
            case OffsetGroup.DocumentPeriod:
                wire.DocumentPeriod = sum.Key;
                break;
            case OffsetGroup.Taxpayer:
                wire.Taxpayer = ResourceNames.Taxpayer(sum.Key);
                break;
            case OffsetGroup.SupplierCountry:
                wire.SupplierCountryCode = sum.Key;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(group), group, "No such group.");
        }

        return wire;
    }

    public static V1.OffsetSum ToWire(this OffsetTotals totals) => new()
    {
        OffsetCount = totals.Count,
        OffsetAmount = totals.Amount.ToWire(),
        WithdrawnCount = totals.WithdrawnCount,
        WithdrawnAmount = totals.WithdrawnAmount.ToWire(),
        NetAmount = totals.Net.ToWire(),
        NetTurnoverAmount = totals.NetTurnover.ToWire(),
    };

    private static V1.OffsetPayment ToWire(this OffsetPayment payment, string bin) => new()
    {
        VatPayment = ResourceNames.VatPayment(bin, payment.PaymentId),
        DocumentNumber = payment.DocumentNumber,
        PaidOn = payment.PaidOn.ToWire(),
        Amount = payment.Amount.ToWire(),
    };

    /// <summary>Commit time of the last document that an answer knows; absent when it knows none.</summary>
    public static Timestamp? ToWire(this RegisterMoment moment) => moment.Position == 0 ? null : moment.CompleteThrough.ToWire();

    public static OffsetState? State(Shape shape, V1.OffsetState state)
    {
        switch (state)
        {
            case V1.OffsetState.Unspecified:
                return null;
            case V1.OffsetState.Effective:
                return OffsetState.Effective;
            case V1.OffsetState.Replaced:
                return OffsetState.Replaced;
            case V1.OffsetState.Withdrawn:
                return OffsetState.Withdrawn;
            default:
                shape.Invalid("state", Expectations.OneOf("EFFECTIVE", "REPLACED", "WITHDRAWN"));
                return null;
        }
    }

    public static OffsetGroup Group(Shape shape, V1.OffsetGroupBy group)
    {
        switch (group)
        {
            case V1.OffsetGroupBy.Day:
                return OffsetGroup.Day;
            case V1.OffsetGroupBy.Month:
                return OffsetGroup.Month;
            case V1.OffsetGroupBy.Unspecified or V1.OffsetGroupBy.TaxPeriod:
                return OffsetGroup.TaxPeriod;
            case V1.OffsetGroupBy.Taxpayer:
                return OffsetGroup.Taxpayer;
            case V1.OffsetGroupBy.SupplierCountry:
                return OffsetGroup.SupplierCountry;
            case V1.OffsetGroupBy.DocumentPeriod:
                return OffsetGroup.DocumentPeriod;
            default:
                shape.Invalid("group_by", Expectations.OneOf("DAY", "MONTH", "TAX_PERIOD", "DOCUMENT_PERIOD", "TAXPAYER", "SUPPLIER_COUNTRY"));
                return OffsetGroup.TaxPeriod;
        }
    }
}
