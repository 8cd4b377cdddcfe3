using System.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace Esf.Server.JsonFace;

/// <summary>Gives a body to the answers of Kestrel itself, which refuses a malformed request before any middleware sees it.</summary>
/// <remarks>Such are a NUL in the path, a second Host header, headers that are too long: HTTP answers 400 or 431, and then closes.</remarks>
internal sealed class UnreadRequestAnswers : IObserver<KeyValuePair<string, object?>>
{
    /// <summary>Name of the event by which Kestrel reports them, once it has set the status of its answer.</summary>
    public const string Event = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is not IFeatureCollection features
            || features.Get<IHttpResponseFeature>() is not { HasStarted: false } response
            || features.Get<IHttpResponseBodyFeature>() is not { } answer)
        {
            return;
        }

        var context = new DefaultHttpContext(features);
        var body = JsonError.Bytes(context, response.StatusCode, HttpFaults.RefusalOf(context));
        response.Headers.ContentLength = body.Length;
        response.Headers.XContentTypeOptions = "nosniff";
        answer.Writer.Write(body);

        // Started here, or Kestrel would put an empty answer in its place. It is smaller than what is sent at once, so nobody waits.
        _ = answer.Writer.FlushAsync().AsTask();
    }

    public void OnCompleted()
    {
        // The listener lives as long as the server.
    }

    public void OnError(Exception error)
    {
        // Kestrel reports no errors here.
    }
}
