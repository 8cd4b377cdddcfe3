using System.Buffers;
using System.IO.Pipelines;

namespace Esf.Server.JsonFace;

/// <summary>Passes what is written to a connection on, until a last answer has been put in; what is written behind it is dropped.</summary>
internal sealed class LastWordWriter(PipeWriter inner) : PipeWriter
{
    private byte[]? _dropped;

    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    /// <summary>Writes the last answer; it is sent with the next flush.</summary>
    public void End(ReadOnlySpan<byte> answer)
    {
        inner.Write(answer);
        _dropped = new byte[4096];
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => _dropped is null ? inner.GetMemory(sizeHint) : Room(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _dropped is null ? inner.GetSpan(sizeHint) : Room(sizeHint);

    public override void Advance(int bytes)
    {
        if (_dropped is null)
        {
            inner.Advance(bytes);
        }
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    private byte[] Room(int sizeHint) => _dropped!.Length >= sizeHint ? _dropped : _dropped = new byte[sizeHint];
}
