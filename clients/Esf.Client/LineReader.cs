namespace Esf.Client;

/// <summary>The lines of a stream as bytes, without their line feeds, one in memory at a time.</summary>
/// <param name="stream">Where they come from.</param>
/// <param name="maxBytes">What a line may have at most.</param>
internal sealed class LineReader(Stream stream, int maxBytes)
{
    private const int FirstBuffer = 64 * 1024;

    private byte[] _buffer = new byte[FirstBuffer];
    private int _start;
    private int _end;

    /// <summary>True when the next line is longer than it may be; it is not read.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>The next line; null at the end, or when <see cref="IsTooLong"/>. It is valid until the next call.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken cancellationToken)
    {
        var scanned = 0;
        while (true)
        {
            var length = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n');
            if (length >= 0)
            {
                return Take(scanned + length, separator: 1);
            }

            scanned = _end - _start;
            if (scanned > maxBytes)
            {
                IsTooLong = true;
                return null;
            }

            if (!await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                return scanned > 0 ? Take(scanned, separator: 0) : null;
            }
        }
    }

    private ReadOnlyMemory<byte>? Take(int length, int separator)
    {
        ReadOnlyMemory<byte>? line = _buffer.AsMemory(_start, length);
        _start += length + separator;
        IsTooLong = length > maxBytes;
        return IsTooLong ? default : line;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }
}
