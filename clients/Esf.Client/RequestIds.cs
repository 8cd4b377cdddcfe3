using Esf.V1;

namespace Esf.Client;

/// <summary>Keeps one identity per invoice to be issued, however often it is sent.</summary>
internal static class RequestIds
{
    /// <summary>Gives the request an id of its own unless the caller chose one.</summary>
    /// <remarks>
    /// It is written into the caller's message: who sends the same message again after an exception then repeats the request,
    /// and does not issue a second invoice.
    /// </remarks>
    public static void Fill(IssueInvoiceRequest request)
    {
        if (request.RequestId.Length == 0)
        {
            request.RequestId = Guid.CreateVersion7().ToString("D");
        }
    }

    /// <summary>What makes two ids the same: a UUID may be written in either case.</summary>
    public static string Key(string requestId) => Guid.TryParse(requestId, out var id) ? id.ToString("D") : requestId;
}
