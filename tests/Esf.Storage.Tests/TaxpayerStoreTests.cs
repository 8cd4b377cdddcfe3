namespace Esf.Storage.Tests;

/// <summary>The sentences of <see cref="Domain.Storage.ITaxpayerStore"/>.</summary>
public abstract class TaxpayerStoreTests(StoreProvider provider) : StoreTests(provider)
{
    [Fact]
    public async Task A_BIN_is_registered_once_registering_it_again_answers_what_is_stored_and_changes_nothing()
    {
        var (first, created) = await Store.Taxpayers.RegisterAsync(Given.Taxpayer(), Given.Noon, Cancel);
        var (again, createdAgain) = await Store.Taxpayers.RegisterAsync(Given.Taxpayer(name: "Another name"), Given.Noon.AddHours(1), Cancel);

        Assert.True(created);
        Assert.Equal(new(Given.Taxpayer(), 1, Given.Noon, Given.Noon), first);
        Assert.False(createdAgain);
        Assert.Equal(first, again);
        Assert.Equal(first, await Store.Register.FindTaxpayerAsync(Given.Bin, Cancel));
    }

    [Fact]
    public async Task Parallel_registrations_of_one_BIN_create_it_once()
    {
        var other = await OpenStoreAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i =>
            (i % 2 == 0 ? Store : other).Taxpayers.RegisterAsync(Given.Taxpayer(name: $"Name {i}"), Given.Noon, Cancel)));

        Assert.Single(answers, answer => answer.Created);
        Assert.Single(answers.Select(answer => answer.Taxpayer).Distinct());
    }

    [Fact]
    public async Task A_replacement_raises_the_version_by_one_with_an_expected_version_that_is_not_the_stored_one_it_changes_nothing()
    {
        await RegisterAsync();
        var deregistered = Given.Taxpayer(name: "New name") with { VatRegistration = new("1", "2", new(2020, 1, 1), new(2026, 7, 1)) };

        var second = await Store.Taxpayers.ReplaceAsync(deregistered, 1, Given.Noon.AddMinutes(1), Cancel);
        var refused = await Store.Taxpayers.ReplaceAsync(Given.Taxpayer(), 1, Given.Noon.AddMinutes(2), Cancel);
        var third = await Store.Taxpayers.ReplaceAsync(Given.Taxpayer(), null, Given.Noon.AddMinutes(3), Cancel);

        Assert.Equal((new(deregistered, 2, Given.Noon, Given.Noon.AddMinutes(1)), true), second);
        Assert.Equal((second!.Value.Taxpayer, false), refused);
        Assert.Equal((new(Given.Taxpayer(), 3, Given.Noon, Given.Noon.AddMinutes(3)), true), third);
    }

    [Fact]
    public async Task A_replacement_of_a_BIN_that_is_not_registered_is_null() =>
        Assert.Null(await Store.Taxpayers.ReplaceAsync(Given.Taxpayer(), null, Given.Noon, Cancel));

    [Fact]
    public async Task Parallel_replacements_of_one_version_succeed_once()
    {
        await RegisterAsync();
        var other = await OpenStoreAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            (i % 2 == 0 ? Store : other).Taxpayers.ReplaceAsync(Given.Taxpayer(name: $"Name {i}"), 1, Given.Noon, Cancel)));

        Assert.Single(answers, answer => answer!.Value.Replaced);
        Assert.All(answers, answer => Assert.Equal(2, answer!.Value.Taxpayer.Version));
    }

    [Fact]
    public async Task A_replacement_leaves_the_ledger_as_it_is()
    {
        var payment = await PaidAsync();
        await Store.Invoices.AppendAsync(Given.Invoice(payment), Cancel);
        await Store.Taxpayers.ReplaceAsync(Given.Taxpayer(name: "New name"), null, Given.Noon, Cancel);
        (await Store.Invoices.AppendAsync(Given.Invoice(payment) with { TaxpayerVersion = 2 }, Cancel)).Appended();

        await AssertUnbrokenAsync(Given.Bin, 2);
    }

    [Fact]
    public async Task What_is_answered_as_written_is_durable()
    {
        var stored = await RegisterAsync();
        await using var after = await Database.CrashAsync(Cancel);
        var reopened = await OpenStoreAsync(after);

        Assert.Equal(stored, await reopened.Register.FindTaxpayerAsync(Given.Bin, Cancel));
        await reopened.DisposeAsync();
    }
}

public sealed class SqliteTaxpayerStoreTests() : TaxpayerStoreTests(StoreProvider.Sqlite);

public sealed class PostgresTaxpayerStoreTests() : TaxpayerStoreTests(StoreProvider.Postgres);
