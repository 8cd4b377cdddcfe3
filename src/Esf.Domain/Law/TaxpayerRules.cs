using Esf.Domain.Errors;
using Esf.Domain.Parties;

namespace Esf.Domain.Law;

/// <summary>Whom an invoice to oneself can belong to.</summary>
internal sealed class TaxpayerRules : LawRules<Taxpayer>
{
    public TaxpayerRules() => Require(
        "The taxpayer's number is an IIN or the BIN of a resident: 12 digits, a real date, a valid check digit.",
        taxpayer => KazakhstanTin.IsResidentTaxpayer(taxpayer.Bin),
        ErrorCatalogue.WrongTin,
        "taxpayer.bin",
        Sources.IdentificationNumbers,
        taxpayer => [("tin", taxpayer.Bin)]);
}
