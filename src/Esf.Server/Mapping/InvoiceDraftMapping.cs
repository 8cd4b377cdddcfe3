using Esf.Domain;
using Esf.Domain.Errors;
using Esf.Domain.Invoices;
using Esf.Domain.Law;
using Esf.Domain.Ledger;
using Esf.Domain.Parties;
using Esf.Domain.Payments;
using Esf.Server.Intake;
using Google.Protobuf.Collections;

namespace Esf.Server.Mapping;

/// <summary>Here protobuf ends: an invoice message becomes a draft in which every field is present and well formed.</summary>
internal static class InvoiceDraftMapping
{
    /// <summary>Reads the request of an issue.</summary>
    /// <exception cref="EsfException">INVOICE_INVALID with all violations of shape.</exception>
    public static IssueRequest Read(V1.IssueInvoiceRequest request)
    {
        var shape = Shape.OfInvoice();
        var requestId = shape.RequestId("request_id", request.RequestId);
        var bin = shape.Taxpayer("parent", request.Parent);
        var draft = Read(shape, bin, request.Invoice);
        shape.ThrowIfAny();
        return new(bin, requestId, draft!);
    }

    /// <summary>Reads one item of a batch or of a stream, which is issued and never only validated.</summary>
    /// <param name="request">The item.</param>
    /// <param name="parent">The parent of the batch; that of the item itself where there is none.</param>
    /// <returns>INVOICE_INVALID with all violations of shape where it is refused.</returns>
    public static Outcome<IssueRequest> ReadItem(V1.IssueInvoiceRequest request, string parent)
    {
        var shape = new Shape();
        if (request.Parent.Length > 0 && request.Parent != parent)
        {
            shape.Invalid("parent", "same_as:parent");
        }

        // An item that only asked to be validated must not be issued because it is in a batch.
        if (request.ValidateOnly)
        {
            shape.Invalid("validate_only", "not:true");
        }

        if (shape.Violations.Count > 0)
        {
            return new Refusal(shape.Violations);
        }

        var requestId = shape.RequestId("request_id", request.RequestId);
        var bin = shape.Taxpayer("parent", parent);
        var draft = Read(shape, bin, request.Invoice);
        return shape.Violations.Count > 0 ? new Refusal(shape.Violations) : new IssueRequest(bin, requestId, draft!);
    }

    /// <summary>Reads what is to be validated: an ordinary invoice, or one that would correct or add to an issued one.</summary>
    /// <exception cref="EsfException">INVOICE_NOT_FOUND.</exception>
    public static (InvoiceDraft? Draft, (RegistrationNumber Target, LifeStep Step)? Amended) Read(
        Shape shape, string bin, V1.ValidateInvoiceRequest request)
    {
        var draft = Read(shape, bin, request.Invoice);
        if (request.Corrects.Length > 0 && request.AddsTo.Length > 0)
        {
            shape.Invalid("adds_to", "not:corrects");
        }

        if (request.Corrects.Length > 0)
        {
            return (draft, Target(shape, "corrects", bin, request.Corrects, LifeStep.Correct));
        }

        return request.AddsTo.Length > 0
            ? (WithChange(shape, draft, request.ChangeReason, request.Restores), Target(shape, "adds_to", bin, request.AddsTo, LifeStep.Add))
            : (draft, null);
    }

    private static (RegistrationNumber Target, LifeStep Step)? Target(Shape shape, string field, string bin, string name, LifeStep step)
    {
        var before = shape.Violations.Count;
        var target = shape.Invoice(field, name);
        if (shape.Violations.Count > before)
        {
            return null;
        }

        var existing = Existing(target, name);
        if (existing.Bin != bin)
        {
            shape.Invalid(field, "same_as:parent");
        }

        return (existing, step);
    }

    /// <summary>Reads the request of a correction.</summary>
    /// <exception cref="EsfException">INVOICE_INVALID with all violations of shape; INVOICE_NOT_FOUND.</exception>
    public static AmendRequest Read(V1.CorrectInvoiceRequest request) =>
        ReadAmendment(LifeStep.Correct, request.Name, request.Invoice, request.RequestId, request.Etag, (_, draft) => draft);

    /// <summary>Reads the request of an additional invoice.</summary>
    /// <exception cref="EsfException">INVOICE_INVALID with all violations of shape; INVOICE_NOT_FOUND.</exception>
    public static AmendRequest Read(V1.IssueAdditionalInvoiceRequest request) =>
        ReadAmendment(
            LifeStep.Add,
            request.Name,
            request.Invoice,
            request.RequestId,
            request.Etag,
            (shape, draft) => WithChange(shape, draft, request.ChangeReason, request.Restores));

