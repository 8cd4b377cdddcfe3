using System.Text.RegularExpressions;

namespace Esf.OneC.EsfXml;

/// <summary>Where a field of the contract stands in the XML, so that a refusal points into the file that the accountant has.</summary>
internal static partial class FieldPaths
{
    private const string Products = "productSet/products/product";

    private static readonly Dictionary<string, string> Paths = new(StringComparer.Ordinal)
    {
        ["number"] = "num",
        ["turnover_date"] = "turnoverDate",
        ["supplier"] = "sellers/seller",
        ["supplier.legal_name"] = "sellers/seller/name",
        ["supplier.address"] = "sellers/seller/address",
        ["supplier.country_code"] = "sellers/seller/countryCode",
        ["supplier.tax_identifier"] = "sellers/seller/tin",
        ["contract"] = "deliveryTerm",
        ["contract.number"] = "deliveryTerm/contractNum",
        ["contract.date"] = "deliveryTerm/contractDate",
        ["act"] = "deliveryDocNum",
        ["act.number"] = "deliveryDocNum",
        ["act.date"] = "deliveryDocDate",
        ["lines"] = Products,
        ["lines.description"] = "description",
        ["lines.unit_code"] = "unitNomenclature",
        ["lines.quantity"] = "quantity",
        ["lines.unit_price"] = "unitPrice",
        ["lines.turnover_amount"] = "turnoverSize",
        ["lines.vat_rate"] = "ndsRate",
        ["lines.vat_amount"] = "ndsAmount",
        ["lines.total_amount"] = "priceWithTax",
        ["totals.turnover_amount"] = "productSet/totalTurnoverSize",
        ["totals.vat_amount"] = "productSet/totalNdsAmount",
        ["totals.total_amount"] = "productSet/totalPriceWithTax",
    };

    /// <summary>The path in the XML; the contract's own path where the XML has no such field.</summary>
    public static string Of(string field)
    {
        var match = Form().Match(field);
        if (!match.Success)
        {
            return field;
        }

        var index = match.Groups["index"].Value;
        var rest = match.Groups["rest"].Value;
        if (index.Length == 0)
        {
            return Paths.GetValueOrDefault(rest, field);
        }

        return rest.Length == 0 ? $"{Products}[{index}]" : Paths.TryGetValue("lines" + rest, out var name) ? $"{Products}[{index}]/{name}" : field;
    }

    [GeneratedRegex(@"\Ainvoice\.(lines\[(?<index>[0-9]+)\])?(?<rest>.*)\z")]
    private static partial Regex Form();
}
