using Esf.Client;
using Esf.OneC.Exchange;

namespace Esf.Clients.Tests.OneC;

/// <summary>The connector ends at every one of its steps in turn; the next one ends with one invoice and one result for each document.</summary>
public sealed class CrashTests(ServerFixture fixture)
{
    [Fact]
    public async Task A_crash_at_any_step_ends_in_one_invoice_and_one_result()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var crashAt = 1; ; crashAt++)
        {
            await using var server = await OneCServer.StartAsync(fixture);
            var (count, last) = (0, "");
            var crashing = server.Folder(step: name =>
            {
                (count, last) = (count + 1, name);
                if (count == crashAt)
                {
                    // Nothing in the connector handles it: what follows is not done, as in a process that is gone.
                    throw new OperationCanceledException("crash");
                }
            });

            crashing.Drop("statement.txt", OneCFolder.Payments("25.05.2026", ("A", 1600m, "договор NS-2026/04"), ("B", 1760m, "доплата")));
            crashing.Drop("a.xml", OneCFolder.Invoice("1", 1600m));
            crashing.Drop("b.xml", OneCFolder.Invoice("2", 1760m, "X-1"));
            var isCrashed = await CrashesAsync(crashing);
            seen.Add(last);

            var after = server.Folder();
            await after.PassAsync();

            Assert.True((await server.InvoicesAsync()).Count == 2, $"After a crash at step {crashAt} ({last}) there are not two invoices.");
            Assert.Empty(after.Names("in"));
            Assert.Equal(["a.xml", "b.xml", "statement.txt"], after.Names("done"));
            Assert.Equal(["a.xml.result.json", "b.xml.result.json", "statement.txt.result.json"], after.Names("out", "*.result.json"));
            Assert.Equal(after.Names("out", "*.result.json").Length, after.Names("out", "*.result.xml").Length);
            Assert.Single(after.Result("a.xml")["accepted"]!.AsArray());
            Assert.Single(after.Result("b.xml")["accepted"]!.AsArray());
            Assert.Empty(Directory.EnumerateFiles(Path.Combine(after.Root, "out"), DurableFile.Prefix + "*"));
            if (!isCrashed)
            {
                break;
            }
        }

        // Every kind of step was one of the places.
        Assert.Equal(
            ["answered", "deadlines", "event", "keep answer", "move", "prepare", "result.json", "result.xml", "send", "token"],
            seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_full_disk_leaves_the_file_where_it_is_and_the_next_pass_ends_it()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder(step: name =>
        {
            if (name is "result.json")
            {
                throw new IOException("No space left on device");
            }
        });
        folder.Drop("statement.txt", OneCFolder.Statement);
        folder.Drop("a.xml", OneCFolder.Container);

        Assert.Equal(new(0, 0, 2, false), await folder.PassAsync());
        Assert.Contains("[RESULT_NOT_WRITTEN]", folder.Log.ToString(), StringComparison.Ordinal);
        Assert.Contains("No space left on device", folder.Log.ToString(), StringComparison.Ordinal);
        Assert.Equal(["a.xml", "statement.txt"], folder.Names("in"));

        var freed = server.Folder();
        Assert.Equal(new(2, 0, 0, false), await freed.PassAsync());
        Assert.Single(await server.InvoicesAsync());
    }

    [Fact]
    public async Task An_answer_that_is_lost_on_the_way_is_fetched_by_the_next_pass()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("statement.txt", OneCFolder.Statement);
        folder.Drop("a.xml", OneCFolder.Container);
        var exchange = new ExchangeFolder(folder.Root);
        exchange.Prepare();
        using (var journal = Journal.Open(exchange.JournalFile, OneCServer.Taxpayer))
        {
            // The invoice is issued, and every answer to it is lost.
            using var losing = new LosingHandler("IssueInvoice");
            await using var client = new EsfClient(new() { Address = new(server.Grpc), HttpHandler = losing, MaxAttempts = 1 });
            await using var writer = new StringWriter(folder.Log);
            var outcome = await new FolderExchange(exchange, client, journal, folder.Options, new ExchangeLog(writer, TimeProvider.System, "ru"))
                .RunAsync(CancellationToken.None, TestContext.Current.CancellationToken);
            Assert.Equal(new(1, 0, 1, true), outcome);
            Assert.Equal(1, losing.Lost);
        }

        Assert.Equal("SERVICE_UNAVAILABLE", folder.WaitsFor("a.xml"));
        Assert.Single(await server.InvoicesAsync());

        await folder.PassAsync();

        Assert.Single(await server.InvoicesAsync());
        Assert.Single(folder.Result("a.xml")["accepted"]!.AsArray());
        Assert.Empty(folder.Names("in"));
    }

    private static async Task<bool> CrashesAsync(OneCFolder folder)
    {
        try
        {
            await folder.PassAsync();
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    /// <summary>Lets calls of one method reach the server and loses their answers.</summary>
    private sealed class LosingHandler(string method) : DelegatingHandler(new SocketsHttpHandler())
    {
        public int Lost { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            if (!request.RequestUri!.AbsolutePath.EndsWith($"/{method}", StringComparison.Ordinal))
            {
                return response;
            }

            await response.Content.ReadAsByteArrayAsync(cancellationToken);
            response.Dispose();
            Lost++;
            throw new HttpRequestException("The connection was lost.", new IOException("reset"));
        }
    }
}