    /// <summary>Reads the request of a revocation.</summary>
    /// <exception cref="EsfException">REQUEST_INVALID with all violations of shape; INVOICE_NOT_FOUND.</exception>
    public static RevokeRequest Read(V1.RevokeInvoiceRequest request)
    {
        var shape = new Shape();
        var requestId = shape.RequestId("request_id", request.RequestId);
        var target = shape.Invoice("name", request.Name);
        var reason = shape.Text("reason", request.Reason, Limits.NameMinLength, Limits.NameMaxLength);
        var etag = shape.OptionalText("etag", request.Etag, 1, Limits.EtagMaxLength);
        shape.ThrowIfAny();
        return new(Existing(target, request.Name), requestId, etag, reason);
    }

    private static AmendRequest ReadAmendment(
        LifeStep step, string name, V1.Invoice? invoice, string requestId, string etag, Func<Shape, InvoiceDraft?, InvoiceDraft?> complete)
    {
        var shape = Shape.OfInvoice();
        var id = shape.RequestId("request_id", requestId);
        var target = shape.Invoice("name", name);
        var draft = complete(shape, Read(shape, target?.Bin ?? string.Empty, invoice));
        var expected = shape.OptionalText("etag", etag, 1, Limits.EtagMaxLength);
        shape.ThrowIfAny();
        return new(Existing(target, name), id, step, expected, draft!);
    }

    // Whether a reason is needed is for the law to say.
    public static InvoiceDraft? WithChange(Shape shape, InvoiceDraft? draft, V1.ChangeReason reason, string restores)
    {
        ChangeReason? read = reason switch
        {
            V1.ChangeReason.Unspecified => null,
            V1.ChangeReason.Price => ChangeReason.Price,
            V1.ChangeReason.Terms => ChangeReason.Terms,
            V1.ChangeReason.Discount => ChangeReason.Discount,
            V1.ChangeReason.Return => ChangeReason.Return,
            V1.ChangeReason.Other => ChangeReason.Other,
            _ => null,
        };
        if (read is null && reason != V1.ChangeReason.Unspecified)
        {
            shape.Invalid("change_reason", Expectations.OneOf("PRICE", "TERMS", "DISCOUNT", "RETURN", "OTHER"));
        }

        var restored = restores.Length == 0 ? null : RegistrationNumber.TryParse(restores);
        if (restores.Length > 0 && restored is null)
        {
            shape.Invalid("restores", "registration_number");
        }

        return draft is null ? null : draft with { ChangeReason = read, Restores = restored };
    }

    // The name has the form of one, but no registration number can be its last part: there is no such invoice.
    public static RegistrationNumber Existing(RegistrationNumber? target, string name) =>
        target ?? throw new EsfException(ErrorCatalogue.InvoiceNotFound, ("invoice", name)) { Resource = name };

    /// <summary>Reads an invoice; its violations are collected in the shape, and the draft counts only when there are none.</summary>
    public static InvoiceDraft? Read(Shape shape, string bin, V1.Invoice? invoice)
    {
        if (invoice is null)
        {
            shape.IsNull("invoice");
            return null;
        }

        return new()
        {
            Number = shape.OptionalDigits("invoice.number", invoice.Number, 1, Limits.InvoiceNumberMaxDigits),
            TurnoverDate = shape.Date("invoice.turnover_date", invoice.TurnoverDate),
            Supplier = ReadSupplier(shape, invoice.Supplier),
            Contract = ReadReference(shape, "invoice.contract", invoice.Contract),
            Act = ReadReference(shape, "invoice.act", invoice.Act),
            Settlement = ReadSettlement(shape, invoice.Settlement),
            SupplierDocument = ReadReference(shape, "invoice.supplier_document", invoice.SupplierDocument),
            ForPrincipal = invoice.ForPrincipal,
            Lines = ReadLines(shape, invoice.Lines),
            Totals = new(
                shape.OptionalAmount("invoice.totals.turnover_amount", invoice.Totals?.TurnoverAmount),
                shape.OptionalAmount("invoice.totals.vat_amount", invoice.Totals?.VatAmount),
                shape.OptionalAmount("invoice.totals.total_amount", invoice.Totals?.TotalAmount)),
            PaymentAllocations = ReadAllocations(shape, bin, invoice.PaymentAllocations),
        };
    }

    private static SupplierDraft ReadSupplier(Shape shape, V1.Supplier? supplier)
    {
        const string path = "invoice.supplier";
        if (supplier is null)
        {
            shape.IsNull(path);
            return new(string.Empty, string.Empty, string.Empty, null);
        }

        return new(
            shape.Text($"{path}.legal_name", supplier.LegalName, Limits.NameMinLength, Limits.NameMaxLength),
            shape.Text($"{path}.address", supplier.Address, Limits.NameMinLength, Limits.NameMaxLength),
            ReadCountry(shape, $"{path}.country_code", supplier.CountryCode),
            shape.OptionalText($"{path}.tax_identifier", supplier.TaxIdentifier, 1, Limits.TaxIdentifierMaxLength));
    }

