using Esf.V1;

namespace Esf.Client;

/// <summary>Keeps one identity per document to be made, however often the request is sent.</summary>
/// <remarks>
/// An id that the caller left out is written into the caller's message: who sends the same message again after an exception then
/// repeats the request, and does not make a second document.
/// </remarks>
internal static class RequestIds
{
    /// <summary>Gives the request an id of its own unless the caller chose one.</summary>
    public static void Fill(IssueInvoiceRequest request) => request.RequestId = OrNew(request.RequestId);

    /// <inheritdoc cref="Fill(IssueInvoiceRequest)"/>
    public static void Fill(CorrectInvoiceRequest request) => request.RequestId = OrNew(request.RequestId);

    /// <inheritdoc cref="Fill(IssueInvoiceRequest)"/>
    public static void Fill(IssueAdditionalInvoiceRequest request) => request.RequestId = OrNew(request.RequestId);

    /// <inheritdoc cref="Fill(IssueInvoiceRequest)"/>
    public static void Fill(RevokeInvoiceRequest request) => request.RequestId = OrNew(request.RequestId);

    /// <summary>What makes two ids the same: a UUID may be written in either case.</summary>
    public static string Key(string requestId) => Guid.TryParse(requestId, out var id) ? id.ToString("D") : requestId;

    private static string OrNew(string requestId) => requestId.Length == 0 ? NewId().ToString("D") : requestId;

#if NET9_0_OR_GREATER
    private static Guid NewId() => Guid.CreateVersion7();
#else
    /// <summary>A UUID of version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, then random ones.</summary>
    private static Guid NewId()
    {
        var bytes = Guid.NewGuid().ToByteArray(bigEndian: true);
        Span<byte> time = stackalloc byte[sizeof(long)];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(time, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        time[2..].CopyTo(bytes);

        // The variant, in byte 8, is that of every UUID of .NET.
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x70);
        return new Guid(bytes, bigEndian: true);
    }
#endif
}
