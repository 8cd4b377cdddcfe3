using System.Globalization;
using Esf.Domain;
using Esf.Domain.Errors;
using Esf.Domain.Invoices;
using Esf.Domain.Law;
using Esf.Domain.Parties;
using Esf.Domain.Storage;
using Esf.Server.Errors;
using Esf.Server.Mapping;
using Esf.Server.Paging;
using Grpc.Core;

namespace Esf.Server.Services;

/// <summary>Validating, issuing and reading invoices: map in, call, map out.</summary>
internal sealed class InvoiceService(InvoiceRegistry registry, TaxpayerRegistry taxpayers, IRegisterReader reader, InvoiceFeed feed, IHostApplicationLifetime host) : V1.InvoiceService.InvoiceServiceBase
{
    public override async Task<V1.ValidateInvoiceResponse> ValidateInvoice(V1.ValidateInvoiceRequest request, ServerCallContext context)
    {
        var parent = new Shape();
        var bin = parent.Taxpayer("parent", request.Parent);
        parent.ThrowIfAny();

        var shape = new Shape();
        var draft = InvoiceDraftMapping.Read(shape, bin, request.Invoice);
        if (shape.Violations.Count > 0)
        {
            await taxpayers.GetAsync(bin, context.CancellationToken);
            return Report(new(EsfException.InCatalogueOrder(shape.Violations), [], null), context);
        }

        return Report(await registry.JudgeAsync(bin, draft!, context.CancellationToken), context);
    }

    public override async Task<V1.IssueInvoiceResponse> IssueInvoice(V1.IssueInvoiceRequest request, ServerCallContext context)
    {
        var issue = InvoiceDraftMapping.Read(request);
        if (request.ValidateOnly)
        {
            return await JudgeAsync(issue, context);
        }

        return ToWire(await registry.IssueAsync(issue, context.CancellationToken), RequestLanguage.Of(context));
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
        new InvoiceStream(registry, RequestLanguage.Of(context)).RunAsync(requestStream, responseStream, context.CancellationToken);

    public override async Task<V1.GetInvoiceResponse> GetInvoice(V1.GetInvoiceRequest request, ServerCallContext context)
    {
        var shape = new Shape();
        var number = shape.Invoice("name", request.Name);
        shape.ThrowIfAny();
        var invoice = number is null ? null : await reader.FindInvoiceAsync(number, context.CancellationToken);
        return invoice is null
            ? throw new EsfException(ErrorCatalogue.InvoiceNotFound, ("invoice", request.Name)) { Resource = request.Name }
            : new() { Invoice = invoice.ToWire() };
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
        var page = Page.Of(await reader.ListInvoicesAsync(query, context.CancellationToken), size);
        if (page.Items.Count == 0)
        {
            await RequireTaxpayerAsync(bin, context.CancellationToken);
        }

        return new()
        {
            Invoices = { page.Items.Select(InvoiceMapping.ToWire) },
            NextPageToken = page.Token(list, WriteKey),
        };
    }

    public override async Task<V1.CorrectInvoiceResponse> CorrectInvoice(V1.CorrectInvoiceRequest request, ServerCallContext context)
    {
        var issued = ToWire(await registry.IssueAsync(InvoiceDraftMapping.Read(request), context.CancellationToken), RequestLanguage.Of(context));
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
        var issued = ToWire(await registry.IssueAsync(InvoiceDraftMapping.Read(request), context.CancellationToken), RequestLanguage.Of(context));
        return new() { Invoice = issued.Invoice, Warnings = { issued.Warnings } };
    }

    public override async Task<V1.RevokeInvoiceResponse> RevokeInvoice(V1.RevokeInvoiceRequest request, ServerCallContext context)
    {
        var (invoice, revocation) = await registry.RevokeAsync(InvoiceDraftMapping.Read(request), context.CancellationToken);
        return new() { Invoice = invoice.ToWire(), Revocation = revocation.ToWire() };
    }

    public override async Task<V1.ListInvoiceEventsResponse> ListInvoiceEvents(V1.ListInvoiceEventsRequest request, ServerCallContext context)
    {
        var shape = new Shape();
        var bin = shape.TaxpayerOrAll("parent", request.Parent);
        var size = shape.PageSize(request.PageSize);
        var wait = shape.Seconds("wait_seconds", request.WaitSeconds, Limits.LongPollSeconds);
        shape.ThrowIfAny();
        await RequireTaxpayerAsync(bin, context.CancellationToken);

        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, host.ApplicationStopping);
        var start = await feed.StartAsync(bin, request.ResumeToken, end.Token);
        var page = await feed.NextAsync(bin, start, size, wait, end.Token);
        return new()
        {
            Events = { page.Events.Select(InvoiceEventMapping.ToWire) },
            ResumeToken = ResumeToken.Write(bin, page.Position),
            CompleteThrough = page.CompleteThrough.ToWire(),
        };
    }

    public override async Task WatchInvoices(
        V1.WatchInvoicesRequest request, IServerStreamWriter<V1.WatchInvoicesResponse> responseStream, ServerCallContext context)
    {
        var shape = new Shape();
        var bin = shape.TaxpayerOrAll("parent", request.Parent);
        shape.ThrowIfAny();
        await RequireTaxpayerAsync(bin, context.CancellationToken);

        // A stopping server ends its streams, so that it can finish; their readers go on at another one.
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, host.ApplicationStopping);
        var position = await feed.StartAsync(bin, request.ResumeToken, end.Token);
        while (true)
        {
            // A page is read only when the one before it is written: a slow reader holds one page in memory and nobody up.
            var page = await feed.NextAsync(bin, position, Limits.WatchPage, Limits.WatchHeartbeat, end.Token);
            position = page.Position;
            await responseStream.WriteAsync(
                new()
                {
                    Events = { page.Events.Select(InvoiceEventMapping.ToWire) },
                    ResumeToken = ResumeToken.Write(bin, page.Position),
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
        var judgement = await registry.JudgeAsync(issue.Bin, issue.Draft, context.CancellationToken);
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

    private static InvoiceKey? ReadKey(string list, string token) =>
        PageToken.Read(list, token, parts: 2) is [var bin, var sequence] ? new(bin, long.Parse(sequence, CultureInfo.InvariantCulture)) : null;

    private static string[] WriteKey(Invoice last) =>
        [last.RegistrationNumber.Bin, last.Position.Sequence.ToString(CultureInfo.InvariantCulture)];
}
