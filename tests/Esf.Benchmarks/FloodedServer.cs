using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Esf.Domain;
using Grpc.Core;
using Grpc.Net.Client;

namespace Esf.Benchmarks;

/// <summary>The real server as a process of its own on a new database, a caller who issues, and its memory.</summary>
internal sealed class FloodedServer : IAsyncDisposable
{
    public const string Parent = "taxpayers/941240001151";
    public const string LargeParent = "taxpayers/941240001161";

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SamplingPeriod = TimeSpan.FromMilliseconds(50);

    private readonly DirectoryInfo _folder;
    private readonly Process _process;
    private readonly GrpcChannel _channel;
    private readonly V1.InvoiceService.InvoiceServiceClient _invoices;
    private string _payment = string.Empty;
    private bool _isFilled;

    private FloodedServer(DirectoryInfo folder, Process process, string grpc, string json)
    {
        (_folder, _process, Grpc, Json) = (folder, process, grpc, json);
        _channel = GrpcChannel.ForAddress(grpc);
        _invoices = new(_channel);
    }

    public string Grpc { get; }

    public string Json { get; }

    /// <summary>Bytes of the process that are in memory.</summary>
    public long Rss => FieldOf("VmRSS:") << 10;

    public static async Task<FloodedServer> StartAsync(string? program, string? postgres)
    {
        var folder = Directory.CreateTempSubdirectory("esf-floods-");
        var (grpc, json) = (FreeAddress(), FreeAddress());
        var start = new ProcessStartInfo("dotnet",
        [
            program ?? Path.Combine(ExportMemory.Root(), "src/Esf.Server/bin/Release/net10.0/Esf.Server.dll"),
            $"--Endpoints:Grpc={grpc}", $"--Endpoints:Json={json}", "--Logging:LogLevel:Default=Error",
            .. postgres is null
                ? new[] { $"--Storage:ConnectionString=Data Source={Path.Combine(folder.FullName, "esf.db")}" }
                : ["--Storage:Provider=Postgres", $"--Storage:ConnectionString={postgres}"],
            $"--Ledger:SigningKey={Path.Combine(folder.FullName, "key.pem")}",
        ])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        var server = new FloodedServer(folder, process, grpc, json);
        await server.WaitAsync();
        return server;
    }

    /// <summary>A taxpayer with a payment for the caller who issues, and another one with so many large invoices.</summary>
    public async Task PrepareAsync(int largeInvoices)
    {
        if (_payment.Length == 0)
        {
            // What is slow at first is compiling.
            _payment = await PayAsync(Parent);
            using var warm = new CancellationTokenSource(WarmUp);
            await IssueAsync(TimeSpan.Zero, warm.Token);
        }

        if (largeInvoices == 0 || _isFilled)
        {
            return;
        }

        _isFilled = true;
        var payment = await PayAsync(LargeParent);
        var text = string.Concat(Enumerable.Repeat("Консультационные услуги по договору, ", 12))[..Limits.DescriptionMaxLength];
        await Parallel.ForEachAsync(Enumerable.Range(0, largeInvoices), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (_, cancel) =>
        {
            var request = RequestOf(LargeParent, payment, Enumerable.Repeat(text, Limits.InvoiceLines));
            await _invoices.IssueInvoiceAsync(request, cancellationToken: cancel);
        });
    }

    /// <summary>Issues small invoices until the end; how long each took. A shed one is repeated, and its time goes on.</summary>
    public async Task<List<TimeSpan>> IssueAsync(TimeSpan pace, CancellationToken end)
    {
        var times = new List<TimeSpan>();
        while (!end.IsCancellationRequested)
        {
            var request = RequestOf(Parent, _payment, ["Услуги"]);
            var started = Stopwatch.GetTimestamp();
            while (true)
            {
                try
                {
                    await _invoices.IssueInvoiceAsync(request, cancellationToken: CancellationToken.None);
                    break;
                }
                catch (RpcException e) when (e.StatusCode is StatusCode.ResourceExhausted or StatusCode.Unavailable)
                {
                    await Task.Delay(pace, CancellationToken.None);
                }
            }

            times.Add(Stopwatch.GetElapsedTime(started));
            await Task.Delay(pace, CancellationToken.None);
        }

        times.Sort();
        return times;
    }

    /// <summary>The largest RSS until the end.</summary>
    public async Task<long> WatchAsync(CancellationToken end)
    {
        var peak = Rss;
        while (!end.IsCancellationRequested)
        {
            peak = Math.Max(peak, Rss);
            await Task.Delay(SamplingPeriod, CancellationToken.None);
        }

        return peak;
    }

    /// <summary>Sends one gRPC frame as it is, compressed by gzip, and answers the code.</summary>
    public async Task<string> CallAsync(string method, byte[] frame)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Grpc}/esf.v1.InvoiceService/{method}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame),
        };
        request.Content.Headers.ContentType = new("application/grpc");
        request.Headers.Add("grpc-encoding", "gzip");
        request.Headers.Add("te", "trailers");
        using var answer = await http.SendAsync(request);
        var code = answer.Headers.TryGetValues("grpc-status", out var header) || answer.TrailingHeaders.TryGetValues("grpc-status", out header) ? header.First() : "-1";
        return $"{(StatusCode)int.Parse(code, CultureInfo.InvariantCulture)}";
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static V1.IssueInvoiceRequest RequestOf(string parent, string payment, IEnumerable<string> lines) => new()
    {
        Parent = parent,
        RequestId = Guid.NewGuid().ToString(),
        Invoice = new()
        {
            TurnoverDate = DateOf(-1),
            Supplier = new() { LegalName = "Nordlicht GmbH", Address = "Berlin", CountryCode = "DE" },
            Lines = { lines.Select(text => new V1.InvoiceLine { Description = text, TurnoverAmount = new() { Value = "100.00" } }) },
            PaymentAllocations = { new V1.PaymentAllocation { VatPayment = payment } },
        },
    };

    private async Task<string> PayAsync(string parent)
    {
        await new V1.TaxpayerService.TaxpayerServiceClient(_channel).RegisterTaxpayerAsync(new()
        {
            Taxpayer = new()
            {
                Bin = parent.Split('/')[1],
                LegalName = "ТОО «Қазақ Сервис»",
                Address = "г. Алматы",
                VatRegistration = new() { CertificateSeries = "60001", CertificateNumber = "1234567", RegisteredOn = new() { Year = 2020, Month = 1, Day = 1 } },
            },
        });
        var payment = await new V1.VatPaymentService.VatPaymentServiceClient(_channel).RecordVatPaymentAsync(new()
        {
            Parent = parent,
            VatPayment = new()
            {
                DocumentNumber = "1",
                PaidOn = DateOf(-1),
                Amount = new() { Value = "999999999999.99" },
                BudgetCode = "105104",
                Kind = V1.VatPaymentKind.BankPayment,
            },
        });
        return payment.VatPayment.Name;
    }

    private static Google.Type.Date DateOf(int daysAhead)
    {
        var date = KazakhstanCalendar.Today(TimeProvider.System).AddDays(daysAhead);
        return new() { Year = date.Year, Month = date.Month, Day = date.Day };
    }

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://{listener.LocalEndpoint}";
    }

    private async Task WaitAsync()
    {
        using var http = new HttpClient();
        for (var attempt = 0; attempt < 600 && !_process.HasExited; attempt++)
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

    private long FieldOf(string name)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(text => text.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
