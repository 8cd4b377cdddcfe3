using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Esf.Accounting;

namespace Esf.Clients.Tests.Accounting;

/// <summary>SIGKILL between storing the request and storing the answer.</summary>
public sealed class KillTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_that_is_killed_before_it_has_the_answer_is_finished_by_the_next_with_one_invoice()
    {
        await using var host = await AccountingHost.StartAsync(new(2026, 5, 26));
        await using var network = new HoldingNetwork(new Uri(host.Grpc));
        await host.InitAsync(network.Address);
        await MonthTests.EnterAsync(host, "DE", "1187");

        using (var run = host.Start("run-day"))
        {
            // The request is in the file; from here on no answer passes.
            await UntilAsync(() => Request() is not null);
            network.HoldAnswers();
            await UntilAsync(async () => (await host.InvoicesAsync()).Count == 1);
            run.Kill();
            await run.WaitForExitAsync(Cancel);
        }

        Assert.Equal(InvoiceRequest.Prepared, Request()!.State);
        var requestId = Request()!.RequestId;
        network.LetAnswersPass();

        var said = await host.RunAsync("run-day");

        var invoice = Assert.Single(await host.InvoicesAsync());
        Assert.Contains($"asking again for the request {requestId}", said, StringComparison.Ordinal);
        Assert.Equal((InvoiceRequest.Issued, invoice.RegistrationNumber, requestId), (Request()!.State, Request()!.RegistrationNumber, Request()!.RequestId));

        InvoiceRequest? Request()
        {
            using var book = new Book(host.Ledger);
            return book.Requests().SingleOrDefault();
        }
    }

    [Fact]
    public async Task A_run_without_the_service_says_so_and_the_next_goes_on()
    {
        await using var host = await AccountingHost.StartAsync(new(2026, 5, 26));
        await host.InitAsync();
        await MonthTests.EnterAsync(host, "DE", "1187");
        using (var book = new Book(host.Ledger))
        {
            book.Set("server", "http://127.0.0.1:1/");
        }

        var failed = await host.TryAsync("run-day");
        Assert.Equal(69, failed.Code);
        Assert.NotEmpty(failed.Error);
        using (var book = new Book(host.Ledger))
        {
            book.Set("server", host.Grpc);
        }

        await host.RunAsync("run-day");
        Assert.Single(await host.InvoicesAsync());
    }

    private static Task UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(Limit);
        while (!await holds())
        {
            await Task.Delay(5, limit.Token);
        }
    }

    /// <summary>A way to the server on which answers are slow, and can be held back altogether.</summary>
    private sealed class HoldingNetwork : IAsyncDisposable
    {
        // Longer than it takes to see a row in a file; so an answer to a request that was just stored is still under way.
        private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(700);

        private readonly Uri _server;
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly ConcurrentBag<TcpClient> _open = [];
        private readonly Task _accepting;
        private volatile bool _slow = true;
        private volatile bool _held;

        public HoldingNetwork(Uri server)
        {
            _server = server;
            _listener.Start();
            _accepting = AcceptAsync();
        }

        public string Address => $"http://{_listener.LocalEndpoint}";

        public void HoldAnswers() => _held = true;

        public void LetAnswersPass() => (_held, _slow) = (false, false);

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _accepting;
            foreach (var connection in _open)
            {
                connection.Dispose();
            }
        }

        private async Task AcceptAsync()
        {
            while (true)
            {
                try
                {
                    var near = await _listener.AcceptTcpClientAsync();
                    var far = new TcpClient();
                    _open.Add(near);
                    _open.Add(far);
                    await far.ConnectAsync(_server.Host, _server.Port);
                    near.NoDelay = far.NoDelay = true;
                    _ = PassAsync(near, far, answers: false);
                    _ = PassAsync(far, near, answers: true);
                }
                catch (Exception e) when (e is SocketException or ObjectDisposedException)
                {
                    return;
                }
            }
        }

        private async Task PassAsync(TcpClient from, TcpClient to, bool answers)
        {
            var buffer = new byte[65536];
            try
            {
                while (await from.GetStream().ReadAsync(buffer) is > 0 and var count)
                {
                    if (answers && _slow)
                    {
                        await Task.Delay(Delay);
                    }

                    if (!answers || !_held)
                    {
                        await to.GetStream().WriteAsync(buffer.AsMemory(0, count));
                    }
                }
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // One of the two is gone: that is what it is for.
            }
        }
    }
}
