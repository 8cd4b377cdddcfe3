using System.Globalization;
using System.Text.Json.Nodes;

namespace Esf.Clients.Tests.OneC;

/// <summary>The built connector, killed and told to stop as a process.</summary>
public sealed class KillTests(ServerFixture fixture)
{
    private const int Kills = 30;
    private const int Singles = 160;
    private const int Containers = 8;
    private const int PerContainer = 5;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_30_SIGKILLs_while_it_processes_200_invoices_there_are_200_invoices_and_a_result_for_each_file()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        var files = DropAll(folder);
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var killedAtWork = 0;
        for (var kill = 1; kill <= Kills; kill++)
        {
            await using var process = OneCProcess.Start(server, folder);

            // Some die while they start, the others at work: behind some files, at any moment of the next.
            await process.PrintsAsync(kill % 5 == 0 ? 0 : random.Next(1, 4), Cancel);
            await Task.Delay(TimeSpan.FromMilliseconds(kill % 5 == 0 ? random.Next(0, 500) : random.Next(0, 10)), Cancel);
            killedAtWork += folder.Names("in").Length > 0 ? 1 : 0;
            Assert.False(process.HasExited, $"seed {seed}: it has ended by itself:\n{process.Output}");
            await process.KillAsync(Cancel);
        }

        Assert.Equal(Kills, killedAtWork);
        await using (var last = OneCProcess.Start(server, folder, once: true))
        {
            Assert.True(await last.WaitForExitAsync(Cancel) == 0, $"seed {seed}:\n{last.Output}");
        }

        var invoices = await server.InvoicesAsync();
        Assert.True(invoices.Count == Singles + (Containers * PerContainer), $"seed {seed}: {invoices.Count} invoices");
        Assert.Equal(invoices.Count, invoices.Select(invoice => invoice.Number).Distinct().Count());
        Assert.Equal(files, folder.Names("done"));
        Assert.Equal(files.Select(file => file + ".result.json"), folder.Names("out", "*.result.json"));
        Assert.Equal(files.Select(file => file + ".result.xml"), folder.Names("out", "*.result.xml"));
        Assert.Empty(folder.Names("in"));
        Assert.Empty(folder.Names("failed"));
        Assert.Empty(folder.Names("out", "*.waiting.json"));

        // What the results say is what the register holds, and every invoice came through the feed.
        var told = files.Where(file => file.EndsWith(".xml", StringComparison.Ordinal))
            .SelectMany(file => folder.Result(file)["accepted"]!.AsArray())
            .Select(accepted => (string)accepted!["registrationNumber"]!);
        Assert.Equal(invoices.Select(invoice => invoice.RegistrationNumber).Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
        Assert.Equal(
            invoices.Select(invoice => invoice.RegistrationNumber + ".event.json").Order(StringComparer.Ordinal),
            folder.Names("out", "*.event.json"));
    }

    [Fact]
    public async Task Told_to_stop_it_finishes_the_document_at_hand_and_the_next_run_the_rest()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        DropAll(folder);
        await using var process = OneCProcess.Start(server, folder);
        await process.PrintsAsync(10, Cancel);

        await process.TerminateAsync(Cancel);

        Assert.Equal(0, await process.WaitForExitAsync(Cancel));
        var issued = (await server.InvoicesAsync()).Count;
        Assert.InRange(issued, 1, 199);

        // What is in the register was told, be it in a result or in the status of a container that is not through.
        var results = folder.Names("out", "*.result.json").Concat(folder.Names("out", "*.waiting.json"));
        Assert.Equal(issued, results.Sum(name => JsonNode.Parse(folder.Text("out", name))!["accepted"]!.AsArray().Count));

        await using var next = OneCProcess.Start(server, folder, once: true);
        Assert.True(await next.WaitForExitAsync(Cancel) == 0, next.Output);
        Assert.Equal(200, (await server.InvoicesAsync()).Count);
    }

    [Fact]
    public async Task One_folder_has_one_connector_and_one_taxpayer()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("statement.txt", OneCFolder.Statement);
        await using var first = OneCProcess.Start(server, folder);
        await first.PrintsAsync(1, Cancel);

        await using var second = OneCProcess.Start(server, folder, once: true);
        Assert.Equal(2, await second.WaitForExitAsync(Cancel));
        Assert.Contains("Another esf-1c works on this folder", second.Output, StringComparison.Ordinal);
        await first.KillAsync(Cancel);

        await using var foreign = OneCProcess.Start(server, folder, once: true, "101241001053");
        Assert.Equal(2, await foreign.WaitForExitAsync(Cancel));
        Assert.Contains($"belongs to taxpayer {OneCServer.Taxpayer}", foreign.Output, StringComparison.Ordinal);
    }

    // 160 files of one invoice, 8 of five, and the statement that pays them: every VAT amount is another.
    private static string[] DropAll(OneCFolder folder)
    {
        var numbers = Enumerable.Range(1, Singles + (Containers * PerContainer)).ToArray();
        folder.Drop("statement.txt", OneCFolder.Payments("25.05.2026", numbers.Select(n => ($"P{n}", Vat(n), $"НДС за нерезидента № {n}"))));
        var files = new List<string> { "statement.txt" };
        foreach (var n in numbers.Take(Singles))
        {
            files.Add(string.Create(CultureInfo.InvariantCulture, $"single-{n:000}.xml"));
            folder.Drop(files[^1], OneCFolder.Invoice($"{n}", Vat(n)));
        }

        foreach (var chunk in numbers.Skip(Singles).Chunk(PerContainer))
        {
            var container = OneCFolder.Container;
            var (start, end) = (container.IndexOf("<v2:invoice>", StringComparison.Ordinal), container.IndexOf("</invoiceSet>", StringComparison.Ordinal));
            var invoices = chunk.Select(n => OneCFolder.Invoice($"{n}", Vat(n))).Select(text =>
                text[text.IndexOf("<v2:invoice>", StringComparison.Ordinal)..text.IndexOf("</invoiceSet>", StringComparison.Ordinal)]);
            files.Add(string.Create(CultureInfo.InvariantCulture, $"container-{chunk[0]:000}.xml"));
            folder.Drop(files[^1], container[..start] + string.Concat(invoices) + container[end..]);
        }

        return [.. files.Order(StringComparer.Ordinal)];
    }

    private static decimal Vat(int n) => 16m * (1000 + n);
}
