using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Esf.Client;
using Esf.OneC.Exchange;

namespace Esf.Clients.Tests.OneC;

/// <summary>An exchange folder as 1C and the accountant see it. Each pass is a new connector, as after a restart.</summary>
internal sealed partial class OneCFolder(string root, string address, string language, Action<string>? step = null, HttpMessageHandler? handler = null)
{
    public static readonly string Statement = Repository.Sample("statement_utf8.txt");
    public static readonly string Container = Repository.Sample("esf_container.xml");

    public string Root { get; } = root;

    /// <summary>What the connector printed, all passes together.</summary>
    public StringBuilder Log { get; } = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Drop(string name, string text) => Drop(name, Encoding.UTF8.GetBytes(text));

    public void Drop(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.Combine(Root, "in"));
        File.WriteAllBytes(Path.Combine(Root, "in", name), bytes);
    }

    /// <summary>One pass of a connector that has just started.</summary>
    public Task<PassOutcome> PassAsync(Func<ExchangeOptions, ExchangeOptions>? change = null) => PassesAsync(1, change);

    /// <summary>Some passes of one connector; answers the last.</summary>
    /// <param name="count">How many.</param>
    /// <param name="change">What is different from the usual options.</param>
    /// <param name="between">Told the number of each pass before it begins.</param>
    public async Task<PassOutcome> PassesAsync(int count, Func<ExchangeOptions, ExchangeOptions>? change = null, Action<int>? between = null)
    {
        var options = Options;
        options = change?.Invoke(options) ?? options;
        var folder = new ExchangeFolder(Root, step);
        folder.Prepare();
        using var journal = Journal.Open(folder.JournalFile, options.Taxpayer);
        await using var client = NewClient();
        await using var writer = new StringWriter(Log);
        var exchange = new FolderExchange(folder, client, journal, options, new ExchangeLog(writer, options.TimeProvider, language), step);
        var outcome = default(PassOutcome);
        for (var i = 0; i < count; i++)
        {
            between?.Invoke(i);
            outcome = await exchange.RunAsync(CancellationToken.None, Cancel);
        }

        return outcome;
    }

    public ExchangeOptions Options => new() { Taxpayer = OneCServer.Taxpayer, Language = language, Settle = TimeSpan.Zero };

    public EsfClient NewClient() => new(new EsfClientOptions
    {
        Address = new(address),
        Language = language,
        HttpHandler = handler,
        InitialBackoff = TimeSpan.FromMilliseconds(5),
        MaxBackoff = TimeSpan.FromMilliseconds(10),
    });

    /// <summary>Names of the files in a folder, in order.</summary>
    public string[] Names(string folder, string mask = "*") => [.. Directory.EnumerateFiles(Path.Combine(Root, folder), mask)
        .Select(file => Path.GetFileName(file)).Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal)];

    public string Text(string folder, string name) => File.ReadAllText(Path.Combine(Root, folder, name));

    public JsonNode Result(string name) => JsonNode.Parse(Text("out", name + ".result.json"))!;

    public JsonNode Waiting(string name) => JsonNode.Parse(Text("out", name + ".waiting.json"))!;

    /// <summary>The reason of the first thing that the only document of a file waits for.</summary>
    public string WaitsFor(string name) => (string)Assert.Single(Waiting(name)["waiting"]!.AsArray())!["why"]![0]!["reason"]!;

    /// <summary>The reasons for which the only document of a file was declined.</summary>
    public string[] DeclinedFor(string name) =>
        [.. Assert.Single(Result(name)["declined"]!.AsArray())!["errors"]!.AsArray().Select(error => (string)error!["reason"]!)];

    /// <summary>The sample container with other values; amounts follow from the VAT at 16 %.</summary>
    public static string Invoice(string number = "57", decimal vat = 832000m, string contract = "NS-2026/04", string date = "26.05.2026")
    {
        var turnover = vat / 0.16m;
        return Container
            .Replace("<num>57<", $"<num>{number}<", StringComparison.Ordinal)
            .Replace("<date>26.05.2026<", $"<date>{date}<", StringComparison.Ordinal)
            .Replace("NS-2026/04", contract, StringComparison.Ordinal)
            .Replace(">832000<", FormattableString.Invariant($">{vat:0.##}<"), StringComparison.Ordinal)
            .Replace(">5200000<", FormattableString.Invariant($">{turnover:0.##}<"), StringComparison.Ordinal)
            .Replace(">6032000<", FormattableString.Invariant($">{turnover + vat:0.##}<"), StringComparison.Ordinal);
    }

    /// <summary>A corrected or an additional invoice to another one.</summary>
    public static string Amendment(string type, string number, decimal vat, string relatedNumber, string registrationNumber = "", string relatedDate = "26.05.2026") =>
        Invoice(number, vat)
            .Replace("ORDINARY_INVOICE", type, StringComparison.Ordinal)
            .Replace(
                "<turnoverDate>",
                $"<relatedInvoice><date>{relatedDate}</date><num>{relatedNumber}</num>"
                + (registrationNumber.Length > 0 ? $"<registrationNumber>{registrationNumber}</registrationNumber>" : "")
                + "</relatedInvoice><turnoverDate>",
                StringComparison.Ordinal);

    /// <summary>A statement with payments to the budget code: number, amount and purpose of each.</summary>
    public static string Payments(string day, params IEnumerable<(string Number, decimal Amount, string Purpose)> payments)
    {
        var document = Document().Match(Statement).Value;
        var documents = payments.Select(payment => document
            .Replace("=1187", $"={payment.Number}", StringComparison.Ordinal)
            .Replace("=832000", FormattableString.Invariant($"={payment.Amount:0.##}"), StringComparison.Ordinal)
            .Replace("25.05.2026", day, StringComparison.Ordinal)
            .Replace("НДС за нерезидента за I квартал 2026 г., договор NS-2026/04", payment.Purpose, StringComparison.Ordinal));
        return $"1CClientBankExchange\nВерсияФормата=2.0\nКодировка=UTF8\n{string.Concat(documents)}КонецФайла\n";
    }

    [GeneratedRegex("СекцияДокумент=.*?КонецДокумента\r?\n", RegexOptions.Singleline)]
    private static partial Regex Document();
}
