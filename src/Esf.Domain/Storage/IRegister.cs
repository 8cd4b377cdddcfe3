using Esf.Domain.Errors;

namespace Esf.Domain.Storage;

/// <summary>The register as a whole: which one it is, and whether this server's clock may write into it.</summary>
/// <remarks>
/// <para>A register is made once, with an epoch and a key of its own, and every server of it has the same.</para>
/// <para>A register of a sandbox is never served with a real clock, nor a real one with a sandbox's, but for one that is empty: it becomes
/// a sandbox's.</para>
/// <para>A sandbox may travel forward; it does not start behind the register's last commit.</para>
/// <para>A clock that differs from the database's by more than the tolerance writes no document, no payment and no registration.</para>
/// <para>Without a second clock, a leap of more than 35 days past the last commit writes nothing until the operator has accepted it,
/// once.</para>
/// <para>A new epoch refuses all tokens of earlier ones.</para>
/// </remarks>
public interface IRegister
{
    /// <summary>Which register it is.</summary>
    RegisterIdentity Current { get; }

    /// <summary>Returns when the clock may write, and sees a new epoch that somebody else has begun.</summary>
    /// <exception cref="ClockRefusedException">It may not.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>Begins a new epoch: for a restored register, which may have lost events that readers of the feed have seen.</summary>
    /// <returns>The new epoch.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be reached.</exception>
    Task<Guid> BeginEpochAsync(CancellationToken cancellationToken);
}

/// <summary>Whose clock a register has.</summary>
public enum RegisterKind
{
    /// <summary>The clock of the machine.</summary>
    Real = 1,

    /// <summary>A clock that was set: nothing in the register has legal force.</summary>
    Sandbox = 2,
}

/// <summary>Which register it is.</summary>
/// <param name="Epoch">Another one after each restore.</param>
/// <param name="Kind">With which clock it may be served.</param>
/// <param name="Seal">Seals its tokens.</param>
/// <param name="CreateTime">When it was made, by the clock of the server that made it.</param>
public sealed record RegisterIdentity(Guid Epoch, RegisterKind Kind, TokenSeal Seal, DateTimeOffset CreateTime);

/// <summary>This server's clock cannot be right, so nothing was written. The operator must act; another server may serve.</summary>
public sealed class ClockRefusedException : Exception
{
    private ClockRefusedException(EsfException refusal)
        : base($"{refusal.Row.Reason}: {refusal.Text(Language.En)}") => Refusal = refusal;

    /// <summary>The same as a refusal: CLOCK_AHEAD, CLOCK_BEHIND or CLOCK_LEAP.</summary>
    public EsfException Refusal { get; }

    /// <summary>The server's clock is ahead of the database's.</summary>
    public static ClockRefusedException Ahead(DateTimeOffset server, DateTimeOffset database) =>
        new(new(ErrorCatalogue.ClockAhead, ("server_time", Text(server)), ("database_time", Text(database))));

    /// <summary>The server's clock is behind the database's.</summary>
    public static ClockRefusedException Behind(DateTimeOffset server, DateTimeOffset database) =>
        new(new(ErrorCatalogue.ClockBehind, ("server_time", Text(server)), ("database_time", Text(database))));

    /// <summary>The server's clock is far past the last commit, and nothing confirms it.</summary>
    public static ClockRefusedException Leap(DateTimeOffset server, DateTimeOffset lastCommit) => new(new(
        ErrorCatalogue.ClockLeap,
        ("server_time", Text(server)),
        ("days", $"{Limits.ClockLeap.Days}"),
        ("last_commit", Text(lastCommit))));

    /// <summary>An instant as it is written in refusals and settings: UTC, microseconds.</summary>
    public static string Text(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", System.Globalization.CultureInfo.InvariantCulture);
}
