using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace Esf.Server.Tests.Support;

/// <summary>A refused gRPC call, decoded as a client decodes it: <c>google.rpc.Status</c> out of the trailers.</summary>
internal sealed record RpcRefusal(RpcException Exception, Google.Rpc.Status Status)
{
    public StatusCode Code => Exception.StatusCode;

    public ErrorInfo Info => Detail<ErrorInfo>()!;

    public string Reason => Info.Reason;

    public LocalizedMessage Localized => Detail<LocalizedMessage>()!;

    public IReadOnlyList<BadRequest.Types.FieldViolation> FieldViolations => Detail<BadRequest>()?.FieldViolations ?? [];

    /// <summary>Field and reason of each violation, like <c>invoice.lines: TOO_MANY_LINES</c>.</summary>
    public IReadOnlyList<string> Violations => [.. FieldViolations.Select(violation => $"{violation.Field}: {violation.Reason}")];

    /// <summary>Bytes of the trailers as HTTP/2 counts them: names, values in base64 where they are binary, 32 for each.</summary>
    public int TrailerBytes => Exception.Trailers.Sum(entry => entry.Key.Length + 32 + (entry.IsBinary ? ((entry.ValueBytes.Length + 2) / 3) * 4 : entry.Value.Length))
        + Uri.EscapeDataString(Exception.Status.Detail).Length + 64;

    public T? Detail<T>()
        where T : class, IMessage<T>, new() => Status.GetDetail<T>();

    /// <summary>The refusal of a call that must be refused with a status that can be decoded.</summary>
    public static async Task<RpcRefusal> OfAsync<T>(AsyncUnaryCall<T> call)
    {
        var exception = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        var status = exception.GetRpcStatus();
        Assert.NotNull(status);
        Assert.Equal((int)exception.StatusCode, status.Code);
        Assert.Equal("esf", status.GetDetail<ErrorInfo>()!.Domain);
        return new(exception, status);
    }
}
