using Esf.Client;

namespace Esf.Clients.Tests.Accounting;

/// <summary>The sample accounting system works a month, day by day, against a real server.</summary>
public sealed class MonthTests
{
    private const int ActTooLate = 10;

    // Purchase and its day of issue: the first on which both the act and an open window are there.
    private static readonly (int Purchase, string IssuedOn)[] Expected =
    [
        (1, "2026-06-03"), (2, "2026-06-05"), (3, "2026-06-06"), (4, "2026-06-09"), (5, "2026-06-11"),
        (6, "2026-06-14"), // paid on the 12th, act of the 14th
        (7, "2026-06-16"),
        (8, "2026-06-20"), // refused on the 18th, its supplier identified on the 20th
        (9, "2026-06-19"),
        (11, "2026-06-24"), // paid on the 21st and the 23rd: counted from the last
        (12, "2026-06-29"), // window until July 3: the offset stays in the second quarter
    ];

    [Fact]
    public async Task A_month_of_purchases_is_issued_on_the_right_days_and_doing_a_day_twice_changes_nothing()
    {
        await using var host = await AccountingHost.StartAsync(new(2026, 6, 1));
        await host.InitAsync();
        await host.RunAsync("simulate-month", "--from", "2026-06-01");

        // The same documents again are refused, all of them.
        Assert.Equal(1, (await host.TryAsync("simulate-month", "--from", "2026-06-01")).Code);
        Assert.DoesNotContain("\n  13  ", await host.RunAsync("status"), StringComparison.Ordinal);
        var said = new Dictionary<DateOnly, string>();

        for (var day = new DateOnly(2026, 6, 1); day <= new DateOnly(2026, 7, 4); day = day.AddDays(1))
        {
            host.SetDay(day);
            if (day == new DateOnly(2026, 6, 20))
            {
                await host.RunAsync("purchase", "identify", "8", "7707083893");
            }

            said[day] = await host.RunAsync("run-day");
            var before = await host.RunAsync("status");
            await host.RunAsync("run-day");
            Assert.Equal(before, await host.RunAsync("status"));
        }

        var invoices = await host.InvoicesAsync();
        Assert.Equal(
            Expected.Select(expected => $"{expected.Purchase} {expected.IssuedOn}").Order(StringComparer.Ordinal),
            invoices.Select(invoice => $"{invoice.Number} {invoice.IssueDate.ToDateOnly():yyyy-MM-dd}").Order(StringComparer.Ordinal));
        Assert.Equal(invoices.Count, invoices.Select(invoice => invoice.Number).Distinct().Count());
        Assert.All(invoices, invoice => Assert.Equal("2026-Q2", invoice.Offset.TaxPeriod));

        Assert.Contains("EAEU_IDENTIFIER_REQUIRED", said[new(2026, 6, 18)], StringComparison.Ordinal);
        Assert.Contains("purchase 6: waits for the act of 2026-06-14; 4 days left", said[new(2026, 6, 13)], StringComparison.Ordinal);
        Assert.Contains("in 2026-Q2 if issued today, in 2026-Q3 on the last day!", said[new(2026, 6, 29)], StringComparison.Ordinal);
        Assert.Contains($"purchase {ActTooLate}: its window closed on 2026-06-25", said[new(2026, 6, 27)], StringComparison.Ordinal);

        var status = await host.RunAsync("status");
        var offset = invoices.Sum(invoice => invoice.Offset.Amount.ToDecimal());
        Assert.Contains($"2026-Q2: {offset.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)} KZT", status, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_kept_and_shown_until_a_request_succeeds()
    {
        await using var host = await AccountingHost.StartAsync(new(2026, 5, 26));
        await host.InitAsync();
        await EnterAsync(host, "RU", "1187");

        await host.RunAsync("run-day");

        Assert.Empty(await host.InvoicesAsync());
        var refused = await host.RunAsync("status");
        Assert.Contains("REFUSED", refused, StringComparison.Ordinal);
        Assert.Contains("invoice.supplier.tax_identifier: Для поставщика из ЕАЭС (RU) обязателен", refused, StringComparison.Ordinal);

        await host.RunAsync("purchase", "identify", "1", "7707083893");
        await host.RunAsync("run-day");
        var issued = await host.RunAsync("status");

        Assert.Single(await host.InvoicesAsync());
        Assert.DoesNotContain("EAEU", issued, StringComparison.Ordinal);
        Assert.Contains("ISSUED", issued, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_register_changes_is_read_from_the_feed()
    {
        await using var host = await AccountingHost.StartAsync(new(2026, 5, 26));
        await host.InitAsync();
        await EnterAsync(host, "DE", "1187");
        await host.RunAsync("run-day");
        var invoice = Assert.Single(await host.InvoicesAsync());

        // Somebody else revokes it.
        await host.Client.RevokeInvoiceAsync(new() { Name = invoice.Name, Reason = "Issued by mistake" }, TestContext.Current.CancellationToken);
        var said = await host.RunAsync("run-day");
        var status = await host.RunAsync("status");

        Assert.Contains($"REVOKED {invoice.Name}", said, StringComparison.Ordinal);
        Assert.Contains("REVOKED", status, StringComparison.Ordinal);
        Assert.Contains("2026-Q2: 0.00 KZT", status, StringComparison.Ordinal);
        await host.RunAsync("run-day");
        Assert.Single(await host.InvoicesAsync());
    }

    [Fact]
    public async Task A_payment_of_the_future_waits_for_its_day()
    {
        await using var host = await AccountingHost.StartAsync(new(2026, 5, 24));
        await host.InitAsync();
        await EnterAsync(host, "DE", "1187");

        await host.RunAsync("run-day");
        Assert.Contains("not recorded", await host.RunAsync("status"), StringComparison.Ordinal);
        host.SetDay(new(2026, 5, 25));
        Assert.Contains("may be issued from 2026-05-26", await host.RunAsync("run-day"), StringComparison.Ordinal);
        host.SetDay(new(2026, 5, 26));
        await host.RunAsync("run-day");

        Assert.Single(await host.InvoicesAsync());
    }

    [Fact]
    public async Task Mistakes_are_told_and_nothing_is_lost()
    {
        await using var host = await AccountingHost.StartAsync(new(2026, 5, 26));

        var nobody = await host.TryAsync("run-day");
        Assert.Equal(1, nobody.Code);
        Assert.Contains("init", nobody.Error, StringComparison.Ordinal);

        await host.InitAsync();
        await EnterAsync(host, "DE", "1187");
        Assert.Equal(1, (await host.TryAsync("pay", "1", "--document", "1187", "--paid-on", "2026-05-25", "--amount", "1")).Code);
        Assert.Equal(1, (await host.TryAsync("pay", "99", "--document", "1", "--paid-on", "2026-05-25", "--amount", "1")).Code);
        Assert.NotEqual(0, (await host.TryAsync("pay", "1", "--document", "1", "--paid-on", "31.02.2026", "--amount", "1")).Code);
        Assert.NotEqual(0, (await host.TryAsync("pay", "1", "--document", "1", "--paid-on", "2026-05-25", "--amount", "1 234,56")).Code);

        await host.RunAsync("run-day");
        Assert.Single(await host.InvoicesAsync());
    }

    /// <summary>Purchase 1 of 5,200,000 KZT with its VAT, paid on 2026-05-25.</summary>
    internal static async Task EnterAsync(AccountingHost host, string country, string document)
    {
        await host.RunAsync(
            "purchase", "add", "--supplier", "Nordlicht Software GmbH", "--address", "Lindenstrasse 5, Berlin", "--country", country,
            "--description", "Consulting, Q1 2026", "--act-date", "2026-03-31", "--turnover", "5200000.00");
        await host.RunAsync("pay", "1", "--document", document, "--paid-on", "2026-05-25", "--amount", "832000.00");
    }
}
