using Esf.Server.JsonFace;
using Microsoft.AspNetCore.Http;

namespace Esf.Server.Tests;

/// <summary>An error that came without a reason of ours has one by its HTTP status.</summary>
public sealed class HttpFaultsTests
{
    [Theory]
    [InlineData(400, "REQUEST_INVALID", null)]
    [InlineData(405, "METHOD_NOT_ALLOWED", null)]
    [InlineData(408, "REQUEST_INVALID", null)]
    [InlineData(413, "REQUEST_TOO_LARGE", null)]
    [InlineData(415, "REQUEST_INVALID", null)]
    [InlineData(431, "REQUEST_INVALID", null)]
    [InlineData(500, "UNEXPECTED", null)]
    [InlineData(503, "SERVER_STOPPING", 1)]
    [InlineData(504, "DEADLINE_EXCEEDED", 1)]
    public void Every_status_of_an_error_has_a_reason(int status, string reason, int? retryAfterSeconds)
    {
        var refusal = HttpFaults.RefusalOf(new DefaultHttpContext { Response = { StatusCode = status } });

        Assert.Equal(reason, refusal.Row.Reason);
        Assert.Equal(retryAfterSeconds, refusal.RetryAfter?.TotalSeconds);
    }
}
