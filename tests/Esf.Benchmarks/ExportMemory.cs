using System.Diagnostics;
using System.Globalization;
using Esf.Domain;
using Esf.Domain.Amounts;
using Esf.Domain.Invoices;
using Esf.Domain.Parties;
using Esf.Domain.Payments;
using Esf.Domain.Storage;
using Esf.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Esf.Benchmarks;

/// <summary>How much memory the real server and the real command line client need to export and to verify a large register.</summary>
/// <remarks>
/// The register is filled through the store, its ledgers are whole. Both programs run as processes of their own; their peak is what Linux calls
/// VmHWM. The first taxpayer has a tenth of all documents: its ledger is the one that is verified.
/// </remarks>
internal static class ExportMemory
{
    private const int Taxpayers = 10;
    private const int Batch = Limits.AppendBatch;
    private const string Grpc = "http://127.0.0.1:6051";
    private const string Json = "http://127.0.0.1:6050";
    private static readonly TimeSpan SamplingPeriod = TimeSpan.FromMilliseconds(100);

    public static async Task RunAsync(int count)
    {
        var folder = Directory.CreateTempSubdirectory("esf-export-");
        try
        {
            var database = Path.Combine(folder.FullName, "esf.db");
            var filling = Stopwatch.StartNew();
            await FillAsync(database, count);
            Console.WriteLine($"{count:N0} invoices of {Taxpayers} taxpayers in {filling.Elapsed.TotalSeconds:N0} s, {new FileInfo(database).Length >> 20:N0} MiB");

            Console.WriteLine("| what | seconds | client peak | server peak | file |");
            Console.WriteLine("|---|---|---|---|---|");
            foreach (var format in new[] { "parquet", "xlsx", "csv", "json" })
            {
                var file = Path.Combine(folder.FullName, $"offsets.{format}");
                await MeasureAsync($"export to {format}", database, ["offsets", "--format", format, "-o", file], file);
            }

            await MeasureAsync($"verify a ledger of {count / Taxpayers:N0}", database, ["ledger", "verify", "--taxpayer", BinOf(0)], null);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(string what, string database, string[] command, string? file)
    {
        using var server = Start(
            "src/Esf.Server", "Esf.Server.dll",
            [$"--Endpoints:Grpc={Grpc}", $"--Endpoints:Json={Json}", $"--Storage:ConnectionString=Data Source={database}", "--Logging:LogLevel:Default=Warning",
             $"--Ledger:SigningKey={Path.Combine(Path.GetDirectoryName(database)!, "key.pem")}"]);
        try
        {
            await WaitAsync();
            var watch = Stopwatch.StartNew();
            using var client = Start("clients/Esf.Cli", "esf.dll", [.. command, "--server", Grpc]);
            var (clientPeak, serverPeak) = (0L, 0L);
            while (!client.HasExited)
            {
                (clientPeak, serverPeak) = (Math.Max(clientPeak, PeakOf(client)), Math.Max(serverPeak, PeakOf(server)));
                await Task.Delay(SamplingPeriod);
            }

            var size = file is null ? "" : $"{new FileInfo(file).Length >> 20:N0} MiB";
            var outcome = client.ExitCode == 0 ? what : $"{what}: FAILED with {client.ExitCode}, {await client.StandardError.ReadToEndAsync()}";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {outcome} | {watch.Elapsed.TotalSeconds:N1} | {clientPeak >> 10:N0} MiB | {serverPeak >> 10:N0} MiB | {size} |"));
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    private static async Task FillAsync(string database, int count)
    {
        await using var store = await Store.OpenAsync(new() { ConnectionString = $"Data Source={database}" }, NullLoggerFactory.Instance, CancellationToken.None);
        var now = KazakhstanCalendar.Now(TimeProvider.System);
        for (var taxpayer = 0; taxpayer < Taxpayers; taxpayer++)
        {
            var bin = BinOf(taxpayer);
            var registered = new Taxpayer { Bin = bin, LegalName = "ТОО «Қазақ Сервис»", Address = "г. Алматы", VatRegistration = new("60001", "1234567", new(2020, 1, 1), null) };
            await store.Taxpayers.RegisterAsync(registered, now, CancellationToken.None);
            var payment = new VatPayment(bin, "1", KazakhstanCalendar.DateOf(now).AddDays(-1), Amount.Max, "105104", VatPaymentKind.BankPayment);
            await store.VatPayments.RecordAsync([new(payment, [])], now, CancellationToken.None);
            for (var done = 0; done < count / Taxpayers; done += Batch)
            {
                var size = Math.Min(Batch, (count / Taxpayers) - done);
                await store.Ledgers.AppendAsync([.. Enumerable.Range(done, size).Select(i => Append(registered, payment, i, now))], CancellationToken.None);
            }
        }
    }

    private static LedgerAppend Append(Taxpayer taxpayer, VatPayment payment, int i, DateTimeOffset now)
    {
        var turnover = Amount.FromTiyn(100_000_00L + (i * 25L));
        var vat = VatRate.OfPercent(16m)!.Value.Of(turnover);
        var line = new InvoiceLine("Консультационные услуги", null, null, null, turnover, VatRate.OfPercent(16m)!.Value, vat, turnover + vat);
        var content = new InvoiceContent
        {
            Type = InvoiceType.Ordinary,
            IssueTime = now,
            Number = null,
            Recipient = Recipient.From(taxpayer),
            TurnoverDate = payment.PaidOn,
            Supplier = new($"Société de conseil № {i % 500}", "Paris", (i % 4) switch { 0 => "FR", 1 => "DE", 2 => "TR", _ => "US" }, null),
            Contract = null,
            Act = null,
            Settlement = null,
            Lines = [line],
            Totals = InvoiceTotals.Of([line]),
            PaymentAllocations = [new(payment.Id, vat)],
            VatPaidOn = payment.PaidOn,
            Related = null,
            Notes = [],
        };
        return new(Guid.NewGuid(), new string('0', 64), 1, content, null);
    }

    private static string BinOf(int taxpayer) => (941_240_001_151 + taxpayer).ToString(CultureInfo.InvariantCulture);

    private static Process Start(string project, string program, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(Root(), project, "bin", "Release", "net10.0", program), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        return process;
    }

    private static async Task WaitAsync()
    {
        using var http = new HttpClient();
        for (var attempt = 0; attempt < 200; attempt++)
        {
            try
            {
                if ((await http.GetAsync($"{Json}/readyz")).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(SamplingPeriod);
        }

        throw new InvalidOperationException("The server does not start.");
    }

    private static long PeakOf(Process process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    internal static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Esf.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No folder above holds Esf.sln.");
        }

        return folder.FullName;
    }
}
