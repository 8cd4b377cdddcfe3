using Esf.Domain.Parties;
using Esf.Domain.Storage;
using Esf.Server.Mapping;
using Esf.Server.Paging;
using Grpc.Core;

namespace Esf.Server.Services;

/// <summary>Registration data: map in, call, map out.</summary>
internal sealed class TaxpayerService(TaxpayerRegistry registry, IRegisterReader reader, PageTokens tokens) : V1.TaxpayerService.TaxpayerServiceBase
{
    public override async Task<V1.RegisterTaxpayerResponse> RegisterTaxpayer(V1.RegisterTaxpayerRequest request, ServerCallContext context)
    {
        var stored = await registry.RegisterAsync(TaxpayerMapping.Read(request.Taxpayer), context.CancellationToken);
        return new() { Taxpayer = stored.ToWire() };
    }

    public override async Task<V1.UpdateTaxpayerResponse> UpdateTaxpayer(V1.UpdateTaxpayerRequest request, ServerCallContext context)
    {
        var (taxpayer, etag) = TaxpayerMapping.ReadReplacement(request.Taxpayer);
        var stored = await registry.ReplaceAsync(taxpayer, etag, context.CancellationToken);
        return new() { Taxpayer = stored.ToWire() };
    }

    public override async Task<V1.GetTaxpayerResponse> GetTaxpayer(V1.GetTaxpayerRequest request, ServerCallContext context)
    {
        var shape = new Shape();
        var bin = shape.Taxpayer("name", request.Name);
        shape.ThrowIfAny();
        return new() { Taxpayer = (await registry.GetAsync(bin, context.CancellationToken)).ToWire() };
    }

    public override async Task<V1.ListTaxpayersResponse> ListTaxpayers(V1.ListTaxpayersRequest request, ServerCallContext context)
    {
        const string list = "taxpayers";
        var shape = new Shape();
        var size = shape.PageSize(request.PageSize);
        shape.ThrowIfAny();
        var after = tokens.Read(list, request.PageToken, parts: 1)?.Text(0) ?? string.Empty;
        var page = Page.Of(await reader.ListTaxpayersAsync(after, size + 1, context.CancellationToken), size, TaxpayerMapping.ToWire);
        return new()
        {
            Taxpayers = { page.Messages },
            NextPageToken = page.Token(tokens, list, last => [last.Taxpayer.Bin]),
        };
    }
}