    // Whether two letters are a country is for the law to say, with a reason of its own; here only what cannot be a code at all is stopped.
    private static string ReadCountry(Shape shape, string field, string code) => shape.Text(field, code, 1, 20);

    private static DocumentReference? ReadReference(Shape shape, string path, V1.DocumentReference? reference)
    {
        // Both left out is no reference; one of the two without the other is a half one.
        if (reference is null || (string.IsNullOrWhiteSpace(reference.Number) && reference.Date is null))
        {
            return null;
        }

        return new(
            shape.Text($"{path}.number", reference.Number, 1, Limits.DocumentNumberMaxLength),
            shape.Date($"{path}.date", reference.Date));
    }

    private static Settlement? ReadSettlement(Shape shape, V1.Settlement? settlement)
    {
        const string path = "invoice.settlement";
        if (settlement is null)
        {
            return null;
        }

        var currency = shape.Letters($"{path}.currency_code", settlement.CurrencyCode, 3);
        if (currency == "KZT")
        {
            shape.Invalid($"{path}.currency_code", "not:KZT");
        }

        return new(currency, shape.Amount($"{path}.amount", settlement.Amount), shape.Factor($"{path}.exchange_rate", settlement.ExchangeRate));
    }

    private static InvoiceLineDraft[] ReadLines(Shape shape, RepeatedField<V1.InvoiceLine> lines)
    {
        if (lines.Count == 0)
        {
            shape.IsNull("invoice.lines");
        }

        if (lines.Count > Limits.InvoiceLines)
        {
            shape.Add(ListBounds.TooManyLines("invoice.lines", lines.Count));
            return [];
        }

        return [.. lines.Select((line, index) => ReadLine(shape, $"invoice.lines[{index + 1}]", line))];
    }

    private static InvoiceLineDraft ReadLine(Shape shape, string path, V1.InvoiceLine line)
    {
        // Quantity is for goods: a service may have a price alone, or a quantity alone, and then its turnover is given.
        if (line.TurnoverAmount is null && (line.Quantity is null || line.UnitPrice is null))
        {
            shape.IsNull($"{path}.turnover_amount");
        }

        return new(
            shape.Text($"{path}.description", line.Description, Limits.DescriptionMinLength, Limits.DescriptionMaxLength),
            shape.OptionalText($"{path}.unit_code", line.UnitCode, 1, Limits.UnitCodeMaxLength),
            shape.OptionalFactor($"{path}.quantity", line.Quantity),
            shape.OptionalFactor($"{path}.unit_price", line.UnitPrice),
            shape.OptionalAmount($"{path}.turnover_amount", line.TurnoverAmount),
            shape.OptionalPercent($"{path}.vat_rate", line.VatRate),
            shape.OptionalAmount($"{path}.vat_amount", line.VatAmount),
            shape.OptionalAmount($"{path}.total_amount", line.TotalAmount));
    }

    private static PaymentAllocationDraft[] ReadAllocations(Shape shape, string bin, RepeatedField<V1.PaymentAllocation> allocations)
    {
        const string path = "invoice.payment_allocations";
        // None at all is well formed: the law says that the VAT is not paid, with the sums.
        if (allocations.Count > Limits.PaymentAllocations)
        {
            shape.Invalid(path, $"items:1..{Limits.PaymentAllocations}");
            return [];
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        return
        [
            .. allocations.Select((allocation, index) =>
            {
                var item = $"{path}[{index + 1}]";
                var (owner, id) = shape.VatPayment($"{item}.vat_payment", allocation.VatPayment);
                if (id.Length > 0 && !seen.Add(id))
                {
                    shape.Invalid($"{item}.vat_payment", "once");
                }

                if (allocation.Amount is null && allocations.Count > 1)
                {
                    shape.IsNull($"{item}.amount");
                }

                var amount = shape.OptionalAmount($"{item}.amount", allocation.Amount);
                if (amount is { IsPositive: false })
                {
                    shape.Add(new(ErrorCatalogue.AmountNotPositive, $"{item}.amount", Sources.OffsetNeverMoreThanPaid, ("actual", $"{amount}")));
                }

                // A payment of another taxpayer is none of this one's: it is told as not found, by the same rule.
                return new PaymentAllocationDraft(owner == bin ? id : allocation.VatPayment, amount);
            }),
        ];
    }
}
