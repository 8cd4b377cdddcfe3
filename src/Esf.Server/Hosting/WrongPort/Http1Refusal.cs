using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Esf.Domain;
using Esf.Domain.Errors;
using Esf.Server.JsonFace;
using Microsoft.AspNetCore.Connections;

namespace Esf.Server.Hosting.WrongPort;

/// <summary>Answers an HTTP/1.1 request on the gRPC port with the contract's error body.</summary>
internal static class Http1Refusal
{
    // What decides the form and the language of an error body; nothing else of the request is read.
    private static readonly string[] Headers = ["Accept", "Accept-Language", "Host"];

    public static async Task AnswerAsync(
        ConnectionContext connection, Func<string?, EsfException> refusal, CancellationToken cancellationToken)
    {
        var context = new DefaultHttpContext();
        foreach (var (name, value) in Parse(await ReadHeadAsync(connection.Transport.Input, cancellationToken)))
        {
            context.Request.Headers[name] = value;
        }

        var output = connection.Transport.Output;
        output.Write(UnreadRequestAnswers.Answer(context, StatusCodes.Status400BadRequest, refusal(HostOf(context.Request))));
        await output.FlushAsync(cancellationToken);
    }

    /// <summary>The request line and the headers, or as much of them as the bound allows.</summary>
    private static async Task<string> ReadHeadAsync(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            var known = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, Limits.WrongPortHeadBytes));
            var text = Encoding.Latin1.GetString(known);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0 || read.IsCompleted || known.Length == Limits.WrongPortHeadBytes)
            {
                input.AdvanceTo(known.End);
                return end >= 0 ? text[..end] : text;
            }

            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static IEnumerable<(string Name, string Value)> Parse(string head) =>
        from line in head.Split("\r\n").Skip(1)
        let colon = line.IndexOf(':', StringComparison.Ordinal)
        where colon > 0 && Headers.Contains(line[..colon], StringComparer.OrdinalIgnoreCase)
        select (line[..colon], line[(colon + 1)..].Trim());

    // The header is the client's text and comes back to it: only what is a host name or an address is repeated.
    private static string? HostOf(HttpRequest request) =>
        request.Host.HasValue && Uri.CheckHostName(request.Host.Host) != UriHostNameType.Unknown ? request.Host.Host : null;
}
