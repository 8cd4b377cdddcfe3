using System.Globalization;
using Esf.Client;
using Esf.OneC.Results;
using Esf.V1;
using ProtoDecimal = Google.Type.Decimal;

namespace Esf.OneC.EsfXml;

/// <summary>From an invoice of IS ESF to an invoice of the contract. Forms are checked here; what the law says, the service judges.</summary>
/// <remarks>
/// The recipient section is not taken over: the service fills it from the registration. What the self-addressed invoice has no place
/// for (operator, consignors, banks) is left out.
/// </remarks>
internal sealed class EsfMapping
{
    private const string NonResident = "NONRESIDENT";
    private const string HomeCountry = "KZ";
    private const string WorksAndServices = "6";

    private readonly EsfElement _root;
    private readonly List<Finding> _findings = [];

    private EsfMapping(EsfElement root) => _root = root;

    /// <summary>The document that an <c>invoice</c> element says, with everything that stands against it.</summary>
    public static EsfDocument Document(EsfElement root, int index, string taxpayer) => new EsfMapping(root).Document(index, taxpayer);

    private EsfDocument Document(int index, string taxpayer)
    {
        var operation = Operation();
        var number = Required("num");
        var date = DateAt("date", isRequired: true);
        var related = operation == EsfOperation.Issue ? null : Related();
        Recipient(taxpayer);
        var invoice = new Invoice
        {
            Number = number,
            TurnoverDate = DateAt("turnoverDate", isRequired: true)?.ToProtoDate(),
            Supplier = Supplier(),
            Contract = _root.At("deliveryTerm", "hasContract") == "false" ? null : Reference("deliveryTerm/contractNum", "deliveryTerm/contractDate"),
            Act = Reference("deliveryDocNum", "deliveryDocDate"),
        };
        Products(invoice);
        return new EsfDocument
        {
            Index = index,
            Line = _root.Line,
            Operation = operation,
            Number = number,
            Date = date,
            Related = related,
            Invoice = invoice,
            Vat = Vat(invoice),
            RequestId = RequestIdentity.Of(taxpayer, operation, number, date, related, invoice),
            Findings = _findings,
        };
    }

    private EsfOperation Operation()
    {
        switch (_root.At("invoiceType"))
        {
            case "ORDINARY_INVOICE":
                return EsfOperation.Issue;
            case "FIXED_INVOICE":
                return EsfOperation.Correct;
            case "ADDITIONAL_INVOICE":
                return EsfOperation.Add;
            case "":
                Find(Reasons.FieldIsNull, "invoiceType");
                return EsfOperation.Issue;
            case var other:
                Find(Reasons.InvoiceTypeUnknown, "invoiceType", ("value", other));
                return EsfOperation.Issue;
        }
    }

    private RelatedDocument? Related()
    {
        if (_root.Child("relatedInvoice") is null)
        {
            Find(Reasons.FieldIsNull, "relatedInvoice");
            return null;
        }

        var registered = _root.At("relatedInvoice", "registrationNumber");
        var number = _root.At("relatedInvoice", "num");
        if (registered.Length == 0 && number.Length == 0)
        {
            Find(Reasons.FieldIsNull, "relatedInvoice/num");
        }

        return new RelatedDocument(number, DateAt("relatedInvoice/date", isRequired: registered.Length == 0), registered);
    }

    private void Recipient(string taxpayer)
    {
        var customers = _root.Child("customers")?.Children("customer") ?? [];
        if (customers.Count > 1)
        {
            Find(Reasons.MoreThanOne, "customers/customer", ("count", Text(customers.Count)));
        }

        var tin = _root.At("customers", "customer", "tin");
        if (tin.Length == 0)
        {
            Find(Reasons.FieldIsNull, "customers/customer/tin");
        }
        else if (tin != taxpayer)
        {
            Find(Reasons.OtherTaxpayer, "customers/customer/tin", ("tin", tin), ("taxpayer", taxpayer));
        }
    }

    private Supplier Supplier()
    {
        var sellers = _root.Child("sellers")?.Children("seller") ?? [];
        if (sellers.Count != 1)
        {
            Find(sellers.Count == 0 ? Reasons.FieldIsNull : Reasons.MoreThanOne, "sellers/seller", ("count", Text(sellers.Count)));
            return new Supplier();
        }

        var seller = sellers[0];
        var country = seller.At("countryCode");
        var statuses = seller.Child("statuses")?.Children("status") ?? [];
        if (country == HomeCountry || !statuses.Any(status => status.Text == NonResident))
        {
            Find(Reasons.SupplierNotNonResident, "sellers/seller/statuses", ("country", country.Length == 0 ? "—" : country));
        }

        return new Supplier
        {
            LegalName = seller.At("name"),
            Address = seller.At("address"),
            CountryCode = country,
            TaxIdentifier = seller.At("tin"),
        };
    }

