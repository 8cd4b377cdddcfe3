using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Esf.Domain.Storage;
using Esf.Server.Hosting;
using Esf.Server.Security;
using Esf.Server.Tests.Support;
using Esf.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;

namespace Esf.Server.Tests;

/// <summary>The server starts only as it is safe to, and says what to change where it does not.</summary>
public sealed class StartTests : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("esf-start-");
    private readonly List<EsfServer> _servers = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("--Endpoints:Grpc=http://0.0.0.0:0")]
    [InlineData("--Endpoints:Json=http://0.0.0.0:0")]
    [InlineData("--Endpoints:Json=http://[::]:0")]
    [InlineData("--Endpoints:Grpc=http://192.0.2.1:5051")]
    public async Task An_address_that_other_machines_reach_is_refused(string setting)
    {
        var refusal = await Assert.ThrowsAsync<StartupException>(() => StartAsync(setting));

        Assert.Contains("can be reached from other machines and no authentication is configured", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Kestrel:Endpoints:Other:Url=http://0.0.0.0:0")]
    [InlineData("--Kestrel:Endpoints:Other:Url=http://127.0.0.1:0")]
    [InlineData("--Kestrel:EndpointDefaults:Protocols=Http1")]
    public async Task A_listener_that_another_setting_adds_is_refused(string setting)
    {
        var refusal = await Assert.ThrowsAsync<StartupException>(() => StartAsync(setting));

        Assert.Contains("the server listens only where Endpoints:Grpc and Endpoints:Json say", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--urls=http://0.0.0.0:0")]
    [InlineData("--http_ports=0")]
    [InlineData("--urls=http://0.0.0.0:0", "--preferHostingUrls=true")]
    public async Task Addresses_that_another_setting_names_are_not_listened_on(params string[] settings)
    {
        var server = await StartAsync(settings);

        Assert.Equal(2, server.Addresses.Count);
        Assert.All(server.Addresses, address => Assert.StartsWith("http://127.0.0.1:", address, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Kestrel__Endpoints__Other__Url")]
    [InlineData("ASPNETCORE_Kestrel__Endpoints__Other__Url")]
    [InlineData("DOTNET_Kestrel__Endpoints__Other__Url")]
    [InlineData("ESF_Kestrel__Endpoints__Other__Url")]
    public async Task A_listener_that_the_environment_adds_is_refused_whatever_its_prefix(string variable)
    {
        var (exitCode, output) = await ServerProcess.RunAsync(
            ["--environment=Development", "--Endpoints:Grpc=http://127.0.0.1:0", "--Endpoints:Json=http://127.0.0.1:0"],
            Cancel,
            (variable, "http://0.0.0.0:0"));

        Assert.Equal(78, exitCode);
        Assert.Contains("the server listens only where", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0:5050")]
    [InlineData("http://[::]:5050")]
    [InlineData("http://192.0.2.1:5050")]
    [InlineData("http://unix:/tmp/esf.sock")]
    [InlineData("http://+:5050")]
    public void An_address_that_is_bound_after_all_ends_the_server(string address)
    {
        var refusal = Assert.Throws<StartupException>(() => ProtectedMode.RequireBound(["http://127.0.0.1:5051", address]));

        Assert.Contains(address, refusal.Message, StringComparison.Ordinal);
        ProtectedMode.RequireBound(["http://127.0.0.1:5051", "http://[::1]:5050", "http://127.8.9.10:1"]);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task An_environment_that_is_not_Development_is_refused(string environment)
    {
        var refusal = await Assert.ThrowsAsync<StartupException>(() => StartAsync($"--environment={environment}"));

        Assert.Contains($"The environment is '{environment}' and no authentication is configured", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("DOTNET_ENVIRONMENT=Development", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_loopback_addresses_and_localhost_are_served()
    {
        await using var six = await StartAsync("--Endpoints:Grpc=http://[::1]:0", "--Endpoints:Json=http://localhost:0");

        Assert.StartsWith("http://[::1]:", six.Addresses[0], StringComparison.Ordinal);
        Assert.StartsWith("http://127.0.0.1:", six.Addresses[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Endpoints:Grpc=https://127.0.0.1:0", "Endpoints:Grpc")]
    [InlineData("--Endpoints:Grpc=127.0.0.1", "Endpoints:Grpc")]
    [InlineData("--Endpoints:Json=http://127.0.0.1:0/v1", "Endpoints:Json")]
    [InlineData("--Endpoints:Json=http://example.com:80", "example.com")]
    [InlineData("--Storage:Provider=Oracle", "it is Sqlite or Postgres")]
    [InlineData("--Storage:Provider=7", "it is Sqlite or Postgres")]
    [InlineData("--Storage:Provider=Postgres", "Storage:ConnectionString is needed")]
    [InlineData("--Storage:Durability=Both", "it is Local or Replicated")]
    [InlineData("--Law:LateIssue=Perhaps", "it is Refuse or AcceptAndMark")]
    [InlineData("--Law:PaymentDayCounts=yes", "it is true or false")]
    [InlineData("--Sandbox:ClockStart=tomorrow", "write an instant with its offset")]
    [InlineData("--Sandbox:ClockStart=2026-05-26", "write an instant with its offset")]
    [InlineData("--Sandbox:ClockStart=2026-05-26T09:00:00", "write an instant with its offset")]
    [InlineData("--Sandbox:ClockStart=9999-12-31T23:59:59Z", "from 2000-01-01 on and before 2100-01-01")]
    [InlineData("--Sandbox:ClockStart=0001-01-01T00:00:00Z", "from 2000-01-01 on and before 2100-01-01")]
    [InlineData("--Sandbox:ClockStart=0001-01-01T00:00:00+05:00", "from 2000-01-01 on and before 2100-01-01")]
    [InlineData("--Storage:ClockTolerance=5", "write hours:minutes:seconds like 00:00:05, from 0:00:00.1 to 0:05:00")]
    [InlineData("--Storage:ClockTolerance=00:00:00", "write hours:minutes:seconds")]
    [InlineData("--Storage:ClockTolerance=5s", "write hours:minutes:seconds")]
    [InlineData("--Storage:AcceptClockLeap=yes", "write the last commit as the refusal told it")]
    public async Task A_setting_that_cannot_be_read_is_refused_with_what_to_write(string setting, string message)
    {
        string[] arguments = setting == "--Storage:Provider=Postgres"
            ? ["--environment=Development", setting, "--Storage:ConnectionString="]
            : [.. Arguments(), setting];

        var refusal = await Assert.ThrowsAsync<StartupException>(() => EsfServer.StartAsync(arguments));

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Storage:ConnectionString=Data Source=:memory:", "keeps nothing")]
    [InlineData("--Storage:ConnectionString=Datei=esf.db", "not one of SQLite")]
    [InlineData("--Storage:Durability=Replicated", "SQLite is one file without a standby")]
    public async Task A_database_that_does_not_fit_is_refused(string setting, string message)
    {
        var refusal = await Assert.ThrowsAsync<StoreRefusedException>(() => StartAsync(setting));

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_told_from_one_that_is_refused()
    {
        await Assert.ThrowsAsync<StoreUnavailableException>(() => StartAsync(
            "--Storage:Provider=Postgres", "--Storage:ConnectionString=Host=127.0.0.1;Port=1;Username=esf;Database=esf;Timeout=2"));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_error_of_input_and_output()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        await Assert.ThrowsAsync<IOException>(() => StartAsync($"--Endpoints:Json=http://{listener.LocalEndpoint}"));
    }

    [Fact]
    public void The_sandbox_clock_is_refused_outside_Development()
    {
        var configuration = new ConfigurationBuilder().AddCommandLine(["--Sandbox:ClockStart=2026-05-26T09:00:00+05:00"]).Build();

        var refusal = Assert.Throws<StartupException>(() => SandboxClock.From(configuration, new HostingEnvironment { EnvironmentName = "Production" }));

        Assert.Contains("Sandbox:ClockStart is set outside Development", refusal.Message, StringComparison.Ordinal);
        Assert.Same(TimeProvider.System, SandboxClock.From(new ConfigurationBuilder().Build(), new HostingEnvironment { EnvironmentName = "Production" }));
    }

    [Theory]
    [InlineData("2026-05-26T23:59:00+05:00", "2026-05-26")]
    [InlineData("2026-05-26T19:00:00Z", "2026-05-27")]
    public async Task The_sandbox_clock_starts_where_it_is_set(string start, string today)
    {
        var server = await StartAsync($"--Sandbox:ClockStart={start}");
        using var json = new HttpClient { BaseAddress = new(server.Addresses[1]) };
        var (bin, payment) = await PayAsync(json, Given.PaidOn);

        var answer = await IssueAsync(json, bin, payment);

        Assert.Contains(today.Replace("-", string.Empty, StringComparison.Ordinal), (string?)answer.Success()["invoice"]!["registrationNumber"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sandbox_that_starts_behind_its_register_says_from_when_it_may_start()
    {
        var server = await StartAsync("--Sandbox:ClockStart=2026-05-26T12:00:00+05:00");
        using var json = new HttpClient { BaseAddress = new(server.Addresses[1]) };
        var (bin, payment) = await PayAsync(json, Given.PaidOn);
        (await IssueAsync(json, bin, payment)).Success();
        await server.DisposeAsync();

        var behind = await Assert.ThrowsAsync<StoreRefusedException>(() => StartAsync("--Sandbox:ClockStart=2026-05-26T12:00:00+05:00"));
        var real = await Assert.ThrowsAsync<StoreRefusedException>(() => StartAsync());

        // What the refusal says to write is what works.
        var told = System.Text.RegularExpressions.Regex.Match(behind.Message, "--Sandbox:ClockStart=([^ ]+)").Value;
        Assert.StartsWith("--Sandbox:ClockStart=2026-05-26T12:0", told, StringComparison.Ordinal);
        Assert.Contains("This register was made by a sandbox", real.Message, StringComparison.Ordinal);
        await StartAsync(told);
    }

    [Fact]
    public async Task An_operator_may_accept_late_invoices_which_are_then_marked()
    {
        var clock = new SettableClock();
        var server = await StartAsync(clock, "--Law:LateIssue=AcceptAndMark");
        using var json = new HttpClient { BaseAddress = new(server.Addresses[1]) };
        var (bin, payment) = await PayAsync(json, Given.PaidOn);
        clock.SetNoon(new(2026, 6, 2));

        var answer = (await IssueAsync(json, bin, payment)).Success();

        var warning = Assert.Single(answer["warnings"]!.AsArray())!;
        Assert.Equal("ISSUED_LATE", (string?)warning["reason"]);
        Assert.Contains("days overdue: 3", (string?)warning["description"], StringComparison.Ordinal);
        Assert.Equal(2, (int)answer["invoice"]!["offset"]!["date"]!["day"]!);
    }

    [Fact]
    public async Task An_operator_may_count_the_payment_day()
    {
        var clock = new SettableClock();
        clock.SetNoon(Given.PaidOn);
        var server = await StartAsync(clock, "--Law:PaymentDayCounts=true");
        using var json = new HttpClient { BaseAddress = new(server.Addresses[1]) };
        var (bin, payment) = await PayAsync(json, Given.PaidOn);

        Assert.Equal("2026-Q2", (string?)(await IssueAsync(json, bin, payment)).Success()["invoice"]!["offset"]!["taxPeriod"]);
    }

    [Fact]
    public async Task What_was_issued_is_there_after_a_restart()
    {
        var clock = new SettableClock();
        var server = await StartAsync(clock);
        using var json = new HttpClient { BaseAddress = new(server.Addresses[1]) };
        var (bin, payment) = await PayAsync(json, Given.PaidOn);
        var issued = (await IssueAsync(json, bin, payment)).Success();
        await server.DisposeAsync();

        var again = await StartAsync(clock);
        using var second = new HttpClient { BaseAddress = new(again.Addresses[1]) };

        Assert.True(JsonNode.DeepEquals(issued["invoice"], (await second.ReadAsync($"/v1/{issued["invoice"]!["name"]}")).Success()));
    }

    [Fact]
    public async Task The_process_says_why_it_does_not_start_and_ends_with_a_code_of_configuration()
    {
        var (exitCode, output) = await ServerProcess.RunAsync([], Cancel);
        var (sandboxCode, sandboxOutput) = await ServerProcess.RunAsync(["--environment=Production", "--Sandbox:ClockStart=2026-05-26T09:00:00+05:00"], Cancel);
        var (openCode, openOutput) = await ServerProcess.RunAsync(["--environment=Development", "--Endpoints:Json=http://0.0.0.0:0"], Cancel);

        Assert.Equal((78, 78, 78), (exitCode, sandboxCode, openCode));
        Assert.Contains("Esf does not start: The environment is 'Production' and no authentication is configured", output, StringComparison.Ordinal);
        Assert.Contains("Esf does not start:", sandboxOutput, StringComparison.Ordinal);
        Assert.Contains("can be reached from other machines", openOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_process_ends_with_a_code_of_its_own_where_a_port_is_taken()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var (exitCode, output) = await ServerProcess.RunAsync(["--environment=Development", $"--Endpoints:Json=http://{listener.LocalEndpoint}", "--Endpoints:Grpc=http://127.0.0.1:0"], Cancel);

        Assert.Equal(69, exitCode);
        Assert.Contains("Esf does not start:", output, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private static async Task<(string Bin, string Payment)> PayAsync(HttpClient json, DateOnly paidOn)
    {
        var bin = Bins.Next();
        (await json.PostAsync("/v1/taxpayers", Given.Taxpayer(bin).ToJson())).Success();
        var payment = (await json.PostAsync($"/v1/taxpayers/{bin}/vatPayments", Given.Payment(paidOn: paidOn).ToJson())).Success();
        return (bin, (string)payment["name"]!);
    }

    private static Task<JsonAnswer> IssueAsync(HttpClient json, string bin, string payment) =>
        json.PostAsync($"/v1/taxpayers/{bin}/invoices:issue", Given.SampleRequest(payment));

    private string[] Arguments() =>
    [
        "--environment=Development",
        "--Endpoints:Grpc=http://127.0.0.1:0",
        "--Endpoints:Json=http://127.0.0.1:0",
        $"--Storage:ConnectionString=Data Source={Path.Combine(_folder.FullName, "esf.db")}",
        $"--Ledger:SigningKey={Path.Combine(_folder.FullName, "key.pem")}",
        "--Logging:LogLevel:Default=None",
        "--Logging:LogLevel:Microsoft.AspNetCore=None",
        "--Logging:LogLevel:Microsoft.Hosting.Lifetime=None",
    ];

    private Task<EsfServer> StartAsync(params string[] settings) => StartAsync(null, settings);

    private async Task<EsfServer> StartAsync(TimeProvider? clock, params string[] settings)
    {
        var server = await EsfServer.StartAsync([.. Arguments(), .. settings], clock);
        _servers.Add(server);
        return server;
    }
}
