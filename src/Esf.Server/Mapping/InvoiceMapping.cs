using Esf.Domain.Invoices;
using Esf.Domain.Ledger;
using Esf.Domain.Offsets;
using Esf.Domain.Parties;
using Esf.Domain.Payments;

namespace Esf.Server.Mapping;

/// <summary>Invoices as the contract shows them.</summary>
internal static class InvoiceMapping
{
    /// <summary>An invoice of the register.</summary>
    public static V1.Invoice ToWire(this Invoice invoice)
    {
        var message = invoice.Content.ToWire();
        message.Name = ResourceNames.Invoice(invoice.RegistrationNumber);
        message.RegistrationNumber = invoice.RegistrationNumber.ToString();
        message.State = invoice.State switch
        {
            InvoiceState.Issued => V1.InvoiceState.Issued,
            InvoiceState.Corrected => V1.InvoiceState.Corrected,
            InvoiceState.Revoked => V1.InvoiceState.Revoked,
            _ => throw new InvalidOperationException($"Unknown state {invoice.State}."),
        };
        message.StateChangedBy = invoice.StateChangedBy?.ToString() ?? string.Empty;
        message.Ledger = invoice.Position.ToWire();
        message.Etag = invoice.Etag;
        return message;
    }

    /// <summary>An invoice of the register with the document that revoked it, if one did and it was read.</summary>
    public static V1.Invoice ToWire(this Invoice invoice, IReadOnlyDictionary<RegistrationNumber, Revocation> revocations)
    {
        var message = invoice.ToWire();
        message.Revocation = invoice.StateChangedBy is { } number && revocations.TryGetValue(number, out var revocation) ? revocation.ToWire() : null;
        return message;
    }

    /// <summary>An invoice as it would be issued: without registration number, state and place in the ledger.</summary>
    public static V1.Invoice ToWire(this InvoiceContent content) => new()
    {
        Type = content.Type switch
        {
            InvoiceType.Ordinary => V1.InvoiceType.Ordinary,
            InvoiceType.Corrected => V1.InvoiceType.Corrected,
            InvoiceType.Additional => V1.InvoiceType.Additional,
            _ => throw new InvalidOperationException($"Unknown type {content.Type}."),
        },
        IssueDate = content.IssueDate.ToWire(),
        IssueTime = content.IssueTime.ToWire(),
        Recipient = new()
        {
            Bin = content.Recipient.Bin,
            LegalName = content.Recipient.LegalName,
            Address = content.Recipient.Address,
            VatCertificateSeries = content.Recipient.VatCertificateSeries,
            VatCertificateNumber = content.Recipient.VatCertificateNumber,
        },
        Offset = content.Offset.ToWire(),
        RelatedInvoice = content.Related?.ToWire(),
        AnnulledInvoices = { content.Annulled.Select(ToWire) },
        ChangeReason = content.ChangeReason.ToWire(),
        Restores = content.Restores?.ToString() ?? string.Empty,
        SupplierDocument = content.SupplierDocument?.ToWire(),
        ForPrincipal = content.ForPrincipal,
        Number = content.Number ?? string.Empty,
        TurnoverDate = content.TurnoverDate.ToWire(),
        Supplier = content.Supplier.ToWire(),
        Contract = content.Contract?.ToWire(),
        Act = content.Act?.ToWire(),
        Settlement = content.Settlement?.ToWire(),
        Lines = { content.Lines.Select(ToWire) },
        Totals = new()
        {
            TurnoverAmount = content.Totals.TurnoverAmount.ToWire(),
            VatAmount = content.Totals.VatAmount.ToWire(),
            TotalAmount = content.Totals.TotalAmount.ToWire(),
        },
        PaymentAllocations = { content.PaymentAllocations.Select(allocation => allocation.ToWire(content.Recipient.Bin)) },
    };

    /// <summary>A revocation of the register.</summary>
    public static V1.Revocation ToWire(this Revocation revocation) => new()
    {
        RegistrationNumber = revocation.RegistrationNumber.ToString(),
        RevokeTime = revocation.Content.IssueTime.ToWire(),
        Reason = revocation.Content.Reason,
        Offset = revocation.Content.Offset.ToWire(),
        Ledger = revocation.Position.ToWire(),
    };

