using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.IO.Pipelines;
using Esf.Domain;
using Esf.Domain.Errors;
using Esf.Server.Errors;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace Esf.Server.Intake;

/// <summary>The body of a gRPC call, message by message: each is whole, decompressed and paid for before the library sees it.</summary>
/// <remarks>
/// The library reads the message of a unary call before any interceptor, decompresses without a bound and knows no time for a body; so what
/// bounds it stands beneath it. A message that is refused ends the call.
/// </remarks>
internal sealed class GrpcMessages : PipeReader, IRequestBodyPipeFeature, IDisposable
{
    private const int HeaderBytes = 5;

    private readonly HttpContext _context;
    private readonly PipeReader _body;
    private readonly BodyTime _time;
    private readonly CallMemory _memory;
    private readonly RefusedMessages _refusals;
    private readonly MethodDescriptor _method;
    private PooledBytes? _decompressed;
    private ReadOnlySequence<byte> _shown;
    private bool _isOfBody;
    private long _begun;
    private long _held;

    /// <param name="context">The call.</param>
    /// <param name="memory">What its messages are drawn from.</param>
    /// <param name="time">How long they are waited for.</param>
    /// <param name="refusals">How they are refused.</param>
    /// <param name="method">The method that is called.</param>
    public GrpcMessages(HttpContext context, CallMemory memory, BodyTime time, RefusedMessages refusals, MethodDescriptor method)
    {
        (_context, _body, _memory, _time, _refusals, _method) = (context, context.Request.BodyReader, memory, time, refusals, method);
        _begun = method.IsClientStreaming ? 0 : Stopwatch.GetTimestamp();
    }

