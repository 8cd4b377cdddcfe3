using System.Text.Json.Nodes;
using Esf.Cli;

namespace Esf.Clients.Tests.OneC;

/// <summary><c>esf import</c>: the connector's reading and matching from the terminal.</summary>
public sealed class ImportCommandTests(ServerFixture fixture)
{
    private static readonly string Samples = Path.Combine(Repository.Root, "tests", "Golden", "samples");

    [Fact]
    public async Task A_statement_and_a_container_from_the_terminal_to_the_register_and_again()
    {
        await using var server = await OneCServer.StartAsync(fixture);

        var waits = await EsfAsync(server, "import", "esf", Sample("esf_container.xml"));
        Assert.Equal(ExitCode.Refused, waits.Code);
        Assert.Contains("PAYMENT_NOT_FOUND", waits.Error, StringComparison.Ordinal);

        var statement = await EsfAsync(server, "import", "statement", Sample("statement_windows1251.txt"), "--json");
        Assert.True(statement.Code == ExitCode.Ok, statement.Error);
        var recorded = JsonNode.Parse(statement.Out)!;
        Assert.Equal("832000.00", (string?)Assert.Single(recorded["recorded"]!.AsArray())!["amount"]);
        Assert.Equal(2, recorded["skipped"]!.AsArray().Count);

        var first = await EsfAsync(server, "import", "esf", Sample("esf_container.xml"), "--json");
        Assert.True(first.Code == ExitCode.Ok, first.Error);
        Assert.Equal("ESF-941240001151-20260526-00000001", (string?)JsonNode.Parse(first.Out)!["accepted"]![0]!["registrationNumber"]);

        var again = await EsfAsync(server, "import", "esf", Sample("esf_container.xml"), "--json");
        Assert.Equal(first, again);
        Assert.Single(await server.InvoicesAsync());

        var table = await EsfAsync(server, "import", "esf", Sample("esf_container.xml"), "--language", "kk");
        Assert.Contains("ESF-941240001151-20260526-00000001", table.Out, StringComparison.Ordinal);
        Assert.Contains("ESF-941240001151", (await EsfAsync(server, "import", "esf", Sample("esf_container.xml"))).Out, StringComparison.Ordinal);
        Assert.Contains("OTHER_BUDGET_CODE", (await EsfAsync(server, "import", "statement", Sample("statement_utf8.txt"))).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Candidates_are_shown_and_a_mapping_chooses()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        await server.PayAsync("1", 832000m);
        await server.PayAsync("2", 832000m);

        var ambiguous = await EsfAsync(server, "import", "esf", Sample("esf_container.xml"), "--json");
        Assert.Equal(ExitCode.Refused, ambiguous.Code);
        var waiting = JsonNode.Parse(ambiguous.Out)!["waiting"]![0]!;
        Assert.Equal("PAYMENT_AMBIGUOUS", (string?)waiting["why"]![0]!["reason"]);
        Assert.Equal(["1", "2"], waiting["candidates"]!.AsArray().Select(payment => (string)payment!["number"]!).Order(StringComparer.Ordinal));

        var mapping = Path.Combine(server.Root.FullName, "mapping.csv");
        await File.WriteAllTextAsync(mapping, "invoiceNumber;paymentDocument\n57;2\n", TestContext.Current.CancellationToken);
        var issued = await EsfAsync(server, "import", "esf", Sample("esf_container.xml"), "--mapping", mapping);
        Assert.True(issued.Code == ExitCode.Ok, issued.Error);
        var invoice = Assert.Single(await server.InvoicesAsync());
        var payment = await server.Client.GetVatPaymentAsync(Assert.Single(invoice.PaymentAllocations).VatPayment, TestContext.Current.CancellationToken);
        Assert.Equal("2", payment.DocumentNumber);
    }

    [Fact]
    public async Task What_may_be_a_copy_or_names_no_code_is_asked_with_its_line_and_decided_by_it()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var copies = Path.Combine(Repository.Root, "tests/Golden/onec/statements/copies-days-apart.txt");
        var treasury = Path.Combine(Repository.Root, "tests/Golden/onec/statements/treasury-without-code.txt");

        var asked = await EsfAsync(server, "import", "statement", copies, "--language", "ru");
        Assert.Equal(ExitCode.Refused, asked.Code);
        Assert.Contains("MAY_BE_COPY_IN_FILE", asked.Error, StringComparison.Ordinal);
        Assert.Contains("26", asked.Out, StringComparison.Ordinal);
        Assert.Single(await server.PaymentsAsync());
        Assert.Equal(ExitCode.Ok, (await EsfAsync(server, "import", "statement", copies, "--skip", "26")).Code);
        Assert.Single(await server.PaymentsAsync());
        Assert.Equal(ExitCode.Ok, (await EsfAsync(server, "import", "statement", copies, "--record", "26")).Code);
        Assert.Equal(2, (await server.PaymentsAsync()).Count);

        var decisions = Path.Combine(server.Root.FullName, "decisions.csv");
        await File.WriteAllTextAsync(decisions, "paymentDocument;decision\n1187;record\n1188;skip\n", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Refused, (await EsfAsync(server, "import", "statement", treasury)).Code);
        Assert.Equal(ExitCode.Ok, (await EsfAsync(server, "import", "statement", treasury, "--decisions", decisions)).Code);
        await File.WriteAllTextAsync(decisions, "paymentDocument;decision\n1187;yes\n", TestContext.Current.CancellationToken);
        var wrong = await EsfAsync(server, "import", "statement", treasury, "--decisions", decisions);
        Assert.Equal(ExitCode.Usage, wrong.Code);
        Assert.Contains("yes", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payment_that_looks_like_a_copy_is_recorded_when_it_is_said_to_be_another()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        string[] record = ["payment", "record", "--document-number", "1187", "--amount", "832000"];
        var first = await EsfAsync(server, [.. record, "--paid-on", "2026-05-25", "--payer-account", "KZ00 0060 0000 0000 0006", "--json"]);
        Assert.True(first.Code == ExitCode.Ok, first.Error);
        Assert.Equal("KZ000060000000000006", (string?)JsonNode.Parse(first.Out)!["payerAccount"]);
        var name = (string)JsonNode.Parse(first.Out)!["name"]!;

        var copy = await EsfAsync(server, [.. record, "--paid-on", "2026-05-24"]);
        Assert.Equal(ExitCode.Conflict, copy.Code);
        Assert.Contains("VAT_PAYMENT_MAY_BE_REPEATED", copy.Error, StringComparison.Ordinal);

        var other = await EsfAsync(server, [.. record, "--paid-on", "2026-05-24", "--distinct-from", name[(name.LastIndexOf('/') + 1)..]]);
        Assert.True(other.Code == ExitCode.Ok, other.Error);
        Assert.Equal(2, (await server.PaymentsAsync()).Count);
    }

    [Fact]
    public async Task What_cannot_be_read_is_a_usage_error_that_says_what_to_do()
    {
        await using var server = await OneCServer.StartAsync(fixture);

        var hostile = await EsfAsync(server, "import", "esf", Path.Combine(Repository.Root, "tests/Golden/onec/xml/hostile-xxe.xml"), "--language", "ru");
        Assert.Equal(ExitCode.Usage, hostile.Code);
        Assert.Contains("XML_DTD_FORBIDDEN", hostile.Error, StringComparison.Ordinal);
        Assert.Contains("Выгрузите без него", hostile.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, (await EsfAsync(server, "import", "esf", Sample("statement_utf8.txt"))).Code);
        Assert.Equal(ExitCode.Usage, (await EsfAsync(server, "import", "statement", Sample("esf_container.xml"))).Code);
        Assert.Equal(ExitCode.Usage, (await EsfAsync(server, "import", "statement", "no-such-file.txt")).Code);
        var declined = await EsfAsync(server, "import", "statement", Path.Combine(Repository.Root, "tests/Golden/onec/statements/amount-with-space-and-comma.txt"));
        Assert.Equal(ExitCode.Refused, declined.Code);
        Assert.Contains("1 234,56", declined.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Unavailable, (await EsfAsync(server, "import", "statement", Sample("statement_utf8.txt"), "--server", "http://127.0.0.1:1", "--timeout", "1")).Code);
    }

    private static string Sample(string name) => Path.Combine(Samples, name);

    private Task<CliRun> EsfAsync(OneCServer server, params string[] args) => fixture.EsfAsync(
        [.. args, "--taxpayer", OneCServer.Taxpayer, .. args.Contains("--server") ? Array.Empty<string>() : ["--server", server.Grpc]]);
}