    private static V1.InvoiceOffset ToWire(this OffsetEffect offset) => new()
    {
        Date = offset.Date.ToWire(),
        Amount = offset.Amount.ToWire(),
        TaxPeriod = offset.TaxPeriod.ToString(),
        AttributedPeriod = offset.AttributedPeriod.ToString(),
        WithdrawnAmount = offset.Withdrawn.Count == 0 ? null : offset.WithdrawnAmount.ToWire(),
        WithdrawnInvoice = offset.Withdrawn.Count == 0 ? string.Empty : offset.Withdrawn[0].Invoice.ToString(),
        Withdrawn =
        {
            offset.Withdrawn.Select(withdrawn => new V1.WithdrawnOffset
            {
                Invoice = withdrawn.Invoice.ToString(),
                Amount = withdrawn.Amount.ToWire(),
                AttributedPeriod = withdrawn.AttributedPeriod.ToString(),
            }),
        },
    };

    private static V1.ChangeReason ToWire(this ChangeReason? reason) => reason switch
    {
        null => V1.ChangeReason.Unspecified,
        ChangeReason.Price => V1.ChangeReason.Price,
        ChangeReason.Terms => V1.ChangeReason.Terms,
        ChangeReason.Discount => V1.ChangeReason.Discount,
        ChangeReason.Return => V1.ChangeReason.Return,
        ChangeReason.Other => V1.ChangeReason.Other,
        _ => throw new InvalidOperationException($"Unknown reason {reason}."),
    };

    private static V1.LedgerPosition ToWire(this LedgerPosition position) => new()
    {
        Sequence = position.Sequence,
        Hash = position.Hash.ToString(),
        PreviousHash = position.PreviousHash.ToString(),
    };

    private static V1.RelatedInvoice ToWire(this RelatedInvoice related) => new()
    {
        RegistrationNumber = related.RegistrationNumber.ToString(),
        Number = related.Number,
        IssueDate = related.RegistrationNumber.IssueDate.ToWire(),
    };

    private static V1.Supplier ToWire(this Supplier supplier) => new()
    {
        LegalName = supplier.LegalName,
        Address = supplier.Address,
        CountryCode = supplier.CountryCode,
        TaxIdentifier = supplier.TaxIdentifier?.Value ?? string.Empty,
        Category = V1.SupplierCategory.NonResident,
        TaxIdentifierKind = supplier.TaxIdentifier?.Kind switch
        {
            null => V1.TaxIdentifierKind.Unspecified,
            TaxIdentifierKind.KazakhstanIinBin => V1.TaxIdentifierKind.KzIinBin,
            TaxIdentifierKind.RussiaInn => V1.TaxIdentifierKind.RuInn,
            TaxIdentifierKind.BelarusUnp => V1.TaxIdentifierKind.ByUnp,
            TaxIdentifierKind.ArmeniaTin => V1.TaxIdentifierKind.AmTin,
            TaxIdentifierKind.KyrgyzstanInn => V1.TaxIdentifierKind.KgInn,
            TaxIdentifierKind.Other => V1.TaxIdentifierKind.Other,
            var kind => throw new InvalidOperationException($"Unknown kind {kind}."),
        },
    };

    private static V1.DocumentReference ToWire(this DocumentReference reference) => new() { Number = reference.Number, Date = reference.Date.ToWire() };

    private static V1.Settlement ToWire(this Settlement settlement) => new()
    {
        CurrencyCode = settlement.CurrencyCode,
        Amount = settlement.Amount.ToWire(),
        ExchangeRate = settlement.ExchangeRate.ToWire(),
    };

    private static V1.InvoiceLine ToWire(this InvoiceLine line) => new()
    {
        Description = line.Description,
        UnitCode = line.UnitCode ?? string.Empty,
        Quantity = line.Quantity?.ToWire(),
        UnitPrice = line.UnitPrice?.ToWire(),
        TurnoverAmount = line.TurnoverAmount.ToWire(),
        VatRate = line.VatRate.ToWire(),
        VatAmount = line.VatAmount.ToWire(),
        TotalAmount = line.TotalAmount.ToWire(),
    };

    private static V1.PaymentAllocation ToWire(this PaymentAllocation allocation, string bin) =>
        new() { VatPayment = ResourceNames.VatPayment(bin, allocation.PaymentId), Amount = allocation.Amount.ToWire() };
}
