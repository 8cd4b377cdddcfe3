using Esf.Domain;
using Esf.Domain.Errors;
using Esf.Domain.Invoices;
using Esf.Domain.Law;
using Esf.Domain.Ledger;
using Esf.Domain.Parties;
using Esf.Domain.Storage;
using Esf.Server.Errors;
using Esf.Server.Intake;
using Esf.Server.Mapping;
using Esf.Server.Paging;
using Grpc.Core;

namespace Esf.Server.Services;

/// <summary>Validating, issuing and reading invoices: map in, call, map out.</summary>
internal sealed class InvoiceService(
    InvoiceRegistry registry,
    TaxpayerRegistry taxpayers,
    IRegisterReader reader,
    InvoiceFeed feed,
    PageTokens tokens,
    IHostApplicationLifetime host,
    ILogger<InvoiceService> logger)
    : V1.InvoiceService.InvoiceServiceBase
{
    public override async Task<V1.ValidateInvoiceResponse> ValidateInvoice(V1.ValidateInvoiceRequest request, ServerCallContext context)
    {
        var parent = Shape.OfInvoice();
        var bin = parent.Taxpayer("parent", request.Parent);
        parent.ThrowIfAny();

        var shape = Shape.OfInvoice();
        var (draft, target) = InvoiceDraftMapping.Read(shape, bin, request);
        if (shape.Violations.Count > 0)
        {
            await taxpayers.GetAsync(bin, context.CancellationToken);
            return Report(new(Refusal.InCatalogueOrder(shape.Violations), [], null), context);
        }

        var judged = target is { } amended
            ? await registry.JudgeAsync(amended.Target, amended.Step, draft!, context.CancellationToken)
            : await registry.JudgeAsync(bin, draft!, context.CancellationToken);
        return Report(judged.OrThrow(), context);
    }

    public override async Task<V1.IssueInvoiceResponse> IssueInvoice(V1.IssueInvoiceRequest request, ServerCallContext context)
    {
        var issue = InvoiceDraftMapping.Read(request);
        if (request.ValidateOnly)
        {
            return await JudgeAsync(issue, context);
        }

        return ToWire((await registry.IssueAsync(issue, context.CancellationToken)).OrThrow(), RequestLanguage.Of(context));
    }

    public override async Task<V1.BatchIssueInvoicesResponse> BatchIssueInvoices(V1.BatchIssueInvoicesRequest request, ServerCallContext context)
    {
        var shape = new Shape();
        var bin = shape.Taxpayer("parent", request.Parent);
        shape.BatchSize("requests", request.Requests.Count);
        shape.ThrowIfAny();
        await taxpayers.GetAsync(bin, context.CancellationToken);
        return new() { Outcomes = { await new InvoiceBatch(registry, RequestLanguage.Of(context)).IssueAsync(request, context.CancellationToken) } };
    }

    public override Task StreamIssueInvoices(
        IAsyncStreamReader<V1.StreamIssueInvoicesRequest> requestStream,
        IServerStreamWriter<V1.StreamIssueInvoicesResponse> responseStream,
        ServerCallContext context) =>
        new InvoiceStream(registry, context, host, logger).RunAsync(requestStream, responseStream);

    public override async Task<V1.GetInvoiceResponse> GetInvoice(V1.GetInvoiceRequest request, ServerCallContext context)
    {
        var shape = new Shape();
        var number = shape.Invoice("name", request.Name);
        shape.ThrowIfAny();
        var invoice = number is null ? null : await FindAsync(number, context.CancellationToken);
        return invoice is null
            ? throw new EsfException(ErrorCatalogue.InvoiceNotFound, ("invoice", request.Name)) { Resource = request.Name }
            : new() { Invoice = invoice.ToWire(await RevocationsOfAsync([invoice], context.CancellationToken)) };
    }

    public override async Task<V1.GetRequestOutcomeResponse> GetRequestOutcome(V1.GetRequestOutcomeRequest request, ServerCallContext context)
    {
        var shape = new Shape();
        var (bin, id) = shape.Request("name", request.Name);
        shape.ThrowIfAny();
        var record = await registry.FindRequestAsync(bin, id, context.CancellationToken);
        return new() { RequestOutcome = ToOutcome(request.Name, record, RequestLanguage.Of(context)) };
    }

    public override async Task<V1.ListInvoicesResponse> ListInvoices(V1.ListInvoicesRequest request, ServerCallContext context)
    {
        var shape = new Shape();
        var bin = shape.TaxpayerOrAll("parent", request.Parent);
        var size = shape.PageSize(request.PageSize);
        var (from, to) = shape.Range("issue_date_from", request.IssueDateFrom, "issue_date_to", request.IssueDateTo);
        var number = shape.OptionalDigits("number", request.Number, 1, Limits.InvoiceNumberMaxDigits);
        shape.ThrowIfAny();

        var list = $"invoices {request.Parent} {from:yyyy-MM-dd} {to:yyyy-MM-dd} {number}";
        var query = new InvoiceQuery(bin, from, to, number, ReadKey(list, request.PageToken), size + 1);
        var page = await ReadPageAsync(query, size, request.IncludeRevocations, context);
        if (page.Items.Count == 0)
        {
            await RequireTaxpayerAsync(bin, context.CancellationToken);
        }

        return new()
        {
            Invoices = { page.Messages },
            NextPageToken = page.Token(tokens, list, WriteKey),
        };
    }

    public override async Task<V1.CorrectInvoiceResponse> CorrectInvoice(V1.CorrectInvoiceRequest request, ServerCallContext context)
    {
        var amended = await registry.AmendAsync(InvoiceDraftMapping.Read(request), context.CancellationToken);
        var issued = ToWire(amended.OrThrow(), RequestLanguage.Of(context));
        return new()
        {
            Invoice = issued.Invoice,
            Warnings = { issued.Warnings },
            AnnulledInvoices = { issued.Invoice.AnnulledInvoices.Select(annulled => annulled.RegistrationNumber) },
        };
    }

    public override async Task<V1.IssueAdditionalInvoiceResponse> IssueAdditionalInvoice(
        V1.IssueAdditionalInvoiceRequest request, ServerCallContext context)
    {
        var amended = await registry.AmendAsync(InvoiceDraftMapping.Read(request), context.CancellationToken);
        var issued = ToWire(amended.OrThrow(), RequestLanguage.Of(context));
        return new() { Invoice = issued.Invoice, Warnings = { issued.Warnings } };
    }

    public override async Task<V1.RevokeInvoiceResponse> RevokeInvoice(V1.RevokeInvoiceRequest request, ServerCallContext context)
    {
        var (invoice, revocation) = (await registry.RevokeAsync(InvoiceDraftMapping.Read(request), context.CancellationToken)).OrThrow();
        return new() { Invoice = invoice.ToWire(), Revocation = revocation.ToWire() };
    }

    public override async Task<V1.ListInvoiceEventsResponse> ListInvoiceEvents(V1.ListInvoiceEventsRequest request, ServerCallContext context)
    {
        var shape = new Shape();
        var bin = shape.TaxpayerOrAll("parent", request.Parent);
        var size = shape.PageSize(request.PageSize);
        var wait = shape.Seconds("wait_seconds", request.WaitSeconds, Limits.LongPollSeconds);
        shape.ThrowIfAny();

        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, host.ApplicationStopping);
        var start = await feed.StartAsync(bin, request.ResumeToken, end.Token);
        var page = await feed.NextAsync(bin, start, size, wait, end.Token);
        return new()
        {
            Events = { page.Events.Select(InvoiceEventMapping.ToWire) },
            ResumeToken = feed.TokenOf(bin, ResumeToken.At(page)),
            CompleteThrough = page.CompleteThrough.ToWire(),
        };
    }

    public override async Task WatchInvoices(
        V1.WatchInvoicesRequest request, IServerStreamWriter<V1.WatchInvoicesResponse> responseStream, ServerCallContext context)
    {
        var shape = new Shape();
        var bin = shape.TaxpayerOrAll("parent", request.Parent);
        shape.ThrowIfAny();

        // A stopping server ends its streams, so that it can finish; their readers go on at another one.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, host.ApplicationStopping);
        var start = await feed.StartAsync(bin, request.ResumeToken, end.Token);

        // A page is read only when the one before it is written: a slow reader holds one page in memory and nobody up.
        await foreach (var page in feed.WatchAsync(bin, start, Limits.WatchPage, Limits.WatchHeartbeat, end.Token))
        {
            await responseStream.WriteAsync(
                new()
                {
                    Events = { page.Events.Select(InvoiceEventMapping.ToWire) },
                    ResumeToken = feed.TokenOf(bin, ResumeToken.At(page)),
                    CompleteThrough = page.CompleteThrough.ToWire(),
                },
                end.Token);
        }
    }

    /// <summary>An issued invoice with its notes in a language.</summary>
    internal static V1.IssueInvoiceResponse ToWire(Invoice invoice, Language language) => new()
    {
        Invoice = invoice.ToWire(),
        Warnings = { invoice.Content.Notes.Select(note => note.ToWire(language)) },
    };

    // A revocation's own number leads to what it revoked.
    private async Task<Invoice?> FindAsync(RegistrationNumber number, CancellationToken cancellationToken) =>
        await reader.FindInvoiceAsync(number, cancellationToken)
        ?? ((await reader.FindRevocationsAsync([number], cancellationToken)).TryGetValue(number, out var revocation)
            ? await reader.FindInvoiceAsync(revocation.Content.Revoked.RegistrationNumber, cancellationToken)
            : null);

    private Task<IReadOnlyDictionary<RegistrationNumber, Revocation>> RevocationsOfAsync(IReadOnlyList<Invoice> invoices, CancellationToken cancellationToken) =>
        reader.FindRevocationsAsync(
            [.. invoices.Where(invoice => invoice.State == InvoiceState.Revoked).Select(invoice => invoice.StateChangedBy).OfType<RegistrationNumber>()], cancellationToken);

    private static V1.RequestOutcome ToOutcome(string name, LedgerRecord record, Language language) => record switch
    {
        Invoice invoice when ToWire(invoice, language) is var issued => new() { Name = name, Invoice = issued.Invoice, Warnings = { issued.Warnings } },
        Revocation revocation => new() { Name = name, Revocation = revocation.ToWire() },
        _ => throw new InvalidOperationException($"Unknown document {record.GetType()}."),
    };

    // Documents are large, so few pages are read at once; one that waits to be written is drawn for until it is.
    private async Task<Page<Invoice, V1.Invoice>> ReadPageAsync(InvoiceQuery query, int size, bool withRevocations, ServerCallContext context)
    {
        var memory = CallMemory.Of(context);
        using var work = await memory.WorkAsync(Limits.DocumentWorkBytes, context.CancellationToken);
        var read = await reader.ListInvoicesAsync(query, context.CancellationToken);
        var revocations = await RevocationsOfAsync(withRevocations ? read.Items : [], context.CancellationToken);
        var page = Page.Of(read.Items, size, invoice => invoice.ToWire(revocations), read.IsCut);
        memory.TakeAnswer(page.Messages.Sum(message => message.CalculateSize()) * Limits.WorkPerObjectByte);
        return page;
    }

    // An empty list of a taxpayer that nobody registered is a mistake in the request, not an answer.
    private async Task RequireTaxpayerAsync(string? bin, CancellationToken cancellationToken)
    {
        if (bin is not null)
        {
            await taxpayers.GetAsync(bin, cancellationToken);
        }
    }

    private async Task<V1.IssueInvoiceResponse> JudgeAsync(IssueRequest issue, ServerCallContext context)
    {
        var judgement = (await registry.JudgeAsync(issue.Bin, issue.Draft, context.CancellationToken)).OrThrow();
        var content = judgement.Content ?? throw new EsfException([.. judgement.Violations]);
        return new() { Invoice = content.ToWire(), Warnings = { judgement.Notes.Select(note => note.ToWire(RequestLanguage.Of(context))) } };
    }

    private static V1.ValidateInvoiceResponse Report(Judgement judgement, ServerCallContext context)
    {
        var language = RequestLanguage.Of(context);
        return new()
        {
            Violations = { judgement.Violations.Select(violation => violation.ToWire(language)) },
            Warnings = { judgement.Notes.Select(note => note.ToWire(language)) },
            Invoice = judgement.Content?.ToWire(),
        };
    }

    private InvoiceKey? ReadKey(string list, string token) => tokens.Read(list, token, parts: 2) is { } key ? new(key.Text(0), key.Number(1)) : null;

    private static string[] WriteKey(Invoice last) => [last.RegistrationNumber.Bin, PageKey.Of(last.Position.Sequence)];
}
