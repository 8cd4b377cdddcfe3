using Esf.Domain;
using Esf.Domain.Ledger;
using Esf.Domain.Offsets;
using Esf.Domain.Parties;
using Esf.Domain.Storage;
using Esf.Server.Errors;
using Esf.Server.Mapping;
using Esf.Server.Paging;
using Grpc.Core;

namespace Esf.Server.Services;

/// <summary>Offsets for auditors: listing, summing and reconciling them.</summary>
internal sealed partial class OffsetService(
    OffsetRegister register,
    Reconciliation reconciliation,
    IOffsetReader reader,
    LedgerAudit audit,
    ILedgerReader chains,
    CheckpointSigner signer,
    TaxpayerRegistry taxpayers,
    PageTokens tokens,
    TimeProvider clock) : V1.OffsetService.OffsetServiceBase
{
    public override async Task<V1.ListOffsetsResponse> ListOffsets(V1.ListOffsetsRequest request, ServerCallContext context)
    {
        var cancel = context.CancellationToken;
        var shape = new Shape();
        var filter = OffsetFilter.Read(shape, request);
        var size = shape.PageSize(request.PageSize);
        shape.ThrowIfAny();

        // The first page fixes the moment, and the tokens carry it: all pages are of one register, whoever issues meanwhile.
        var list = $"offsets {filter}";
        var place = tokens.Read(list, request.PageToken, parts: 5);
        var moment = place is null ? await MomentAsync(filter, cancel) : ReadMoment(place);
        var after = place is null ? null : new OffsetKey(place.Date(2), place.Text(3), place.Number(4));
        var page = Page.Of(await reader.ListOffsetsAsync(filter.Query(moment), after, size + 1, cancel), size, OffsetMapping.ToWire);
        return new()
        {
            Offsets = { page.Messages },
            NextPageToken = page.Token(tokens, list, last => [.. WriteMoment(moment), PageKey.Of(last.Date), last.Invoice.Bin, PageKey.Of(last.Invoice.Sequence)]),
            CompleteThrough = moment.ToWire(),
        };
    }

    public override async Task StreamOffsets(
        V1.StreamOffsetsRequest request, IServerStreamWriter<V1.StreamOffsetsResponse> responseStream, ServerCallContext context)
    {
        var cancel = context.CancellationToken;
        var shape = new Shape();
        var filter = OffsetFilter.Read(shape, request);
        shape.ThrowIfAny();

        var moment = await MomentAsync(filter, cancel);
        var query = filter.Query(moment);
        var total = await reader.CountOffsetsAsync(query, cancel);
        OffsetKey? after = null;
        do
        {
            // One page is in memory; the next is read when this one is written.
            var page = await reader.ListOffsetsAsync(query, after, Limits.OffsetsOfMessage, cancel);
            await responseStream.WriteAsync(
                new() { Offsets = { page.Select(OffsetMapping.ToWire) }, TotalCount = total, CompleteThrough = moment.ToWire() }, cancel);
            after = page.Count < Limits.OffsetsOfMessage ? null : new(page[^1].Date, page[^1].Invoice.Bin, page[^1].Invoice.Sequence);
        }
        while (after is not null);
    }

    public override async Task<V1.SummarizeOffsetsResponse> SummarizeOffsets(V1.SummarizeOffsetsRequest request, ServerCallContext context)
    {
        var cancel = context.CancellationToken;
        var shape = new Shape();
        var filter = OffsetFilter.Read(shape, request);
        var group = OffsetMapping.Group(shape, request.GroupBy);
        var size = shape.PageSize(request.PageSize);
        shape.ThrowIfAny();

        var list = $"sums {group} {filter}";
        var place = tokens.Read(list, request.PageToken, parts: 3);
        var moment = place is null ? await MomentAsync(filter, cancel) : ReadMoment(place);
        var query = filter.Query(moment);
        var after = place is null ? string.Empty : group == OffsetGroup.Day ? PageKey.Of(place.Date(2)) : place.Text(2);
        var page = Page.Of(await register.SumAsync(query, group, after, size + 1, cancel), size, sum => sum.ToWire(group));
        return new()
        {
            Sums = { page.Messages },
            Total = (await reader.TotalOffsetsAsync(query, cancel)).ToWire(),
            NextPageToken = page.Token(tokens, list, last => [.. WriteMoment(moment), last.Key]),
            CompleteThrough = moment.ToWire(),
        };
    }

    public override async Task<V1.ReconcileOffsetsResponse> ReconcileOffsets(V1.ReconcileOffsetsRequest request, ServerCallContext context)
    {
        var cancel = context.CancellationToken;
        var shape = new Shape();
        var bin = shape.TaxpayerOrAll("parent", request.Parent);
        var declarations = DeclarationMapping.Read(shape, bin, request.Declarations);
        var scope = DeclarationMapping.Scope(shape, declarations, request.TaxPeriodFrom, request.TaxPeriodTo);
        var asOf = shape.OptionalInstant("as_of", request.AsOf);
        shape.ThrowIfAny();
        await RequireTaxpayerAsync(bin, cancel);

        var moment = await register.MomentAsync(asOf, cancel);
        var findings = await reconciliation.ReconcileAsync(declarations, scope, moment, cancel);
        var language = RequestLanguage.Of(context);
        return new() { Findings = { findings.Select(finding => finding.ToWire(language)) }, CompleteThrough = moment.ToWire() };
    }

    private async Task<RegisterMoment> MomentAsync(OffsetFilter filter, CancellationToken cancellationToken)
    {
        await RequireTaxpayerAsync(filter.Bin, cancellationToken);
        return await register.MomentAsync(filter.AsOf, cancellationToken);
    }

    private async Task RequireTaxpayerAsync(string? bin, CancellationToken cancellationToken)
    {
        if (bin is not null)
        {
            await taxpayers.GetAsync(bin, cancellationToken);
        }
    }

    private static string[] WriteMoment(RegisterMoment moment) => [PageKey.Of(moment.Position), PageKey.Of(moment.CompleteThrough)];

    private static RegisterMoment ReadMoment(PageKey place) => new(place.Number(0), place.Instant(1));
}
