namespace Esf.Domain.Law;

/// <summary>A member of the Eurasian Economic Union with the days of its membership.</summary>
/// <param name="CountryCode">ISO 3166-1 alpha-2.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day; null while it is a member.</param>
public sealed record EaeuMembership(string CountryCode, DateOnly From, DateOnly? To);

/// <summary>The members of the Eurasian Economic Union by day (Treaty on the EAEU of 2014-05-29 and the accession treaties).</summary>
public sealed class EaeuMembers(IReadOnlyList<EaeuMembership> memberships)
{
    /// <summary>All memberships.</summary>
    public IReadOnlyList<EaeuMembership> Memberships { get; } = memberships;

    /// <summary>Whether a country is a member on a day.</summary>
    public bool Include(string countryCode, DateOnly day) => Memberships.Any(membership =>
        membership.CountryCode == countryCode && membership.From <= day && (membership.To is null || day <= membership.To));
}
