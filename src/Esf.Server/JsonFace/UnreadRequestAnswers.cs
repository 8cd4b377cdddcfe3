using System.Text;
using Esf.Domain.Errors;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Esf.Server.JsonFace;

/// <summary>Gives a body to the answers of Kestrel itself, which refuses a malformed request before any middleware sees it.</summary>
/// <remarks>
/// Such are a NUL in the path, a second Host header, headers that are too long. Kestrel answers 400 or 431 without a body and closes; there
/// is no hook for that answer, but an event before it. So the answer is written when the event comes, and that of Kestrel is dropped.
/// </remarks>
internal sealed class UnreadRequestAnswers : IObserver<KeyValuePair<string, object?>>
{
    /// <summary>Name of the event by which Kestrel reports them, once it has set the status of its answer.</summary>
    public const string Event = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    /// <summary>Lets the answers of an HTTP/1.1 connection be replaced.</summary>
    public static ConnectionDelegate Prepare(ConnectionDelegate next) => connection =>
    {
        var output = new LastWordWriter(connection.Transport.Output);
        connection.Transport = new Duplex(connection.Transport.Input, output);
        connection.Items[typeof(LastWordWriter)] = output;
        return next(connection);
    };

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is IFeatureCollection features
            && features.Get<IHttpResponseFeature>() is { HasStarted: false } response
            && features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(typeof(LastWordWriter), out var output) == true)
        {
            ((LastWordWriter)output!).End(Answer(response.StatusCode));
        }
    }

    public void OnCompleted()
    {
        // The listener lives as long as the server.
    }

    public void OnError(Exception error)
    {
        // Kestrel reports no errors here.
    }

    // Nothing of the request can be trusted to have been read, its language neither.
    private static byte[] Answer(int status)
    {
        var context = new DefaultHttpContext { Response = { StatusCode = status } };
        return Answer(context, status, HttpFaults.RefusalOf(context));
    }

    /// <summary>A refusal as the bytes of the last answer of an HTTP/1.1 connection.</summary>
    /// <param name="context">Has the request's headers, as far as they were read; they decide the language and the form.</param>
    /// <param name="status">Status of HTTP.</param>
    /// <param name="refusal">The refusal.</param>
    public static byte[] Answer(HttpContext context, int status, EsfException refusal)
    {
        var body = JsonError.Bytes(context, status, refusal);
        var head = $"""
            HTTP/1.1 {status} {ReasonPhrases.GetReasonPhrase(status)}
            Content-Type: {context.Response.ContentType}
            Content-Length: {body.Length}
            X-Content-Type-Options: nosniff
            Connection: close


            """.ReplaceLineEndings("\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    private sealed record Duplex(System.IO.Pipelines.PipeReader Input, System.IO.Pipelines.PipeWriter Output) : System.IO.Pipelines.IDuplexPipe;
}
