using System.Text;
using Esf.V1;

namespace Esf.Clients.Tests.OneC;

/// <summary>Bank operations that reach the folder in several copies, from several accounts, or without a code.</summary>
public sealed class DecisionTests(ServerFixture fixture)
{
    private static readonly string Cases = Path.Combine(Repository.Root, "tests", "Golden", "onec", "cases");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("operation-twice/a_same_day.txt", 1)]
    [InlineData("operation-twice/b_order_written_the_day_before.txt", 1)]
    [InlineData("two-statements-in-one-file/two.txt", 2)]
    [InlineData("budget-code-in-pokazatel-kbk/st.txt", 1)]
    [InlineData("supplier-invoice-number-105104/st.txt", 0)]
    [InlineData("same-number-two-accounts/both.txt", 2)]
    [InlineData("section-ends-with-equals/st.txt", 1)]
    public async Task What_users_have_sent_in_is_recorded_once(string name, int payments)
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        for (var i = 0; i < 2; i++)
        {
            folder.Drop("statement.txt", await File.ReadAllBytesAsync(Path.Combine(Cases, name), Cancel));
            Assert.Equal(new(1, 0, 0, false), await folder.PassAsync());
            Assert.Equal(payments, (await server.PaymentsAsync()).Count);
            Assert.Equal(payments, folder.Result("statement.txt")["recorded"]!.AsArray().Count);
        }
    }

    [Theory]
    [InlineData("bank_b.txt", "832000.00")]
    [InlineData("bank_b_other_amount.txt", "160000.00")]
    public async Task The_orders_of_two_banks_with_one_number_and_day_are_two_payments(string second, string amount)
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        foreach (var name in new[] { "bank_a.txt", second })
        {
            folder.Drop(name, await File.ReadAllBytesAsync(Path.Combine(Cases, "same-number-two-accounts", name), Cancel));
            Assert.Equal(new(1, 0, 0, false), await folder.PassAsync());
        }

        var payments = await server.PaymentsAsync();
        Assert.Equal(["832000.00", amount], payments.OrderByDescending(payment => payment.PayerAccount).Select(payment => payment.Amount.Value));
        Assert.Equal(["KZ000030000000000003", "KZ000060000000000006"], payments.Select(payment => payment.PayerAccount).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_evening_export_and_the_final_one_are_one_payment_until_the_accountant_says_otherwise()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("evening.txt", OneCFolder.Payments("24.05.2026", ("1187", 832000m, "НДС")).Replace("ДатаОперации=24.05.2026\n", "", StringComparison.Ordinal));
        await folder.PassAsync();
        folder.Drop("final.txt", OneCFolder.Payments("25.05.2026", ("1187", 832000m, "НДС")));

        Assert.Equal(new(0, 0, 1, false), await folder.PassAsync());
        Assert.Equal("MAY_BE_RECORDED", folder.WaitsFor("final.txt"));
        var waiting = folder.Waiting("final.txt")["waiting"]![0]!;
        Assert.Contains("1187;25.05.2026;832000.00;учесть", (string?)waiting["why"]![0]!["text"], StringComparison.Ordinal);
        var stored = Assert.Single(await server.PaymentsAsync());
        Assert.Equal(stored.Name, (string?)waiting["candidates"]![0]!["vatPayment"]);

        await DecideAsync(folder, "1187;25.05.2026;832000.00;пропустить");
        Assert.Equal(new(1, 0, 0, false), await folder.PassAsync());
        Assert.Equal("SKIPPED_BY_DECISION", (string?)folder.Result("final.txt")["skipped"]![0]!["reason"]);
        Assert.Single(await server.PaymentsAsync());

        await DecideAsync(folder, "1187;25.05.2026;832 000,00;record");
        folder.Drop("final.txt", OneCFolder.Payments("25.05.2026", ("1187", 832000m, "НДС")));
        await folder.PassAsync();
        Assert.Equal(["2026-05-24", "2026-05-25"], (await server.PaymentsAsync()).Select(Day));
    }

    [Fact]
    public async Task Copies_in_one_file_wait_with_their_lines_and_the_rest_is_recorded_and_not_sent_again()
    {
        var calls = new CountingHandler();
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder(handler: calls);
        folder.Drop("statement.txt", await GoldenAsync("copies-days-apart.txt"));

        await folder.PassAsync();
        await folder.PassAsync();

        Assert.Equal("MAY_BE_COPY_IN_FILE", folder.WaitsFor("statement.txt"));
        Assert.Equal("2026-05-25", Day(Assert.Single(await server.PaymentsAsync())));
        Assert.Equal(1, calls.Of("BatchRecordVatPayments"));

        await DecideAsync(folder, "1187;26.05.2026;;есепке алу");
        await folder.PassAsync();
        Assert.Equal(["2026-05-25", "2026-05-26"], (await server.PaymentsAsync()).Select(Day));
        Assert.Equal(["statement.txt"], folder.Names("done"));
    }

    [Fact]
    public async Task A_payment_to_the_treasury_without_a_code_waits_for_a_decision()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("statement.txt", await GoldenAsync("treasury-without-code.txt"));

        await folder.PassAsync();
        Assert.Equal(
            ["TREASURY_WITHOUT_CODE", "TREASURY_WITHOUT_CODE"],
            folder.Waiting("statement.txt")["waiting"]!.AsArray().Select(row => (string?)row!["why"]![0]!["reason"]));
        Assert.Empty(await server.PaymentsAsync());

        await DecideAsync(folder, "1187;;;record\n1188;;;skip");
        await folder.PassAsync();
        Assert.Equal("1187", Assert.Single(await server.PaymentsAsync()).DocumentNumber);
        Assert.Equal("DONE", (string?)folder.Result("statement.txt")["outcome"]);
    }

    [Theory]
    [InlineData("1187;25.05.2026;;может быть", "MAPPING_LINE_INVALID", "может быть")]
    [InlineData("1187;31.02.2026;;record", "MAPPING_LINE_INVALID", "31.02.2026")]
    [InlineData("1187;;1,000;record", "MAPPING_LINE_INVALID", "1,000")]
    [InlineData(";;;record", "MAPPING_LINE_INVALID", "paymentDocument")]
    public async Task A_bad_line_of_the_decisions_is_told_beside_what_waits_and_decides_nothing(string line, string reason, string told)
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("statement.txt", await GoldenAsync("copies-days-apart.txt"));
        await DecideAsync(folder, line);

        await folder.PassAsync();

        var why = Assert.Single(folder.Waiting("statement.txt")["waiting"]!.AsArray())!["why"]!.AsArray();
        Assert.Equal(["MAY_BE_COPY_IN_FILE", reason], why.Select(finding => (string?)finding!["reason"]));
        Assert.Contains(told, (string?)why[1]!["text"], StringComparison.Ordinal);
        Assert.Contains($"[{reason}]", folder.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_lines_that_say_different_things_decide_nothing_and_a_file_without_its_columns_says_so()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("statement.txt", await GoldenAsync("copies-days-apart.txt"));
        await DecideAsync(folder, "1187;26.05.2026;;record\n1187;26.05.2026;;skip");
        await folder.PassAsync();
        Assert.Equal("MAY_BE_COPY_IN_FILE", folder.WaitsFor("statement.txt"));

        await File.WriteAllTextAsync(Path.Combine(folder.Root, "decisions.csv"), "a;b\n1;2\n", Cancel);
        await folder.PassAsync();
        Assert.Equal("DECISIONS_INVALID", (string?)folder.Waiting("statement.txt")["waiting"]![0]!["why"]![1]!["reason"]);
    }

    [Fact]
    public async Task A_wrong_amount_that_was_recorded_by_hand_is_put_right_by_a_decision()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        await server.PayAsync("1187", 8_320_000m);
        var folder = server.Folder();
        folder.Drop("statement.txt", OneCFolder.Statement);
        await folder.PassAsync();
        Assert.Equal(["VAT_PAYMENT_CONFLICT"], folder.DeclinedFor("statement.txt"));

        await DecideAsync(folder, "1187;;832000;record");
        folder.Drop("statement.txt", OneCFolder.Statement);
        folder.Drop("a.xml", OneCFolder.Container);
        await folder.PassAsync();

        Assert.Equal(["832000.00", "8320000.00"], (await server.PaymentsAsync()).Select(payment => payment.Amount.Value).Order(StringComparer.Ordinal));
        Assert.Single(folder.Result("a.xml")["accepted"]!.AsArray());
    }

    [Fact]
    public async Task A_payment_recorded_by_hand_and_its_statement_are_one_payment()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var byHand = await server.PayAsync("1187", 832000m);
        var folder = server.Folder();
        folder.Drop("statement.txt", OneCFolder.Statement);

        await folder.PassAsync();

        var payment = Assert.Single(await server.PaymentsAsync());
        Assert.Equal((byHand, "KZ698562203124676325"), (payment.Name, payment.PayerAccount));
        Assert.Equal(byHand, (string?)folder.Result("statement.txt")["recorded"]![0]!["vatPayment"]);
    }

    private static string Day(VatPayment payment) => $"{payment.PaidOn.Year:0000}-{payment.PaidOn.Month:00}-{payment.PaidOn.Day:00}";

    private static Task<byte[]> GoldenAsync(string name) =>
        File.ReadAllBytesAsync(Path.Combine(Repository.Root, "tests", "Golden", "onec", "statements", name), Cancel);

    private static Task DecideAsync(OneCFolder folder, string lines) => File.WriteAllTextAsync(
        Path.Combine(folder.Root, "decisions.csv"), $"paymentDocument;paidOn;amount;decision\n{lines}\n", Encoding.UTF8, Cancel);
}
