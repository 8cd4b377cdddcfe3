using Esf.Domain;
using Esf.Domain.Errors;
using Grpc.Core;

namespace Esf.Server.Intake;

/// <summary>What one call holds of the <see cref="MemoryBudget"/>. Its parts may be drawn from several threads.</summary>
internal sealed class CallMemory(MemoryBudget budget) : IDisposable
{
    private readonly Lock _lock = new();
    private long _body;
    private long _other;
    private long _work;
    private bool _isDisposed;

    /// <summary>The memory of the call that is being served.</summary>
    public static CallMemory Of(HttpContext context) =>
        context.Features.Get<CallMemory>()
        ?? throw new InvalidOperationException("The call has no memory: CallMemoryMiddleware does not stand before it.");

    /// <inheritdoc cref="Of(HttpContext)"/>
    public static CallMemory Of(ServerCallContext context) => Of(context.GetHttpContext());

    /// <summary>Draws for bytes of the body that have arrived, or that were decompressed.</summary>
    /// <exception cref="EsfException">RATE_LIMITED.</exception>
    public void TakeBody(long bytes)
    {
        lock (_lock)
        {
            if (!budget.TryTake(bytes, LargeOf(_body + bytes) - LargeOf(_body)))
            {
                throw MemoryBudget.Busy();
            }

            _body += bytes;
        }
    }

    /// <summary>Gives back bytes of the body that are not kept any more.</summary>
    public void ReturnBody(long bytes)
    {
        lock (_lock)
        {
            bytes = Math.Min(bytes, _body);
            budget.Return(bytes, LargeOf(_body) - LargeOf(_body - bytes));
            _body -= bytes;
        }
    }

    /// <summary>Draws for an answer that is waiting to be written.</summary>
    /// <exception cref="EsfException">RATE_LIMITED.</exception>
    public void TakeAnswer(long bytes)
    {
        lock (_lock)
        {
            _other += budget.TryTake(bytes, 0) ? bytes : throw MemoryBudget.Busy();
        }
    }

    /// <summary>Draws for what is made of a request or read for an answer; large work waits in line.</summary>
    /// <returns>What was drawn; disposing it gives it back.</returns>
    /// <exception cref="EsfException">RATE_LIMITED: the line did not move in time.</exception>
    public async ValueTask<IDisposable> WorkAsync(long bytes, CancellationToken cancellationToken)
    {
        if (bytes <= Limits.LightWorkBytes)
        {
            return budget.TryTake(bytes, 0) ? new Share(() => budget.Return(bytes, 0)) : throw MemoryBudget.Busy();
        }

        var taken = await budget.TakeWorkAsync(bytes, cancellationToken);
        return taken > 0 ? new Share(() => budget.ReturnWork(taken)) : throw MemoryBudget.Busy();
    }

    /// <summary>As <see cref="WorkAsync"/>, until the call ends.</summary>
    /// <exception cref="EsfException">RATE_LIMITED.</exception>
    public async ValueTask KeepWorkAsync(long bytes, CancellationToken cancellationToken)
    {
        if (bytes <= Limits.LightWorkBytes)
        {
            TakeAnswer(bytes);
            return;
        }

        var taken = await budget.TakeWorkAsync(bytes, cancellationToken);
        lock (_lock)
        {
            _work += taken > 0 ? taken : throw MemoryBudget.Busy();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            budget.Return(_body + _other, LargeOf(_body));
            if (_work > 0)
            {
                budget.ReturnWork(_work);
            }
        }
    }

    private static long LargeOf(long body) => Math.Max(0, body - Limits.LightBodyBytes);

    private sealed class Share(Action giveBack) : IDisposable
    {
        private Action? _giveBack = giveBack;

        public void Dispose() => Interlocked.Exchange(ref _giveBack, null)?.Invoke();
    }
}