    private DocumentReference? Reference(string numberPath, string datePath)
    {
        var number = _root.At(numberPath.Split('/'));
        var date = DateAt(datePath, isRequired: false);
        return number.Length == 0 && date is null ? null : new DocumentReference { Number = number, Date = date?.ToProtoDate() };
    }

    private void Products(Invoice invoice)
    {
        const string set = "productSet";
        var currency = _root.At(set, "currencyCode");
        if (currency is not ("" or "KZT"))
        {
            Find(Reasons.CurrencyNotKzt, $"{set}/currencyCode", ("currency", currency));
        }

        if (NumberAt(_root, $"{set}/totalExciseAmount", "") is { Value: var excise } && PlainValues.Number(excise) is not 0m)
        {
            Find(Reasons.ExciseNotExpected, $"{set}/totalExciseAmount", ("value", excise));
        }

        var products = _root.Child(set)?.Child("products")?.Children("product") ?? [];
        if (products.Count == 0)
        {
            Find(Reasons.FieldIsNull, $"{set}/products/product");
        }

        for (var i = 0; i < products.Count; i++)
        {
            invoice.Lines.Add(Line(products[i], $"{set}/products/product[{Text(i + 1)}]/"));
        }

        invoice.Totals = new InvoiceTotals
        {
            TurnoverAmount = NumberAt(_root, $"{set}/totalTurnoverSize", ""),
            VatAmount = NumberAt(_root, $"{set}/totalNdsAmount", ""),
            TotalAmount = NumberAt(_root, $"{set}/totalPriceWithTax", ""),
        };
        Agree(invoice.Totals.TurnoverAmount, NumberAt(_root, $"{set}/totalPriceWithoutTax", ""), $"{set}/", "totalTurnoverSize", "totalPriceWithoutTax");
    }

    private InvoiceLine Line(EsfElement product, string path)
    {
        if (product.At("truOriginCode") is { Length: > 0 } origin && origin != WorksAndServices)
        {
            Find(Reasons.OriginNotServices, path + "truOriginCode", ("value", origin));
        }

        var turnover = NumberAt(product, "turnoverSize", path);
        var withoutTax = NumberAt(product, "priceWithoutTax", path);
        Agree(turnover, withoutTax, path, "turnoverSize", "priceWithoutTax");
        return new InvoiceLine
        {
            Description = product.At("description"),
            UnitCode = product.At("unitNomenclature"),
            Quantity = NumberAt(product, "quantity", path),
            UnitPrice = NumberAt(product, "unitPrice", path),
            TurnoverAmount = turnover ?? withoutTax,
            VatRate = NumberAt(product, "ndsRate", path),
            VatAmount = NumberAt(product, "ndsAmount", path),
            TotalAmount = NumberAt(product, "priceWithTax", path),
        };
    }

    // Without excise the turnover is the price without taxes; two numbers for one thing leave open which is meant.
    private void Agree(ProtoDecimal? one, ProtoDecimal? other, string path, string oneName, string otherName)
    {
        if (one is not null && other is not null && PlainValues.Number(one.Value) != PlainValues.Number(other.Value))
        {
            Find(Reasons.AmountsDisagree, path + oneName, ("one", oneName), ("other", otherName));
        }
    }

    /// <summary>The VAT of the document: its total, else the sum of its lines. A payment is found by it, so it must be there.</summary>
    private decimal Vat(Invoice invoice)
    {
        if (invoice.Totals.VatAmount is { } total)
        {
            return PlainValues.Number(total.Value) ?? 0;
        }

        if (invoice.Lines.Any(line => line.VatAmount is null))
        {
            Find(Reasons.FieldIsNull, "productSet/totalNdsAmount");
            return 0;
        }

        return invoice.Lines.Sum(line => PlainValues.Number(line.VatAmount.Value) ?? 0);
    }

    private string Required(string name)
    {
        var text = _root.At(name);
        if (text.Length == 0)
        {
            Find(Reasons.FieldIsNull, name);
        }

        return text;
    }

    private DateOnly? DateAt(string path, bool isRequired)
    {
        var text = _root.At(path.Split('/'));
        var date = PlainValues.Date(text);
        if (date is null && (isRequired || text.Length > 0))
        {
            Find(text.Length == 0 ? Reasons.FieldIsNull : Reasons.DateInvalid, path, ("value", text));
        }

        return date;
    }

    // The text as it was written; the service checks digits and bounds.
    private ProtoDecimal? NumberAt(EsfElement from, string path, string prefix)
    {
        var text = from.At(path.Split('/'));
        if (text.Length == 0)
        {
            return null;
        }

        if (PlainValues.Number(text) is null)
        {
            Find(Reasons.AmountInvalid, prefix + path, ("value", text));
            return null;
        }

        return new ProtoDecimal { Value = text };
    }

    private void Find(ReasonRow row, string field, params (string Name, string Value)[] values) => _findings.Add(Finding.Of(row, field, values));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
