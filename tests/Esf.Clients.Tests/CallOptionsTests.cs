using System.Diagnostics;
using Esf.Client;

namespace Esf.Clients.Tests;

/// <summary>What a single call may have of its own: language, deadline, headers, attempts; and the span that each call leaves.</summary>
public sealed class CallOptionsTests(ServerFixture fixture)
{
    private const string Missing = "taxpayers/020440002422";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_call_speaks_another_language_and_the_next_one_that_of_the_client()
    {
        await using var client = Client();

        var kazakh = await Assert.ThrowsAsync<EsfException>(() => client.WithOptions(new() { Language = "kk" }).GetTaxpayerAsync(Missing, Cancel));
        var russian = await Assert.ThrowsAsync<EsfException>(() => client.GetTaxpayerAsync(Missing, Cancel));

        Assert.Contains("тіркелмеген", kazakh.LocalizedMessage, StringComparison.Ordinal);
        Assert.Contains("не зарегистрирован", russian.LocalizedMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_of_the_client_and_of_the_call_are_sent_and_the_calls_win()
    {
        using var seen = new Recording();
        await using var client = Client(seen, options => (options.Headers["x-tenant"], options.Headers["x-kept"]) = ("client", "1"));

        await client.WithOptions(new() { Headers = { ["X-Tenant"] = "call" } }).ListTaxpayersAsync(cancellationToken: Cancel).ToListAsync(Cancel);
        var (tenant, kept, language) = (seen.Last("x-tenant"), seen.Last("x-kept"), seen.Last("accept-language"));
        await using var offsets = await client.StreamOffsetsAsync(new() { Parent = "taxpayers/-" }, Cancel);

        Assert.Equal(("call", "1", "ru"), (tenant, kept, language));
        Assert.Equal(("client", "ru"), (seen.Last("x-tenant"), seen.Last("accept-language")));
    }

    [Theory]
    [InlineData("accept-language", "ru")]
    [InlineData("grpc-timeout", "1S")]
    [InlineData("token-bin", "1")]
    [InlineData("два слова", "1")]
    [InlineData("", "1")]
    [InlineData("x", "строка")]
    [InlineData("x", "two\r\nlines")]
    public async Task A_header_that_cannot_be_sent_is_refused_before_the_call(string name, string value)
    {
        await using var client = Client();

        Assert.Throws<ArgumentException>(() => client.WithOptions(new() { Headers = { [name] = value } }));
        Assert.Throws<ArgumentException>(() => Client(null, options => options.Headers[name] = value));
    }

    [Fact]
    public async Task Attempts_and_deadline_are_those_of_the_call()
    {
        using var silent = new Recording { IsSilent = true };
        await using var client = Client(silent, options => options.Deadline = TimeSpan.FromMinutes(1));

        var failure = await Assert.ThrowsAsync<EsfException>(() => client
            .WithOptions(new() { Deadline = TimeSpan.FromMilliseconds(50), MaxAttempts = 1 })
            .GetTaxpayerAsync(Missing, Cancel));

        Assert.Equal((EsfReasons.DeadlineExceeded, 1), (failure.Reason, failure.Attempts));
        Assert.Equal($"{fixture.Grpc}: нет ответа в течение 0.05 с.", failure.LocalizedMessage);
        Assert.Equal($"{fixture.Grpc} did not answer within 0.05 s.", failure.Message);
    }

    [Fact]
    public async Task Options_out_of_bounds_are_refused()
    {
        await using var client = Client();

        Assert.Throws<ArgumentOutOfRangeException>(() => client.WithOptions(new() { Deadline = TimeSpan.Zero }));
        Assert.Throws<ArgumentOutOfRangeException>(() => client.WithOptions(new() { MaxAttempts = 0 }));
        Assert.Throws<ArgumentException>(() => client.WithOptions(new() { Language = " " }));
    }

    [Fact]
    public async Task A_client_of_other_options_shares_the_channel_and_does_not_close_it()
    {
        await using var client = Client();
        var other = client.WithOptions(new() { Language = "kk" });
        await other.DisposeAsync();

        await client.ListTaxpayersAsync(cancellationToken: Cancel).ToListAsync(Cancel);
        await client.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => other.GetTaxpayerAsync(Missing, Cancel));
    }

    [Fact]
    public async Task The_callers_token_ends_a_call_as_cancelled()
    {
        using var silent = new Recording { IsSilent = true };
        await using var client = Client(silent);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var call = client.GetTaxpayerAsync(Missing, stop.Token);
        await stop.CancelAsync();

        Assert.Equal(stop.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call)).CancellationToken);
    }

    [Fact]
    public async Task A_call_leaves_a_span_by_the_conventions_with_all_its_attempts()
    {
        var spans = new List<Activity>();
        using var root = new Activity("test").Start();
        using var listener = Listen(root, spans);
        await using var client = Client(null, options => options.Address = new("http://127.0.0.1:1"));

        await Assert.ThrowsAsync<EsfException>(() => client.GetTaxpayerAsync(Missing, Cancel));

        var span = Assert.Single(spans);
        Assert.Equal(("esf.v1.TaxpayerService/GetTaxpayer", ActivityKind.Client, ActivityStatusCode.Error), (span.DisplayName, span.Kind, span.Status));
        Assert.Equal(root.SpanId, span.ParentSpanId);
        var tags = span.TagObjects.ToDictionary(tag => tag.Key, tag => tag.Value?.ToString());
        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["rpc.system.name"] = "grpc",
                ["rpc.method"] = "esf.v1.TaxpayerService/GetTaxpayer",
                ["server.address"] = "127.0.0.1",
                ["server.port"] = "1",
                ["rpc.response.status_code"] = "UNAVAILABLE",
                ["error.type"] = "ADDRESS_UNREACHABLE",
                ["esf.attempts"] = "2",
            },
            tags);
        Assert.Same(root, Activity.Current);
    }

    [Fact]
    public async Task A_stream_is_one_span_from_its_opening_to_its_end_and_the_caller_stays_in_its_own()
    {
        var spans = new List<Activity>();
        using var root = new Activity("test").Start();
        using var listener = Listen(root, spans);
        await using var client = Client();

        await using (var offsets = await client.StreamOffsetsAsync(new() { Parent = "taxpayers/-" }, Cancel))
        {
            Assert.Same(root, Activity.Current);
            await offsets.ToListAsync(Cancel);
        }

        var watch = client.WatchInvoicesAsync("taxpayers/-", "", Cancel);
        await foreach (var message in watch)
        {
            Assert.Same(root, Activity.Current);
            break;
        }

        Assert.Equal(
            [("esf.v1.OffsetService/StreamOffsets", "OK"), ("esf.v1.InvoiceService/WatchInvoices", "CANCELLED")],
            spans.Select(span => (span.DisplayName, (string?)span.GetTagItem("rpc.response.status_code"))));
        Assert.All(spans, span => Assert.Equal(ActivityStatusCode.Unset, span.Status));
    }

    private static ActivityListener Listen(Activity root, List<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EsfClient.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                // Other tests run at the same time.
                if (activity.TraceId == root.TraceId)
                {
                    lock (spans)
                    {
                        spans.Add(activity);
                    }
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private EsfClient Client(HttpMessageHandler? handler = null, Action<EsfClientOptions>? configure = null)
    {
        var options = new EsfClientOptions
        {
            Address = new(fixture.Grpc),
            Language = "ru",
            HttpHandler = handler,
            MaxAttempts = 2,
            InitialBackoff = TimeSpan.FromMilliseconds(1),
        };
        configure?.Invoke(options);
        return new EsfClient(options);
    }

    /// <summary>Notes what is sent; a silent one sends nothing and never answers.</summary>
    private sealed class Recording() : DelegatingHandler(new SocketsHttpHandler())
    {
        private readonly List<HttpRequestMessage> _sent = [];

        public bool IsSilent { get; init; }

        public string? Last(string header) => _sent[^1].Headers.TryGetValues(header, out var values) ? string.Join(',', values) : null;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            _sent.Add(request);
            if (IsSilent)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }
}
