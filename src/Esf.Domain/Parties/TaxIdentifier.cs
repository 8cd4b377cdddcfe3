namespace Esf.Domain.Parties;

/// <summary>A supplier's tax identifier in canonical form, together with what it was recognised as.</summary>
/// <param name="Value">The canonical form; as given where the kind is <see cref="TaxIdentifierKind.Other"/>.</param>
/// <param name="Kind">What it was recognised as.</param>
/// <remarks>
/// The form labels the field IIN/BIN, professional sources point to the number of the home country; a supplier of the EAEU may
/// therefore give either, and the invoice says which it was.
/// </remarks>
public sealed record TaxIdentifier(string Value, TaxIdentifierKind Kind)
{
    /// <summary>The identifier that a text is for a supplier of a country; null when an EAEU partner's text fits neither number.</summary>
    /// <remarks>
    /// The home country wins. Only Russia has numbers as long as Kazakhstan's: twelve digits may be a person's ИНН and a well-formed
    /// IIN or BIN at once, and for a Russian supplier they are then read as the ИНН.
    /// </remarks>
    /// <param name="text">The identifier as typed; white space around it makes it no identifier.</param>
    /// <param name="countryCode">The supplier's country, ISO 3166-1 alpha-2, upper case.</param>
    public static TaxIdentifier? Recognize(string text, string countryCode) => countryCode switch
    {
        "AM" => HomeOrKazakhstan(ArmeniaTin.Normalize(text), TaxIdentifierKind.ArmeniaTin, text),
        "BY" => HomeOrKazakhstan(BelarusUnp.Normalize(text), TaxIdentifierKind.BelarusUnp, text),
        "KG" => HomeOrKazakhstan(KyrgyzstanInn.Normalize(text), TaxIdentifierKind.KyrgyzstanInn, text),
        "RU" => HomeOrKazakhstan(RussiaInn.Normalize(text), TaxIdentifierKind.RussiaInn, text),
        _ => new(text, TaxIdentifierKind.Other),
    };

    private static TaxIdentifier? HomeOrKazakhstan(string? home, TaxIdentifierKind homeKind, string text)
    {
        if (home is not null)
        {
            return new(home, homeKind);
        }

        return KazakhstanTin.IsWellFormed(text) ? new(text, TaxIdentifierKind.KazakhstanIinBin) : null;
    }
}
