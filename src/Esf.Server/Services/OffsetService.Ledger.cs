using Esf.Domain;
using Esf.Domain.Errors;
using Esf.Domain.Ledger;
using Esf.Domain.Parties;
using Esf.Domain.Storage;
using Esf.Server.Errors;
using Esf.Server.Intake;
using Esf.Server.Mapping;
using Google.Protobuf;
using Grpc.Core;

namespace Esf.Server.Services;

/// <summary>The proof that a ledger is whole: walking it, signing checkpoints, and handing it out as it is stored.</summary>
internal sealed partial class OffsetService
{
    public override async Task<V1.VerifyLedgerResponse> VerifyLedger(V1.VerifyLedgerRequest request, ServerCallContext context)
    {
        var shape = new Shape();
        var bin = shape.Taxpayer("parent", request.Parent);
        var start = LedgerMapping.Place(shape, request.AfterSequence, request.AfterHash);
        var limit = LedgerMapping.Limit(shape, request.Limit);
        var checkpoint = ReadCheckpoint(shape, bin, request.Checkpoint);
        shape.ThrowIfAny();

        using var work = await CallMemory.Of(context).WorkAsync(Limits.DocumentWorkBytes, context.CancellationToken);
        var walk = await audit.WalkAsync(bin, start, limit, checkpoint, context.CancellationToken) ?? throw TaxpayerRegistry.NotFound(bin);
        return walk.ToWire(RequestLanguage.Of(context));
    }

    public override async Task<V1.GetLedgerCheckpointResponse> GetLedgerCheckpoint(V1.GetLedgerCheckpointRequest request, ServerCallContext context)
    {
        var shape = new Shape();
        var bin = shape.Taxpayer("parent", request.Parent);
        shape.ThrowIfAny();

        var page = await chains.ReadLedgerAsync(bin, long.MaxValue, 1, context.CancellationToken) ?? throw TaxpayerRegistry.NotFound(bin);
        var now = clock.GetUtcNow();
        var checkpoint = new LedgerCheckpoint(bin, page.HeadSequence, page.HeadHash, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)));
        return new() { Checkpoint = checkpoint.ToWire(signer) };
    }

    public override async Task StreamLedger(
        V1.StreamLedgerRequest request, IServerStreamWriter<V1.StreamLedgerResponse> responseStream, ServerCallContext context)
    {
        var shape = new Shape();
        var bin = shape.Taxpayer("parent", request.Parent);
        if (request.AfterSequence < 0)
        {
            shape.Invalid("after_sequence", "not_negative");
        }

        shape.ThrowIfAny();
        var after = request.AfterSequence;
        while (true)
        {
            var page = await ReadPartAsync(bin, after, context) ?? throw TaxpayerRegistry.NotFound(bin);
            var links = page.Links.Select(link => new V1.LedgerLink { Sequence = link.Sequence, Document = UnsafeByteOperations.UnsafeWrap(link.Document), Hash = link.Hash });
            await responseStream.WriteAsync(new() { Links = { links }, HeadSequence = page.HeadSequence }, context.CancellationToken);
            if (page.Links.Count < Limits.LedgerPage && !page.IsCut)
            {
                return;
            }

            after = page.Links[^1].Sequence;
        }
    }

    public override Task<V1.ListLedgerKeysResponse> ListLedgerKeys(V1.ListLedgerKeysRequest request, ServerCallContext context) =>
        Task.FromResult(new V1.ListLedgerKeysResponse { Keys = { signer.Keys.Select(LedgerMapping.ToWire) } });

    private async Task<LedgerPage?> ReadPartAsync(string bin, long after, ServerCallContext context)
    {
        using var work = await CallMemory.Of(context).WorkAsync(Limits.DocumentWorkBytes, context.CancellationToken);
        return await chains.ReadLedgerAsync(bin, after, Limits.LedgerPage, context.CancellationToken);
    }

    private LedgerCheckpoint? ReadCheckpoint(Shape shape, string bin, string token)
    {
        if (token.Length == 0)
        {
            return null;
        }

        var checkpoint = signer.Read(token);
        if (checkpoint?.Bin != bin)
        {
            shape.Add(new(ErrorCatalogue.LedgerCheckpointInvalid, "checkpoint", string.Empty));
        }

        return checkpoint;
    }
}
