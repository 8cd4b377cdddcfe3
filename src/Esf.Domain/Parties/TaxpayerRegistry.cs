using System.Globalization;
using Esf.Domain.Errors;
using Esf.Domain.Law;
using Esf.Domain.Storage;

namespace Esf.Domain.Parties;

/// <summary>Registers VAT payers. A BIN is registered once; every replacement has a new version.</summary>
public sealed class TaxpayerRegistry(ITaxpayerStore store, IRegisterReader reader, TimeProvider clock)
{
    private static readonly TaxpayerRules Rules = new();

    /// <summary>Registers a taxpayer; the same registration again answers the stored one.</summary>
    /// <exception cref="EsfException">REQUEST_INVALID with WRONG_TIN; TAXPAYER_EXISTS when the BIN stands with other data.</exception>
    public async Task<StoredTaxpayer> RegisterAsync(Taxpayer taxpayer, CancellationToken cancellationToken)
    {
        if (Rules.Judge(taxpayer).ToArray() is { Length: > 0 } violations)
        {
            throw new EsfException(ErrorCatalogue.RequestInvalid, violations);
        }

        var (stored, created) = await store.RegisterAsync(taxpayer, KazakhstanCalendar.Now(clock), cancellationToken).ConfigureAwait(false);
        return created || stored.Taxpayer == taxpayer
            ? stored
            : throw new EsfException(ErrorCatalogue.TaxpayerExists, ("taxpayer", taxpayer.Bin)) { Resource = NameOf(taxpayer.Bin) };
    }

    /// <summary>Replaces a registration as a whole.</summary>
    /// <param name="taxpayer">The whole new registration.</param>
    /// <param name="etag">The etag that must stand; null: whichever stands.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    /// <exception cref="EsfException">TAXPAYER_NOT_FOUND, ETAG_MISMATCH.</exception>
    public async Task<StoredTaxpayer> ReplaceAsync(Taxpayer taxpayer, string? etag, CancellationToken cancellationToken)
    {
        // An etag that is no number at all cannot be the stored version either; 0 never stands.
        long? expected = etag is null ? null : long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
        var answer = await store.ReplaceAsync(taxpayer, expected, KazakhstanCalendar.Now(clock), cancellationToken).ConfigureAwait(false)
            ?? throw NotFound(taxpayer.Bin);
        return answer.Replaced
            ? answer.Taxpayer
            : throw new EsfException(ErrorCatalogue.EtagMismatch, ("actual", EtagOf(answer.Taxpayer)), ("sent", etag ?? string.Empty)) { Resource = NameOf(taxpayer.Bin) };
    }

    /// <summary>A taxpayer.</summary>
    /// <exception cref="EsfException">TAXPAYER_NOT_FOUND.</exception>
    public async Task<StoredTaxpayer> GetAsync(string bin, CancellationToken cancellationToken) =>
        await reader.FindTaxpayerAsync(bin, cancellationToken).ConfigureAwait(false) ?? throw NotFound(bin);

    /// <summary>Version of a registration as clients see it.</summary>
    public static string EtagOf(StoredTaxpayer taxpayer) => taxpayer.Version.ToString(CultureInfo.InvariantCulture);

    /// <summary>The refusal of a BIN that nobody has registered.</summary>
    public static EsfException NotFound(string bin) => new(ErrorCatalogue.TaxpayerNotFound, ("taxpayer", bin)) { Resource = NameOf(bin) };

    private static string NameOf(string bin) => $"taxpayers/{bin}";
}
