using System.Buffers;

namespace Esf.Server.Intake;

/// <summary>Bytes in pieces as a stream to read once; <paramref name="whenRead"/> is called when its end is read.</summary>
internal sealed class SequenceStream(ReadOnlySequence<byte> bytes, Action? whenRead = null) : Stream
{
    private ReadOnlySequence<byte> _rest = bytes;
    private Action? _whenRead = whenRead;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("The stream is read once.");

    public override long Position
    {
        get => throw new NotSupportedException("The stream is read once.");
        set => throw new NotSupportedException("The stream is read once.");
    }

    public override int Read(Span<byte> buffer)
    {
        var part = _rest.Slice(0, Math.Min(buffer.Length, _rest.Length));
        part.CopyTo(buffer);
        _rest = _rest.Slice(part.End);
        if (part.IsEmpty && buffer.Length > 0)
        {
            _rest = ReadOnlySequence<byte>.Empty;
            Interlocked.Exchange(ref _whenRead, null)?.Invoke();
        }

        return (int)part.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer, offset, count));

    public override void Flush()
    {
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A request is read, not written.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The stream is read once.");

    public override void SetLength(long value) => throw new NotSupportedException("A request is read, not written.");
}
