using System.Net;
using Esf.Server.Tests.Support;
using Google.Rpc;
using Grpc.Core;

namespace Esf.Server.Tests;

/// <summary>A database without space says so, and is not ready until there is space again; nothing is lost or half done.</summary>
/// <remarks>PostgreSQL is made to answer what it answers on a full disk. That of SQLite is provoked in the tests of the store.</remarks>
public sealed class FullDiskTests(PostgresServer server) : ServerTests(server), IClassFixture<PostgresServer>
{
    private const string Fill = """
        create function no_space() returns trigger language plpgsql as
        $$ begin raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$;
        create trigger no_space before insert on ledger execute function no_space();
        create trigger no_space before insert on space_probe execute function no_space();
        """;

    private const string Empty = "drop function no_space() cascade";

    [Fact]
    public async Task A_full_disk_is_told_and_the_server_is_ready_again_when_there_is_space()
    {
        var (bin, payment) = await PaidAsync();
        var request = Given.Request(Given.Invoice(payment.Name), bin);
        Assert.Equal(HttpStatusCode.OK, await ReadinessAsync());

        await Server.ExecuteAsync(Fill, Cancel);
        try
        {
            var refusal = await RefuseAsync(request);
            var answer = await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:issue", request.ToJson(), "kk");

            Assert.Equal((StatusCode.Unavailable, "STORE_FULL"), (refusal.Code, refusal.Reason));
            Assert.Equal(30, refusal.Detail<RetryInfo>()!.RetryDelay.Seconds);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "STORE_FULL"), (answer.Status, answer.Reason));
            Assert.Contains("Дерекқорда орын қалмады", (string?)answer.Body["localizedMessage"], StringComparison.Ordinal);
            Assert.Equal(TimeSpan.FromSeconds(30), answer.Message.Headers.RetryAfter!.Delta);
            Assert.Equal(30, (int)answer.Body["retryAfterSeconds"]!);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadinessAsync());
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadinessAsync());
            Assert.Empty(await ListAsync(bin));
        }
        finally
        {
            await Server.ExecuteAsync(Empty, Cancel);
        }

        Assert.Equal(HttpStatusCode.OK, await ReadinessAsync());
        Assert.Equal(1, (await IssueAsync(request)).Ledger.Sequence);
    }

    private async Task<HttpStatusCode> ReadinessAsync()
    {
        using var answer = await Json.GetAsync(new Uri("/readyz", UriKind.Relative), Cancel);
        return answer.StatusCode;
    }
}
