using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Esf.Benchmarks;

/// <summary>What floods of large requests and large answers cost the real server, and a taxpayer who issues beside them.</summary>
/// <remarks>
/// The server is a process of its own on a new database. Before and beside each flood one caller issues small invoices, one after the other with
/// a short pause. RSS is sampled; that of "a minute after" is the last of it.
/// </remarks>
internal static class Floods
{
    private const int BodyBytes = 16 * 1024 * 1024;
    private const int LargeInvoices = 1000;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(60);

    /// <param name="arguments">The name of a flood (else all), <c>--postgres</c> (the database of ESF_TEST_POSTGRES), <c>--server=…</c> (another build).</param>
    public static async Task RunAsync(IReadOnlyList<string> arguments)
    {
        var postgres = arguments.Contains("--postgres")
            ? Environment.GetEnvironmentVariable("ESF_TEST_POSTGRES")
                ?? throw new InvalidOperationException("floods --postgres needs ESF_TEST_POSTGRES: the connection string of an empty database.")
            : null;
        var program = arguments.FirstOrDefault(argument => argument.StartsWith("--server=", StringComparison.Ordinal))?["--server=".Length..];
        var only = arguments.FirstOrDefault(argument => !argument.StartsWith("--", StringComparison.Ordinal));
        Console.WriteLine("| flood | answers | issues | issue p50 | p99 | max | RSS before | peak | a minute after |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        await using var server = await FloodedServer.StartAsync(program, postgres);
        foreach (var (name, flood) in new (string, Func<FloodedServer, Task<string>>)[]
        {
            ("validate", ValidateAsync), ("slow-bodies", SlowBodiesAsync), ("json-bodies", JsonBodiesAsync), ("lists", ListsAsync),
        })
        {
            if (only is null || only == name)
            {
                await MeasureAsync(server, name, flood);
            }
        }
    }

    private static async Task MeasureAsync(FloodedServer server, string name, Func<FloodedServer, Task<string>> flood)
    {
        await server.PrepareAsync(name == "lists" ? LargeInvoices : 0);
        var before = server.Rss;
        using var end = new CancellationTokenSource();
        var peak = server.WatchAsync(end.Token);
        var issues = server.IssueAsync(Pace, end.Token);
        var answers = await flood(server);
        await end.CancelAsync();
        var (times, top) = (await issues, await peak);
        await Task.Delay(Rest);
        string At(int percent) => times.Count == 0 ? "none" : $"{times[Math.Min(times.Count - 1, times.Count * percent / 100)].TotalMilliseconds:N0} ms";
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {answers} | {times.Count} | {At(50)} | {At(99)} | {At(100)} | {before >> 20:N0} MiB | {top >> 20:N0} MiB | {server.Rss >> 20:N0} MiB |"));
    }

    /// <summary>16 × ValidateInvoice of 5.5 million empty lines: 11 MB, 16 KB when compressed.</summary>
    private static async Task<string> ValidateAsync(FloodedServer server)
    {
        // Merging two messages is writing one behind the other.
        var line = new V1.Invoice { Lines = { new V1.InvoiceLine() } }.ToByteArray();
        var invoice = Enumerable.Repeat(line, 5_500_000).SelectMany(bytes => bytes).ToArray();
        using var message = new MemoryStream();
        new V1.ValidateInvoiceRequest { Parent = FloodedServer.Parent }.WriteTo(message);
        using (var coded = new CodedOutputStream(message, leaveOpen: true))
        {
            coded.WriteTag(V1.ValidateInvoiceRequest.InvoiceFieldNumber, WireFormat.WireType.LengthDelimited);
            coded.WriteBytes(UnsafeByteOperations.UnsafeWrap(invoice));
        }

        // Compressed once, so that the flood does not take the time of the server's processors.
        using var frame = new MemoryStream();
        frame.Write(new byte[5]);
        message.Position = 0;
        using (var gzip = new GZipStream(frame, CompressionLevel.Optimal, leaveOpen: true))
        {
            await message.CopyToAsync(gzip);
        }

        var bytes = frame.ToArray();
        bytes[0] = 1;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(1), (uint)bytes.Length - 5);
        return await RepeatAsync(16, _ => server.CallAsync("ValidateInvoice", bytes));
    }

    /// <summary>200 bodies of 16 MB over HTTP/1.1 that are all but complete for a quarter of a minute.</summary>
    private static Task<string> SlowBodiesAsync(FloodedServer server) => RepeatAsync(200, async _ =>
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(server.Json).Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /v1/{FloodedServer.Parent}/invoices:issue HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {BodyBytes}\r\n\r\n"));
        var part = new byte[64 * 1024];
        Array.Fill(part, (byte)' ');
        var answer = ReadStatusAsync(stream);
        using var end = new CancellationTokenSource(Slow);
        try
        {
            for (var sent = 0; sent < BodyBytes - part.Length && !answer.IsCompleted; sent += part.Length)
            {
                await stream.WriteAsync(part, end.Token);
            }

            await answer.WaitAsync(end.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Time is over, or the server has closed the connection after its answer.
        }

        return answer.IsCompletedSuccessfully ? await answer : "held";
    });

    /// <summary>50 × 16 MiB of JSON at once: a request with much white space and a long text.</summary>
    private static Task<string> JsonBodiesAsync(FloodedServer server)
    {
        var body = new byte[BodyBytes];
        Array.Fill(body, (byte)' ');
        "{\"invoice\":{"u8.CopyTo(body);
        var text = Encoding.ASCII.GetBytes($"\"supplier\":{{\"address\":\"{new string('a', 60_000)}\"}}}}}}");
        text.CopyTo(body.AsSpan(^text.Length..));
        return RepeatAsync(50, async _ =>
        {
            using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            try
            {
                using var answer = await client.PostAsync($"{server.Json}/v1/{FloodedServer.Parent}/invoices:issue", content);
                return $"{(int)answer.StatusCode}";
            }
            catch (HttpRequestException)
            {
                return "closed";
            }
        });
    }

    /// <summary>8 lists at once of 1,000 invoices with 200 lines of 400 letters: each page by page to its end.</summary>
    private static Task<string> ListsAsync(FloodedServer server) => RepeatAsync(8, async _ =>
    {
        using var channel = GrpcChannel.ForAddress(server.Grpc, new() { MaxReceiveMessageSize = null });
        var invoices = new V1.InvoiceService.InvoiceServiceClient(channel);
        var request = new V1.ListInvoicesRequest { Parent = FloodedServer.LargeParent, PageSize = 1000 };
        var pages = 0;
        do
        {
            try
            {
                request.PageToken = (await invoices.ListInvoicesAsync(request)).NextPageToken;
                pages++;
            }
            catch (RpcException e)
            {
                return $"{e.StatusCode}";
            }
        }
        while (request.PageToken.Length > 0);
        return $"{pages} pages";
    });

    private static async Task<string> ReadStatusAsync(NetworkStream stream)
    {
        var buffer = new byte[16];
        var count = await stream.ReadAtLeastAsync(buffer, 12, throwOnEndOfStream: false);
        return count < 12 ? "closed" : Encoding.ASCII.GetString(buffer, 9, 3);
    }

    // The answers, counted.
    private static async Task<string> RepeatAsync(int count, Func<int, Task<string>> call)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(() => call(i))));
        return string.Join(", ", answers.GroupBy(answer => answer).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Count()} × {group.Key}"));
    }
}
