using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Esf.Server.Tests.Support;

/// <summary>A port in front of another one, that a test can take away: then connections break, and new ones are refused.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    private readonly string _host;
    private readonly int _port;
    private TcpListener _listener;
    private Task _accepting;

    public TcpProxy(string host, int port)
    {
        (_host, _port) = (host, port);
        _listener = new(IPAddress.Loopback, 0);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener);
    }

    public int Port { get; }

    public async Task CutAsync()
    {
        _listener.Stop();
        await _accepting;
        foreach (var connection in _open.Keys)
        {
            connection.Dispose();
        }
    }

    public void Restore()
    {
        _listener = new(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync(_listener);
    }

    public async ValueTask DisposeAsync() => await CutAsync();

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            try
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync());
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient near)
    {
        using var far = new TcpClient();
        try
        {
            _open[near] = true;
            _open[far] = true;
            await far.ConnectAsync(_host, _port);
            near.NoDelay = far.NoDelay = true;
            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(near.GetStream()));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The connection was cut: that is what it is for.
        }
        finally
        {
            _open.TryRemove(near, out _);
            _open.TryRemove(far, out _);
            near.Dispose();
        }
    }
}
