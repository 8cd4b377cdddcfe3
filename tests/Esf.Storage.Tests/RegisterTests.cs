using Esf.Domain;
using Esf.Domain.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Esf.Storage.Tests;

/// <summary>Every sentence of <see cref="IRegister"/>, on both engines.</summary>
public abstract class RegisterTests(StoreProvider provider) : StoreTests(provider)
{
    [Fact]
    public async Task A_register_is_made_once_with_an_epoch_and_a_key_and_every_server_of_it_has_the_same()
    {
        var first = Store.Identity.Current;
        var others = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenStoreAsync()));
        await using var elsewhere = await TestDatabase.CreateAsync(IsPostgres ? StoreProvider.Postgres : StoreProvider.Sqlite, Cancel);
        var other = (await OpenStoreAsync(elsewhere)).Identity.Current;

        var token = first.Seal.Close("test", "payload"u8);
        Assert.All(others, server => Assert.Equal("payload"u8.ToArray(), server.Identity.Current.Seal.Open("test", token)));
        Assert.All(others, server => Assert.Equal((first.Epoch, first.CreateTime), (server.Identity.Current.Epoch, server.Identity.Current.CreateTime)));
        Assert.NotEqual(first.Epoch, other.Epoch);
        Assert.Null(other.Seal.Open("test", token));
    }

    [Fact]
    public async Task A_real_register_is_not_served_by_a_sandbox_unless_it_is_empty()
    {
        await RegisterAsync();

        var refusal = await Assert.ThrowsAsync<StoreRefusedException>(() => OpenStoreAsync(clock: new FakeTimeProvider(Given.Noon), configure: Sandbox));

        Assert.Contains("This register is a real one, so Sandbox:ClockStart does not serve it. Start without Sandbox:ClockStart", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(RegisterKind.Real, (await OpenStoreAsync()).Identity.Current.Kind);
    }

    [Fact]
    public async Task A_register_of_a_sandbox_is_not_served_with_a_real_clock_also_while_it_is_empty()
    {
        var sandbox = await OpenStoreAsync(clock: new FakeTimeProvider(Given.Noon), configure: Sandbox);
        Assert.Equal(RegisterKind.Sandbox, sandbox.Identity.Current.Kind);

        var empty = await Assert.ThrowsAsync<StoreRefusedException>(() => OpenStoreAsync());
        Store = sandbox;
        await Store.Ledgers.AppendAsync(Given.Invoice(await PaidAsync()), Cancel);
        var filled = await Assert.ThrowsAsync<StoreRefusedException>(() => OpenStoreAsync());

        Assert.Contains("This register was made by a sandbox", empty.Message, StringComparison.Ordinal);
        Assert.Contains("Name another database in Storage:ConnectionString, or start with --Sandbox:ClockStart=", filled.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sandbox_travels_forward_and_does_not_start_behind_the_last_commit()
    {
        Store = await OpenStoreAsync(clock: new FakeTimeProvider(Given.Noon), configure: Sandbox);
        var payment = await PaidAsync();
        await Store.Ledgers.AppendAsync(Given.Invoice(payment), Cancel);

        var refusal = await Assert.ThrowsAsync<StoreRefusedException>(
            () => OpenStoreAsync(clock: new FakeTimeProvider(Given.Noon.AddMicroseconds(-1)), configure: Sandbox));
        await OpenStoreAsync(clock: new FakeTimeProvider(Given.Noon), configure: Sandbox);
        var later = await OpenStoreAsync(clock: new FakeTimeProvider(Given.Noon.AddYears(3)), configure: Sandbox);
        (await later.Ledgers.AppendAsync(Given.Invoice(payment), Cancel)).Appended();

        Assert.Contains("its register has reached 2026-05-26T07:00:00.000000Z", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Start with --Sandbox:ClockStart=2026-05-26T12:00:01+05:00 or later", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_epoch_is_seen_by_every_reader_of_the_feed_and_by_other_servers_at_their_next_check()
    {
        var other = await OpenStoreAsync();
        var before = Store.Identity.Current;

        var epoch = await Store.Identity.BeginEpochAsync(Cancel);
        await other.Identity.CheckAsync(Cancel);

        Assert.NotEqual(before.Epoch, epoch);
        Assert.Equal(epoch, (await other.Register.ReadFeedAsync(null, 0, 1, Cancel)).Epoch);
        Assert.Equal((epoch, epoch), (Store.Identity.Current.Epoch, other.Identity.Current.Epoch));
        Assert.Equal(epoch, (await OpenStoreAsync()).Identity.Current.Epoch);
    }

    [Fact]
    public async Task A_page_of_the_feed_names_the_documents_at_its_two_ends()
    {
        var payment = await PaidAsync();
        var hashes = new List<string?> { null };
        for (var i = 0; i < 3; i++)
        {
            hashes.Add((await Store.Ledgers.AppendAsync(Given.Invoice(payment), Cancel)).Appended().Position.Hash.ToString());
        }

        Assert.Equal((hashes[3], hashes[0]), await EndsAsync(0, 10));
        Assert.Equal((hashes[2], hashes[1]), await EndsAsync(1, 1));
        Assert.Equal((hashes[3], hashes[3]), await EndsAsync(3, 1));
        Assert.Equal((hashes[3], null), await EndsAsync(4, 1));

        async Task<(string? Hash, string? AfterHash)> EndsAsync(long after, int limit)
        {
            var page = await Store.Register.ReadFeedAsync(null, after, limit, Cancel);
            return (page.Hash, page.AfterHash);
        }
    }

    /// <summary>No document, no payment, no registration, no replacement; and the check says why.</summary>
    private protected async Task AssertRefusedAsync(string reason, Domain.Payments.VatPayment payment)
    {
        var (documents, payments, taxpayers) = (await CountAsync("ledger"), await CountAsync("vat_payments"), await CountAsync("taxpayers"));
        var now = KazakhstanCalendar.Now(TimeProvider.System);
        Func<Task>[] writes =
        [
            () => Store.Ledgers.AppendAsync(Given.Invoice(payment), Cancel),
            () => Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Store.Invoices.AppendAsync([Given.Invoice(payment)], Cancel))),
            () => Store.VatPayments.RecordAsync([new(Given.Payment(document: "PP-9"), [])], now, Cancel),
            () => Store.Taxpayers.RegisterAsync(Given.Taxpayer(Given.OtherBin), now, Cancel),
            () => Store.Taxpayers.ReplaceAsync(Given.Taxpayer(name: "Other"), null, now, Cancel),
            () => Store.Identity.CheckAsync(Cancel),
        ];
        foreach (var write in writes)
        {
            Assert.Equal(reason, (await Assert.ThrowsAsync<ClockRefusedException>(write)).Refusal.Row.Reason);
        }

        Assert.Equal((documents, payments, taxpayers), (await CountAsync("ledger"), await CountAsync("vat_payments"), await CountAsync("taxpayers")));
        Assert.Equal(documents, (await Store.Register.ReadFeedAsync(null, 0, 1000, Cancel)).Position);
        Assert.Equal("ТОО «Қазақ Сервис»", (await Store.Register.FindTaxpayerAsync(Given.Bin, Cancel))!.Taxpayer.LegalName);

        Task<long> CountAsync(string table) => Database.CountAsync(table, Cancel);
    }

    private static void Sandbox(StoreOptions options) => options.Kind = RegisterKind.Sandbox;

    /// <summary>The machine's clock, put forward or back.</summary>
    private protected sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
    }
}

public sealed class SqliteRegisterTests() : RegisterTests(StoreProvider.Sqlite)
{
    [Fact]
    public async Task Without_a_second_clock_a_leap_past_the_last_commit_writes_nothing_until_the_operator_has_accepted_it_once()
    {
        var clock = new FakeTimeProvider(Given.Noon);
        Store = await OpenStoreAsync(clock: clock);
        clock.Advance(TimeSpan.FromDays(400));
        var payment = await PaidAsync();

        // A register without a commit has nothing that a clock could leap past.
        await Store.Ledgers.AppendAsync(Given.Invoice(payment), Cancel);
        clock.Advance(Limits.ClockLeap);
        (await Store.Ledgers.AppendAsync(Given.Invoice(payment), Cancel)).Appended();
        var lastCommit = clock.GetUtcNow();
        clock.Advance(Limits.ClockLeap + TimeSpan.FromMicroseconds(1));
        await AssertRefusedAsync("CLOCK_LEAP", payment);
        var start = await Assert.ThrowsAsync<StoreRefusedException>(() => OpenStoreAsync(clock: clock));
        await Assert.ThrowsAsync<StoreRefusedException>(() => OpenStoreAsync(clock: clock, configure: Accept(lastCommit.AddMicroseconds(1))));

        Assert.Contains($"--Storage:AcceptClockLeap={ClockRefusedException.Text(lastCommit)}", start.Message, StringComparison.Ordinal);
        Store = await OpenStoreAsync(clock: clock, configure: Accept(lastCommit));
        (await Store.Ledgers.AppendAsync(Given.Invoice(payment), Cancel)).Appended();

        // The word named that commit, so it does not hold for the next leap.
        clock.Advance(Limits.ClockLeap + TimeSpan.FromMicroseconds(1));
        await AssertRefusedAsync("CLOCK_LEAP", payment);

        Action<StoreOptions> Accept(DateTimeOffset commit) => options => options.AcceptClockLeap = commit;
    }
}

public sealed class PostgresRegisterTests() : RegisterTests(StoreProvider.Postgres)
{
    private readonly ShiftedClock _clock = new();

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_clock_that_differs_from_the_database_s_by_more_than_the_tolerance_writes_nothing(int sign)
    {
        Store = await OpenStoreAsync(clock: _clock);
        var payment = await PaidAsync();
        await Store.Ledgers.AppendAsync(Given.Invoice(payment), Cancel);
        var reason = sign > 0 ? "CLOCK_AHEAD" : "CLOCK_BEHIND";

        _clock.Shift = TimeSpan.FromSeconds(sign * 3);
        (await Store.Ledgers.AppendAsync(Given.Invoice(payment), Cancel)).Appended();
        await Store.Identity.CheckAsync(Cancel);

        _clock.Shift = TimeSpan.FromSeconds(sign * 30);
        await AssertRefusedAsync(reason, payment);
        var start = await Assert.ThrowsAsync<StoreRefusedException>(() => OpenStoreAsync(clock: _clock));
        await OpenStoreAsync(clock: _clock, configure: options => options.ClockTolerance = TimeSpan.FromMinutes(1));
        _clock.Shift = TimeSpan.Zero;

        Assert.StartsWith($"{reason}: The server's clock says ", start.Message, StringComparison.Ordinal);
        (await Store.Ledgers.AppendAsync(Given.Invoice(payment), Cancel)).Appended();
        Assert.Equal(3, await Database.CountAsync("ledger", Cancel));
    }

    [Fact]
    public async Task A_document_that_was_judged_by_a_clock_far_ahead_is_not_written_when_the_clock_is_right_again()
    {
        var payment = await PaidAsync();

        var refusal = await Assert.ThrowsAsync<ClockRefusedException>(
            () => Store.Ledgers.AppendAsync(Given.Invoice(payment, at: TimeProvider.System.GetUtcNow().AddYears(10)), Cancel));

        Assert.Equal("CLOCK_AHEAD", refusal.Refusal.Row.Reason);
        Assert.Equal(0, await Database.CountAsync("ledger", Cancel));
    }

    [Fact]
    public async Task A_new_register_is_not_made_with_a_wrong_clock()
    {
        await using var empty = await TestDatabase.CreateAsync(StoreProvider.Postgres, Cancel);
        _clock.Shift = TimeSpan.FromDays(3650);

        await Assert.ThrowsAsync<StoreRefusedException>(() => OpenStoreAsync(empty, _clock));

        Assert.Equal(0, await empty.CountAsync("register", Cancel));
    }
}
