using Esf.Domain.Parties;

namespace Esf.Domain.Storage;

/// <summary>Writes registrations.</summary>
/// <remarks>
/// <para>A BIN is registered once; registering it again answers what is stored and changes nothing.</para>
/// <para>A replacement raises the version by one; with an expected version that is not the stored one it changes nothing.</para>
/// <para>What is answered is durable, also where it was stored before: on the disk, and on the standby where the operator has asked for it.</para>
/// </remarks>
public interface ITaxpayerStore
{
    /// <summary>Registers a taxpayer, or answers the one that stands with <c>Created</c> false.</summary>
    Task<(StoredTaxpayer Taxpayer, bool Created)> RegisterAsync(Taxpayer taxpayer, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Replaces a registration.</summary>
    /// <param name="taxpayer">The whole new registration.</param>
    /// <param name="expectedVersion">The version that must stand; null: whichever stands.</param>
    /// <param name="now">Instant of the replacement.</param>
    /// <param name="cancellationToken">Gives up before the commit.</param>
    /// <returns>The stored taxpayer and whether it was replaced; null when the BIN is not registered.</returns>
    Task<(StoredTaxpayer Taxpayer, bool Replaced)?> ReplaceAsync(Taxpayer taxpayer, long? expectedVersion, DateTimeOffset now, CancellationToken cancellationToken);
}
