using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
using Esf.Domain.Errors;
using Esf.Server.Errors;
using Google.Protobuf;
using Microsoft.AspNetCore.Connections;

namespace Esf.Server.Hosting.WrongPort;

/// <summary>Answers the first gRPC call of an HTTP/2 connection on the JSON port with a status, and ends the connection.</summary>
/// <remarks>
/// <para>
/// So much of HTTP/2 (RFC 9113) as one answer takes: SETTINGS, one HEADERS frame with the trailers of gRPC, GOAWAY. It is written by hand
/// since Kestrel serves either protocol on a port without TLS, not both.
/// </para>
/// <para>
/// The texts are English: the language is in the compressed headers of the call, and a decoder of HPACK is more than this answer is worth.
/// The clients of this house know the reason in all languages.
/// </para>
/// </remarks>
internal static class Http2Refusal
{
    private const int FrameHeaderBytes = 9;

    // The least that every peer must take, and the most that one may send unasked (SETTINGS_MAX_FRAME_SIZE).
    private const int MaxFrameBytes = 16 * 1024;

    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    private enum FrameType : byte
    {
        Headers = 1,
        Settings = 4,
        GoAway = 7,
    }

    [Flags]
    private enum FrameFlags : byte
    {
        None = 0,
        EndStreamOrAck = 1,
        EndHeaders = 4,
    }

    public static async Task AnswerAsync(ConnectionContext connection, EsfException refusal, CancellationToken cancellationToken)
    {
        var output = connection.Transport.Output;
        Write(output, FrameType.Settings, FrameFlags.None, 0, []);
        Write(output, FrameType.Settings, FrameFlags.EndStreamOrAck, 0, []);
        await output.FlushAsync(cancellationToken);
        if (await FirstCallAsync(connection.Transport.Input, cancellationToken) is not { } stream)
        {
            return;
        }

        var status = RpcStatus.Of(refusal, Language.En);
        Write(output, FrameType.Headers, FrameFlags.EndStreamOrAck | FrameFlags.EndHeaders, stream, Trailers(status));
        Write(output, FrameType.GoAway, FrameFlags.None, 0, GoAway(stream, status.Message));
        await output.FlushAsync(cancellationToken);
    }

    /// <summary>The stream of the first HEADERS frame; null when the client ends, or sends what is no HTTP/2.</summary>
    private static async Task<int?> FirstCallAsync(PipeReader input, CancellationToken cancellationToken)
    {
        var isPrefaceRead = false;
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            var (unread, stream, isBroken) = Scan(read.Buffer, ref isPrefaceRead);
            input.AdvanceTo(unread, read.Buffer.End);
            if (stream is not null || isBroken || read.IsCompleted)
            {
                return stream;
            }
        }
    }

    private static (SequencePosition Unread, int? Stream, bool IsBroken) Scan(ReadOnlySequence<byte> buffer, ref bool isPrefaceRead)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (!isPrefaceRead)
        {
            if (reader.Remaining < Preface.Length)
            {
                return (reader.Position, null, false);
            }

            if (!reader.IsNext(Preface, advancePast: true))
            {
                return (reader.Position, null, true);
            }

            isPrefaceRead = true;
        }

        Span<byte> header = stackalloc byte[FrameHeaderBytes];
        while (reader.TryCopyTo(header))
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(header) >>> 8;
            if (length > MaxFrameBytes)
            {
                return (reader.Position, null, true);
            }

            if ((FrameType)header[3] == FrameType.Headers)
            {
                return (reader.Position, BinaryPrimitives.ReadInt32BigEndian(header[5..]) & int.MaxValue, false);
            }

            if (reader.Remaining < FrameHeaderBytes + length)
            {
                break;
            }

            reader.Advance(FrameHeaderBytes + length);
        }

        return (reader.Position, null, false);
    }

    private static void Write(PipeWriter output, FrameType type, FrameFlags flags, int stream, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[FrameHeaderBytes];
        BinaryPrimitives.WriteInt32BigEndian(header, payload.Length << 8);
        header[3] = (byte)type;
        header[4] = (byte)flags;
        BinaryPrimitives.WriteInt32BigEndian(header[5..], stream);
        output.Write(header);
        output.Write(payload);
    }

    private static byte[] GoAway(int stream, string text)
    {
        // NO_ERROR, and the text for those who read the debug data.
        var payload = new byte[8 + Encoding.ASCII.GetByteCount(text)];
        BinaryPrimitives.WriteInt32BigEndian(payload, stream);
        Encoding.ASCII.GetBytes(text, payload.AsSpan(8));
        return payload;
    }

    private static byte[] Trailers(Google.Rpc.Status status)
    {
        // ":status: 200" of HPACK's static table (RFC 7541, appendix A); the other fields are literals without indexing.
        var block = new List<byte> { 0x88 };
        foreach (var (name, value) in new[]
        {
            ("content-type", "application/grpc"),
            ("grpc-status", $"{status.Code}"),
            ("grpc-message", Uri.EscapeDataString(status.Message)),
            ("grpc-status-details-bin", Convert.ToBase64String(status.ToByteArray()).TrimEnd('=')),
        })
        {
            block.Add(0);
            AddText(block, name);
            AddText(block, value);
        }

        return [.. block];
    }

    /// <summary>A string literal of HPACK (RFC 7541, section 5): its length with a prefix of 7 bits, then its bytes.</summary>
    private static void AddText(List<byte> block, string text)
    {
        const int prefix = 0x7F;
        var length = text.Length;
        if (length < prefix)
        {
            block.Add((byte)length);
        }
        else
        {
            block.Add(prefix);
            for (length -= prefix; length >= 0x80; length >>= 7)
            {
                block.Add((byte)(length & 0x7F | 0x80));
            }

            block.Add((byte)length);
        }

        block.AddRange(Encoding.ASCII.GetBytes(text));
    }
}
