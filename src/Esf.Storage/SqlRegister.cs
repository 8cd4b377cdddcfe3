using System.Security.Cryptography;
using Esf.Domain.Storage;
using Microsoft.Extensions.Logging;

namespace Esf.Storage;

/// <summary>The register's row: written when the database is opened for the first time, read at every start.</summary>
internal sealed partial class SqlRegister : IRegister
{
    private const string Insert = """
        insert into register (one, epoch, kind, token_key, create_time_us) values (1, @epoch, @kind, @token_key, @now_us)
        on conflict (one) do nothing
        """;

    // Whoever has looked at an empty register with the machine's clock may still make a sandbox of it. Never the reverse: another server
    // may be about to write sandbox times into it.
    private const string BecomeSandbox = """
        update register set kind = @kind, create_time_us = @now_us where kind < @kind and not exists (select 1 from taxpayers)
        """;

    private const string Select = """
        select r.epoch, r.kind, r.token_key, r.create_time_us, f.commit_time_us from register r cross join feed f
        """;

    private readonly Dialect _dialect;
    private readonly RegisterClock _clock;
    private volatile RegisterIdentity _identity;

    private SqlRegister(Dialect dialect, RegisterClock clock, RegisterIdentity identity) =>
        (_dialect, _clock, _identity) = (dialect, clock, identity);

    /// <inheritdoc/>
    public RegisterIdentity Current => _identity;

    /// <summary>Makes the register where it is new, and refuses a clock that may not serve it.</summary>
    /// <exception cref="StoreRefusedException">The register is of another kind, or the clock is wrong.</exception>
    public static async Task<SqlRegister> OpenAsync(
        Dialect dialect, StoreOptions options, RegisterClock clock, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            var (identity, lastCommit) = await dialect.WriteAsync(
                async (session, cancel) =>
                {
                    await session.ExecuteAsync(ToInsert(options.Kind, clock.Now), cancel).ConfigureAwait(false);
                    await session.ExecuteAsync(ToSandbox(options.Kind, clock.Now), cancel).ConfigureAwait(false);
                    var register = await ReadAsync(session, cancel).ConfigureAwait(false);

                    // A refusal undoes this: not even the row of a new register is written with a wrong clock.
                    Require(register.Identity, options.Kind, register.LastCommit, clock.Now);
                    await clock.GuardAsync(session, clock.Now, cancel).ConfigureAwait(false);
                    return register;
                },
                cancellationToken).ConfigureAwait(false);
            if (lastCommit - clock.Now > options.ClockTolerance)
            {
                LogBehind(logger, ClockRefusedException.Text(clock.Now), ClockRefusedException.Text(lastCommit));
            }

            return new(dialect, clock, identity);
        }
        catch (ClockRefusedException refused)
        {
            throw new StoreRefusedException(refused.Message, refused);
        }
    }

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancellationToken) => _dialect.ReadAsync(
        async (session, cancel) =>
        {
            (_identity, _) = await ReadAsync(session, cancel).ConfigureAwait(false);
            await _clock.GuardAsync(session, _clock.Now, cancel).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<Guid> BeginEpochAsync(CancellationToken cancellationToken)
    {
        var epoch = Guid.NewGuid();
        var update = new Statement("update register set epoch = @epoch", ("epoch", epoch.ToString("D")));
        await _dialect.WriteAsync((session, cancel) => session.ExecuteAsync(update, cancel), cancellationToken).ConfigureAwait(false);
        _identity = _identity with { Epoch = epoch };
        return epoch;
    }

    private static Statement ToSandbox(RegisterKind kind, DateTimeOffset now) =>
        new(BecomeSandbox, ("kind", (short)kind), ("now_us", Instant.ToMicroseconds(now)));

    private static Statement ToInsert(RegisterKind kind, DateTimeOffset now) => new(
        Insert,
        ("epoch", Guid.NewGuid().ToString("D")),
        ("kind", (short)kind),
        ("token_key", RandomNumberGenerator.GetBytes(TokenSeal.KeyBytes)),
        ("now_us", Instant.ToMicroseconds(now)));

    private static async Task<(RegisterIdentity Identity, DateTimeOffset LastCommit)> ReadAsync(
        Session session, CancellationToken cancellationToken) =>
        (await session.Command(Select).QueryAsync(
            row => (
                new RegisterIdentity(
                    Guid.Parse(row.GetString(0)),
                    (RegisterKind)row.GetInt16(1),
                    new(row.GetFieldValue<byte[]>(2)),
                    Instant.FromMicroseconds(row.GetInt64(3))),
                Instant.FromMicroseconds(row.GetInt64(4))),
            cancellationToken).ConfigureAwait(false))[0];

    private static void Require(RegisterIdentity identity, RegisterKind kind, DateTimeOffset lastCommit, DateTimeOffset now)
    {
        if (identity.Kind == RegisterKind.Sandbox && kind == RegisterKind.Real)
        {
            throw new StoreRefusedException(
                "This register was made by a sandbox, so its dates are not real ones, and the machine's clock does not serve it. "
                + "Name another database in Storage:ConnectionString, or start with "
                + $"--Sandbox:ClockStart={Next(lastCommit, identity.CreateTime)} or later.");
        }

        if (identity.Kind == RegisterKind.Real && kind == RegisterKind.Sandbox)
        {
            throw new StoreRefusedException(
                "This register is a real one, so Sandbox:ClockStart does not serve it. Start without Sandbox:ClockStart, or name another "
                + "database in Storage:ConnectionString.");
        }

        if (kind == RegisterKind.Sandbox && now < lastCommit)
        {
            throw new StoreRefusedException(
                $"The sandbox would start at {ClockRefusedException.Text(now)}, but its register has reached "
                + $"{ClockRefusedException.Text(lastCommit)}, and time does not go back. Start with "
                + $"--Sandbox:ClockStart={Next(lastCommit, identity.CreateTime)} or later, or name another database in Storage:ConnectionString.");
        }
    }

    // The next whole second, as a person copies it.
    private static string Next(DateTimeOffset lastCommit, DateTimeOffset createTime)
    {
        var last = lastCommit > createTime ? lastCommit : createTime;
        return last.ToOffset(Esf.Domain.KazakhstanCalendar.Offset).AddSeconds(1)
            .ToString("yyyy-MM-ddTHH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The clock says {Now}, but the register's last commit is of {LastCommit}: one of them was wrong. What is issued now is placed "
            + "behind that commit")]
    private static partial void LogBehind(ILogger logger, string now, string lastCommit);
}
