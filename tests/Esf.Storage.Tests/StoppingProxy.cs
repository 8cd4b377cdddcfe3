using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Esf.Storage.Tests;

/// <summary>A port in front of PostgreSQL that passes a client's messages on one by one, and stops after as many as a test says.</summary>
/// <remarks>
/// A stopped connection stays open and answers nothing, as that of a process that was stopped. The messages are those of PostgreSQL's
/// protocol 3: a type, a length that counts itself, the content; the first messages of a connection have no type.
/// </remarks>
internal sealed class StoppingProxy : IAsyncDisposable
{
    private const int SslRequest = 80877103;
    private const int GssRequest = 80877104;

    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;
    private readonly int _port;
    private int _left = int.MaxValue;
    private bool _isOver;

    public StoppingProxy(int port)
    {
        _port = port;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Messages that were passed on since <see cref="StopAfter"/>, when it has not stopped.</summary>
    public int Passed { get; private set; }

    /// <summary>Completes when a message was held back.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>Passes so many further messages of clients on, and no other one.</summary>
    public void StopAfter(int messages) => (_left, Passed) = (messages, 0);

    /// <summary>Closes all connections; a second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isOver)
        {
            return;
        }

        _isOver = true;
        await _ending.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_ending.Token)));
            }
        }
        catch (Exception e) when (
            _ending.IsCancellationRequested && e is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over; a listener that has been stopped between two connections says that it is not listening.
        }
    }

    private async Task ServeAsync(TcpClient near)
    {
        using var far = new TcpClient();
        using (near)
        {
            try
            {
                near.NoDelay = far.NoDelay = true;
                await far.ConnectAsync(IPAddress.Loopback, _port, _ending.Token);
                await Task.WhenAny(
                    PassAsync(near.GetStream(), far.GetStream()), far.GetStream().CopyToAsync(near.GetStream(), _ending.Token));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
            {
                // Either side has gone.
            }
        }
    }

    private async Task PassAsync(NetworkStream client, NetworkStream server)
    {
        try
        {
            while (await ReadAsync(client, hasType: false) is { } opening)
            {
                await server.WriteAsync(opening, _ending.Token);
                if (BinaryPrimitives.ReadInt32BigEndian(opening.AsSpan(4)) is not (SslRequest or GssRequest))
                {
                    break;
                }
            }

            while (await ReadAsync(client, hasType: true) is { } message)
            {
                if (_left == 0)
                {
                    _stopped.TrySetResult();
                    await Task.Delay(Timeout.Infinite, _ending.Token);
                }

                _left--;
                Passed++;
                await server.WriteAsync(message, _ending.Token);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // Either side has gone.
        }
    }

    /// <summary>The next message as it came; null when the client has closed the connection.</summary>
    private async Task<byte[]?> ReadAsync(NetworkStream client, bool hasType)
    {
        var type = hasType ? 1 : 0;
        var header = new byte[type + 4];
        if (await client.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, _ending.Token) < header.Length)
        {
            return null;
        }

        var message = new byte[type + BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(type))];
        header.CopyTo(message, 0);
        await client.ReadExactlyAsync(message.AsMemory(header.Length), _ending.Token);
        return message;
    }
}
