using Esf.Domain;
using Esf.Domain.Errors;

namespace Esf.Server.Intake;

/// <summary>How long the body of a request is waited for: a bound for all of it, and a few seconds once the server stops.</summary>
internal sealed class BodyTime : IDisposable
{
    private readonly CancellationTokenSource _stopped = new();
    private readonly CancellationTokenRegistration _stopping;

    public BodyTime(IHostApplicationLifetime host) =>
        _stopping = host.ApplicationStopping.Register(() => _stopped.CancelAfter(Limits.BodyWaitAtShutdown));

    /// <summary>Waits for bytes of a body.</summary>
    /// <param name="read">The waiting.</param>
    /// <param name="left">How much of the body's time is left.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="EsfException">BODY_INCOMPLETE; SERVER_STOPPING.</exception>
    public async ValueTask<T> WaitAsync<T>(Func<CancellationToken, ValueTask<T>> read, TimeSpan left, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopped.Token);
        end.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        try
        {
            return await read(end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw _stopped.IsCancellationRequested ? Stopping() : Incomplete();
        }
    }

    /// <summary>The refusal of a body that broke off, that HTTP cannot read, or that took too long.</summary>
    public static EsfException Incomplete() => new(ErrorCatalogue.BodyIncomplete, ("seconds", $"{Limits.BodyTime.TotalSeconds}"));

    public void Dispose()
    {
        _stopping.Dispose();
        _stopped.Dispose();
    }

    private static EsfException Stopping() => new(ErrorCatalogue.ServerStopping) { RetryAfter = Limits.ServerRestart };
}
