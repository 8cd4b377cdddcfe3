namespace Esf.Server.JsonFace;

/// <summary>Passes a response through, but holds back the body of an error, so that it can be told in another form.</summary>
/// <remarks>The transcoder sets the status code before it writes, so the first byte tells which of the two it is; nothing is buffered.</remarks>
internal sealed class ErrorHoldingStream(Stream inner, HttpResponse response) : Stream
{
    /// <summary>Whether an error was held back.</summary>
    public bool HeldError { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException("A response has no length yet.");

    public override long Position
    {
        get => throw new NotSupportedException("A response has no position.");
        set => throw new NotSupportedException("A response has no position.");
    }

    private bool IsError => HeldError |= response is { HasStarted: false, StatusCode: >= StatusCodes.Status400BadRequest };

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        IsError ? ValueTask.CompletedTask : inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => IsError ? Task.CompletedTask : inner.FlushAsync(cancellationToken);

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (!IsError)
        {
            inner.Write(buffer, offset, count);
        }
    }

    public override void Flush()
    {
        if (!IsError)
        {
            inner.Flush();
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A response is written, not read.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A response has no position.");

    public override void SetLength(long value) => throw new NotSupportedException("A response has no length yet.");
}
