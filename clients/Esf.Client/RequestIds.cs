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

    private static string OrNew(string requestId) => requestId.Length == 0 ? Guid.CreateVersion7().ToString("D") : requestId;
}
