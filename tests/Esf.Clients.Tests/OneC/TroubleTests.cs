using System.Text;
using Esf.OneC;
using Esf.OneC.Exchange;
using Esf.OneC.Results;

namespace Esf.Clients.Tests.OneC;

/// <summary>Files that are being written, too large, locked or not ours; folders that cannot be used; a service that is away.</summary>
public sealed class TroubleTests(ServerFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_that_is_being_written_is_left_alone_until_it_stays_as_it_is()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("statement.txt", OneCFolder.Statement);
        await folder.PassAsync();
        var path = Path.Combine(folder.Root, "in", "a.xml");
        var bytes = Encoding.UTF8.GetBytes(OneCFolder.Container);
        using var done = new CancellationTokenSource();
        var writing = Task.Run(
            async () =>
            {
                // Shared, as programs on Linux write: no lock tells of them.
                await using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
                foreach (var chunk in bytes.Chunk((bytes.Length / 8) + 1))
                {
                    await stream.WriteAsync(chunk, Cancel);
                    await stream.FlushAsync(Cancel);
                    await Task.Delay(100, Cancel);
                }

                await done.CancelAsync();
            },
            Cancel);
        await Task.Delay(20, Cancel);

        while (!done.IsCancellationRequested)
        {
            await folder.PassAsync(options => options with { Settle = TimeSpan.FromMilliseconds(250) });
        }

        await writing;
        await folder.PassAsync(options => options with { Settle = TimeSpan.FromMilliseconds(250) });
        Assert.Equal(["a.xml", "statement.txt"], folder.Names("done"));
        Assert.Empty(folder.Names("failed"));
        Assert.Single(await server.InvoicesAsync());
    }

    [Fact]
    public async Task A_locked_file_waits_and_says_so_and_the_others_go_on()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("statement.txt", OneCFolder.Statement);
        folder.Drop("a.xml", OneCFolder.Container);
        using (new FileStream(Path.Combine(folder.Root, "in", "a.xml"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            Assert.Equal(new(1, 0, 1, false), await folder.PassAsync());
            Assert.Equal("FILE_LOCKED", folder.WaitsFor("a.xml"));
        }

        Assert.Equal(new(1, 0, 0, false), await folder.PassAsync());
        Assert.Empty(folder.Names("out", "*.waiting.json"));
    }

    [Fact]
    public async Task Files_in_the_making_and_hidden_ones_are_not_ours()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("a.xml.tmp", OneCFolder.Container);
        folder.Drop("b.xml.part", OneCFolder.Container);
        folder.Drop(".c.xml", OneCFolder.Container);
        folder.Drop("d.xml", OneCFolder.Container);
        File.CreateSymbolicLink(Path.Combine(folder.Root, "in", "e.xml"), Path.Combine(folder.Root, "in", "d.xml"));

        await folder.PassAsync();

        Assert.Equal(["d.xml.waiting.json"], folder.Names("out", "*.json"));
    }

    /// <summary>The second one, sparse, is larger than memory and most disks: whoever began to read it would never come to its end.</summary>
    [Theory]
    [InlineData(100_000_000L)]
    [InlineData(4_000_000_000_000L)]
    public async Task A_file_that_is_too_large_is_refused_unread_with_the_bound(long size)
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("huge.xml", "<");
        await using (var stream = new FileStream(Path.Combine(folder.Root, "in", "huge.xml"), FileMode.Open, FileAccess.Write))
        {
            stream.SetLength(size);
        }

        Assert.Equal(new(1, 1, 0, false), await folder.PassAsync());

        var error = Assert.Single(folder.Result("huge.xml")["errors"]!.AsArray())!;
        Assert.Equal("FILE_TOO_LARGE", (string?)error["reason"]);
        Assert.Contains($"{size}", (string?)error["text"], StringComparison.Ordinal);
        Assert.Equal(["huge.xml"], folder.Names("failed"));
    }

    [Fact]
    public async Task A_container_of_too_many_invoices_is_refused_with_the_bound()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        var invoice = OneCFolder.Container[OneCFolder.Container.IndexOf("<v2:invoice>", StringComparison.Ordinal)..OneCFolder.Container.IndexOf("</invoiceSet>", StringComparison.Ordinal)];
        var text = new StringBuilder(OneCFolder.Container[..OneCFolder.Container.IndexOf("<v2:invoice>", StringComparison.Ordinal)]);
        for (var i = 0; i < Bounds.XmlInvoices + 1; i++)
        {
            text.Append(invoice);
        }

        folder.Drop("many.xml", text.Append("</invoiceSet></esf:invoiceContainer>").ToString());

        await folder.PassAsync();

        Assert.Equal("XML_BOUND_EXCEEDED", (string?)folder.Result("many.xml")["errors"]![0]!["reason"]);
    }

    [Fact]
    public async Task Hostile_files_fail_one_by_one_and_the_good_one_among_them_is_issued()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        var golden = Path.Combine(Repository.Root, "tests", "Golden", "onec", "xml");
        var hostile = Directory.EnumerateFiles(golden, "hostile-*.xml").ToArray();
        foreach (var file in hostile)
        {
            folder.Drop(Path.GetFileName(file), await File.ReadAllBytesAsync(file, Cancel));
        }

        folder.Drop("statement.txt", OneCFolder.Statement);
        folder.Drop("good.xml", OneCFolder.Container);

        Assert.Equal(new(hostile.Length + 2, hostile.Length, 0, false), await folder.PassAsync());

        Assert.Single(await server.InvoicesAsync());
        Assert.All(hostile, file => Assert.NotEmpty(folder.Result(Path.GetFileName(file))["errors"]!.AsArray()));
        Assert.DoesNotContain("root:", string.Concat(folder.Names("out", "*.json").Select(name => folder.Text("out", name))), StringComparison.Ordinal);
    }

    // Root may write where the bits forbid it; a file in the place of a folder stops root too.
    [Theory]
    [InlineData("out")]
    [InlineData("done")]
    [InlineData("failed")]
    [InlineData(".esf-1c")]
    public async Task A_folder_that_cannot_be_written_stops_everything_before_anything_is_sent(string name)
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("statement.txt", OneCFolder.Statement);
        folder.Drop("a.xml", OneCFolder.Container);
        await File.WriteAllTextAsync(Path.Combine(folder.Root, name), "in the way", Cancel);

        var (code, _, error) = await RunAsync(server, folder);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(name, error, StringComparison.Ordinal);
        Assert.Empty(await server.InvoicesAsync());
        Assert.Equal(["a.xml", "statement.txt"], folder.Names("in"));

        File.Delete(Path.Combine(folder.Root, name));
        Assert.Equal(ExitCode.Ok, (await RunAsync(server, folder)).Code);
        Assert.Single(await server.InvoicesAsync());
    }

    [Fact]
    public async Task A_folder_that_goes_away_is_waited_for_by_the_service_which_goes_on()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        var isAway = true;
        var passes = 0;
        using var stop = new CancellationTokenSource();
        var exchange = new ExchangeFolder(folder.Root, step =>
        {
            if (step == "prepare" && ++passes >= 3)
            {
                isAway = false;
            }

            if (isAway && step == "prepare" && passes > 1)
            {
                throw new UnauthorizedAccessException("Read-only file system");
            }

            if (step == "move")
            {
                stop.Cancel();
            }
        });
        exchange.Prepare();
        folder.Drop("statement.txt", OneCFolder.Statement);
        using var journal = Journal.Open(exchange.JournalFile, OneCServer.Taxpayer);
        await using var client = folder.NewClient();
        await using var writer = new StringWriter(folder.Log);
        var options = folder.Options with { Interval = TimeSpan.FromMilliseconds(10) };
        var log = new ExchangeLog(writer, TimeProvider.System, "ru");

        var code = await new ExchangeService(new FolderExchange(exchange, client, journal, options, log), options, log).RunAsync(once: false, stop.Token);

        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("Read-only file system). Ничего не отправлено", folder.Log.ToString(), StringComparison.Ordinal);
        Assert.Equal(["statement.txt"], folder.Names("done"));
    }

    [Fact]
    public async Task While_the_service_is_away_everything_waits_with_a_status_and_goes_when_it_is_back()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var away = server.Folder(address: "http://127.0.0.1:1");
        away.Drop("statement.txt", OneCFolder.Statement);
        away.Drop("a.xml", OneCFolder.Container);
        away.Drop("bad.xml", "<broken");

        Assert.Equal(new(1, 1, 2, true), await away.PassAsync());
        Assert.Equal(("SERVICE_UNAVAILABLE", "SERVICE_UNAVAILABLE"), (away.WaitsFor("statement.txt"), away.WaitsFor("a.xml")));
        Assert.Equal(ExitCode.Unavailable, (await RunAsync(server, away, "http://127.0.0.1:1")).Code);

        Assert.Equal(new(2, 0, 0, false), await server.Folder().PassAsync());
        Assert.Single(await server.InvoicesAsync());
    }

    [Fact]
    public async Task A_file_that_is_overwritten_while_it_is_processed_is_processed_too()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        OneCFolder? folder = null;
        var isFirst = true;
        folder = server.Folder(step: name =>
        {
            if (name == "result.json" && isFirst)
            {
                isFirst = false;
                folder!.Drop("a.xml", "<broken");
            }
        });
        folder.Drop("a.xml", OneCFolder.Container.Replace("31.03.2026", "31.02.2026", StringComparison.Ordinal));

        await folder.PassAsync();
        Assert.Equal(["a.xml"], folder.Names("in"));
        await folder.PassAsync();

        Assert.Equal("XML_MALFORMED", (string?)folder.Result("a.xml")["errors"]![0]!["reason"]);
        Assert.Equal(2, folder.Names("out", "a.xml*.result.json").Length);
    }

    [Fact]
    public async Task A_waiting_file_that_its_owner_takes_back_leaves_no_status()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("a.xml", OneCFolder.Container);
        await folder.PassAsync();
        File.Delete(Path.Combine(folder.Root, "in", "a.xml"));

        await folder.PassAsync();

        Assert.Empty(folder.Names("out", "*.json"));
    }

    [Fact]
    public async Task A_folder_that_does_not_exist_is_refused_and_not_made()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder("no-such-folder");

        var (code, _, error) = await RunAsync(server, folder);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("no-such-folder does not exist", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.Root));
    }

    [Fact]
    public async Task One_pass_for_a_taxpayer_who_is_not_registered_says_so_and_is_no_success()
    {
        await using var server = await OneCServer.StartAsync(fixture, isRegistered: false);
        var folder = server.Folder();
        Directory.CreateDirectory(folder.Root);

        var (code, output, _) = await RunAsync(server, folder);

        Assert.Equal(ExitCode.Access, code);
        Assert.Contains($"Налогоплательщик {OneCServer.Taxpayer} не зарегистрирован", output, StringComparison.Ordinal);
        Assert.Contains("[TAXPAYER_NOT_FOUND]", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ru", "Папка {0}, налогоплательщик 941240001151, сервис {1}, один проход.")]
    [InlineData("kk", "Қалта {0}, салық төлеуші 941240001151, сервис {1}, бір рет өту.")]
    [InlineData("en", "Folder {0}, taxpayer 941240001151, service {1}, one pass.")]
    public async Task The_first_line_says_what_it_works_on(string language, string line)
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        Directory.CreateDirectory(folder.Root);
        await using var output = new StringWriter();

        await Esf.OneC.Program.RunAsync(
            ["run", "--folder", folder.Root, "--taxpayer", OneCServer.Taxpayer, "--server", server.Grpc, "--language", language, "--once", "--settle", "0"], output, output);

        var first = output.ToString().Split('\n')[0];
        Assert.Contains(line.Replace("{0}", folder.Root, StringComparison.Ordinal).Replace("{1}", server.Grpc.TrimEnd('/'), StringComparison.Ordinal), first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_loss_of_the_service_and_its_return_are_one_line_each()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        using var line = new BreakableHandler { IsBroken = true };
        var folder = server.Folder(handler: line);
        folder.Drop("a.xml", OneCFolder.Container);
        folder.Drop("statement.txt", OneCFolder.Statement);

        await folder.PassesAsync(3, between: pass => line.IsBroken = pass < 2);

        var log = folder.Log.ToString().Split('\n');
        Assert.Single(log, text => text.Contains("esf-1c", StringComparison.Ordinal) && text.Contains("[SERVICE_UNAVAILABLE]", StringComparison.Ordinal));
        Assert.Single(log, text => text.Contains("[SERVICE_BACK]", StringComparison.Ordinal));
        Assert.Single(await server.InvoicesAsync());
    }

    [Theory]
    [InlineData("~$statement.txt")]
    [InlineData("statement.txt.tmp")]
    [InlineData("statement.txt.TMP")]
    [InlineData("statement.txt.part")]
    [InlineData("Desktop.ini")]
    [InlineData("Thumbs.db")]
    [InlineData(".statement.txt")]
    public async Task What_programs_leave_in_a_folder_is_left_alone(string name)
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop(name, OneCFolder.Statement);

        Assert.Equal(new(0, 0, 0, false), await folder.PassAsync());

        Assert.True(File.Exists(Path.Combine(folder.Root, "in", name)));
        Assert.Empty(folder.Names("out", "*.json"));
        Assert.Empty(await server.PaymentsAsync());
    }

    [Fact]
    public async Task Exit_codes_and_help_are_those_of_the_command_line()
    {
        await using var server = await OneCServer.StartAsync(fixture);
        var folder = server.Folder();
        folder.Drop("bad.xml", "<broken");

        Assert.Equal(ExitCode.Refused, (await RunAsync(server, folder)).Code);
        Assert.Equal(ExitCode.Ok, (await RunAsync(server, folder)).Code);
        await using var output = new StringWriter();
        Assert.Equal(0, await Esf.OneC.Program.RunAsync(["--help"], output, output));
        Assert.Contains("Exit codes", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, await Esf.OneC.Program.RunAsync(["run"], output, output));
        Assert.Equal(2, await Esf.OneC.Program.RunAsync(["run", "--folder", folder.Root, "--taxpayer", "12"], output, output));
        Assert.Equal(2, await Esf.OneC.Program.RunAsync(["run", "--folder", folder.Root, "--taxpayer", OneCServer.Taxpayer, "--language", "de"], output, output));
    }

    [Fact]
    public void Reasons_are_said_in_three_languages_with_the_same_placeholders()
    {
        Assert.All(Reasons.All, row =>
        {
            Assert.Matches("^[A-Z][A-Z0-9_]+$", row.Reason);
            string[] texts = [row.Text.En, row.Text.Ru, row.Text.Kk];
            Assert.Equal(3, texts.Distinct(StringComparer.Ordinal).Count());
            Assert.Single(texts.Select(text => string.Join(',', Placeholders(text).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))).Distinct(StringComparer.Ordinal));
        });
        Assert.Equal(Reasons.All.Count, Reasons.All.Select(row => row.Reason).Distinct(StringComparer.Ordinal).Count());
    }

    /// <summary>A connection that can be cut and mended.</summary>
    private sealed class BreakableHandler() : DelegatingHandler(new SocketsHttpHandler())
    {
        public bool IsBroken { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            IsBroken ? throw new HttpRequestException("The connection was lost.", new IOException("reset")) : base.SendAsync(request, cancellationToken);
    }

    private static IEnumerable<string> Placeholders(string text) =>
        System.Text.RegularExpressions.Regex.Matches(text, @"\{[a-z_]+\}").Select(match => match.Value);

    private static async Task<(ExitCode Code, string Out, string Error)> RunAsync(OneCServer server, OneCFolder folder, string? address = null)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await Esf.OneC.Program.RunAsync(
            ["run", "--folder", folder.Root, "--taxpayer", OneCServer.Taxpayer, "--server", address ?? server.Grpc, "--once", "--settle", "0"], output, error);
        return ((ExitCode)code, output.ToString(), error.ToString());
    }
}
