using System.Collections.Concurrent;

namespace Esf.Clients.Tests.OneC;

/// <summary>Counts the calls of a client by method.</summary>
internal sealed class CountingHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    private readonly ConcurrentDictionary<string, int> _calls = new(StringComparer.Ordinal);

    public int Of(string method) => _calls.GetValueOrDefault(method);

    /// <summary>The methods that write.</summary>
    public int Writes => _calls.Where(call => call.Key is "IssueInvoice" or "CorrectInvoice" or "IssueAdditionalInvoice" or "RevokeInvoice").Sum(call => call.Value);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _calls.AddOrUpdate(Path.GetFileName(request.RequestUri!.AbsolutePath), 1, (_, count) => count + 1);
        return base.SendAsync(request, cancellationToken);
    }
}
