using System.Buffers;

namespace Esf.Server.Intake;

/// <summary>Bytes in pooled pieces: they grow without copying, and no piece is a large object of the garbage collector.</summary>
internal sealed class PooledBytes : IDisposable
{
    private const int FirstPiece = 4 * 1024;
    private const int Piece = 64 * 1024;

    private readonly List<(byte[] Bytes, int Length)> _pieces = [];

    public long Length { get; private set; }

    /// <summary>The first piece, to write what is known only at the end.</summary>
    public Span<byte> First => _pieces[0].Bytes;

    /// <summary>Room for further bytes; <see cref="Advance"/> tells how many were written.</summary>
    public Memory<byte> Rest
    {
        get
        {
            if (_pieces.Count == 0 || _pieces[^1].Length == _pieces[^1].Bytes.Length)
            {
                _pieces.Add((ArrayPool<byte>.Shared.Rent(_pieces.Count == 0 ? FirstPiece : Piece), 0));
            }

            return _pieces[^1].Bytes.AsMemory(_pieces[^1].Length);
        }
    }

    public void Advance(int count)
    {
        _pieces[^1] = (_pieces[^1].Bytes, _pieces[^1].Length + count);
        Length += count;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var rest = Rest.Span;
            var count = Math.Min(rest.Length, bytes.Length);
            bytes[..count].CopyTo(rest);
            Advance(count);
            bytes = bytes[count..];
        }
    }

    /// <summary>All bytes; good until they are disposed.</summary>
    public ReadOnlySequence<byte> ToSequence()
    {
        Segment? first = null;
        Segment? last = null;
        foreach (var (bytes, length) in _pieces)
        {
            last = new(bytes.AsMemory(0, length), last);
            first ??= last;
        }

        return first is null ? ReadOnlySequence<byte>.Empty : new(first, 0, last!, last!.Memory.Length);
    }

    public void Dispose()
    {
        foreach (var (bytes, _) in _pieces)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        _pieces.Clear();
        Length = 0;
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