    PipeReader IRequestBodyPipeFeature.Reader => this;

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return _shown.IsEmpty ? await NextAsync(cancellationToken) : new(_shown, isCanceled: false, isCompleted: false);
        }
        catch (EsfException refusal)
        {
            throw _refusals.Of(refusal, _context);
        }
    }

    public override bool TryRead(out ReadResult result)
    {
        result = new(_shown, isCanceled: false, isCompleted: false);
        return !_shown.IsEmpty;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_isOfBody)
        {
            // A whole message, or the rest of a body that the library refuses: neither is shown again.
            _body.AdvanceTo(consumed, examined);
            (_shown, _isOfBody) = (ReadOnlySequence<byte>.Empty, false);
        }
        else
        {
            _shown = _shown.Slice(consumed);
        }

        if (_shown.IsEmpty)
        {
            Free();
        }
    }

    public override void CancelPendingRead() => _body.CancelPendingRead();

    public override void Complete(Exception? exception = null) => _body.Complete(exception);

    public void Dispose() => Free();

    // A whole message, or what there is when the body ends within one: that is for the library to refuse.
    private async ValueTask<ReadResult> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await ReadBodyAsync(cancellationToken);
            var buffer = read.Buffer;
            Hold(buffer.Length);
            if (buffer.Length >= HeaderBytes)
            {
                var (isCompressed, length) = HeaderOf(buffer);
                if (length > Limits.RequestBytes)
                {
                    return Show(buffer, read.IsCompleted);
                }

                if (buffer.Length >= HeaderBytes + length)
                {
                    return await TakeAsync(buffer.Slice(0, HeaderBytes + length), isCompressed, cancellationToken);
                }
            }

            if (read.IsCompleted || read.IsCanceled)
            {
                return Show(buffer, read.IsCompleted, read.IsCanceled);
            }

            if (_begun == 0 && !buffer.IsEmpty)
            {
                _begun = Stopwatch.GetTimestamp();
            }

            _body.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private ValueTask<ReadResult> ReadBodyAsync(CancellationToken cancellationToken)
    {
        if (_body.TryRead(out var ready))
        {
            return new(ready);
        }

        // Between the messages of a stream there is no hurry.
        return _begun == 0
            ? _body.ReadAsync(cancellationToken)
            : _time.WaitAsync(_body.ReadAsync, Limits.BodyTime - Stopwatch.GetElapsedTime(_begun), cancellationToken);
    }

    private async ValueTask<ReadResult> TakeAsync(ReadOnlySequence<byte> frame, bool isCompressed, CancellationToken cancellationToken)
    {
        _begun = _method.IsClientStreaming ? 0 : _begun;
        long objects;
        using (var decompressor = isCompressed ? Decompressor(frame.Slice(HeaderBytes)) : null)
        {
            var isLarge = decompressor is null ? frame.Length > Limits.LightWorkBytes : !Decompress(decompressor, Limits.LightWorkBytes);

            // Walking megabytes keeps a processor busy, and few bytes can be megabytes: those wait in line for it.
            using var turn = isLarge ? await _memory.WorkAsync(long.MaxValue, cancellationToken) : null;
            if (decompressor is not null)
            {
                Decompress(decompressor, long.MaxValue);
                _body.AdvanceTo(frame.End);
                frame = WholeDecompressed();
            }

            objects = MessageScan.Measure(frame.Slice(HeaderBytes), _method.InputType, _method.IsClientStreaming);
        }

        // An item of a stream is paid for where it is worked on: until then there is only this one.
        if (!_method.IsClientStreaming)
        {
            await _memory.KeepWorkAsync(objects * Limits.WorkPerObjectByte, cancellationToken);
        }

        if (_decompressed is null)
        {
            return Show(frame, isCompleted: false);
        }

        _shown = frame;
        return new(_shown, isCanceled: false, isCompleted: false);
    }

    private ReadResult Show(ReadOnlySequence<byte> part, bool isCompleted, bool isCanceled = false)
    {
        (_shown, _isOfBody) = (part, true);
        return new(part, isCanceled, isCompleted);
    }

    // Null: an encoding that the library must refuse.
    private Stream? Decompressor(ReadOnlySequence<byte> message) => _context.Request.Headers["grpc-encoding"].ToString() switch
    {
        "gzip" => new GZipStream(new SequenceStream(message), CompressionMode.Decompress),
        "deflate" => new ZLibStream(new SequenceStream(message), CompressionMode.Decompress),
        _ => null,
    };

    // False: there is more than was asked for.
    private bool Decompress(Stream decompressor, long limit)
    {
        if (_decompressed is null)
        {
            _decompressed = new();
            _decompressed.Append(stackalloc byte[HeaderBytes]);
        }

        try
        {
            while (_decompressed.Length <= limit)
            {
                var count = decompressor.Read(_decompressed.Rest.Span);
                if (count == 0)
                {
                    return true;
                }

                _decompressed.Advance(count);
                Hold(_held + count);
                if (_decompressed.Length > HeaderBytes + Limits.RequestBytes)
                {
                    throw new RpcException(new(StatusCode.ResourceExhausted, "The message is too large when it is decompressed."));
                }
            }
        }
        catch (InvalidDataException)
        {
            throw UnreadableMessageMiddleware.Refusal();
        }

        return false;
    }

    private ReadOnlySequence<byte> WholeDecompressed()
    {
        BinaryPrimitives.WriteUInt32BigEndian(_decompressed!.First[1..], (uint)(_decompressed.Length - HeaderBytes));
        return _decompressed.ToSequence();
    }

    private static (bool IsCompressed, long Length) HeaderOf(ReadOnlySequence<byte> buffer)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        buffer.Slice(0, HeaderBytes).CopyTo(header);
        return (header[0] == 1, BinaryPrimitives.ReadUInt32BigEndian(header[1..]));
    }

    private void Hold(long bytes)
    {
        if (bytes > _held)
        {
            _memory.TakeBody(bytes - _held);
            _held = bytes;
        }
    }

    private void Free()
    {
        _decompressed?.Dispose();
        _decompressed = null;
        _memory.ReturnBody(_held);
        _held = 0;
    }
}
