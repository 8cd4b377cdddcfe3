using Esf.Domain.Errors;
using Esf.Domain.Law;
using Esf.Domain.Parties;
using Esf.Domain.Payments;
using Esf.Domain.Storage;
using Esf.Server.Errors;
using Esf.Server.Mapping;
using Esf.Server.Paging;
using Grpc.Core;

namespace Esf.Server.Services;

/// <summary>Payments of VAT and their deadlines: map in, call, map out.</summary>
internal sealed class VatPaymentService(
    VatPaymentRegistry registry, TaxpayerRegistry taxpayers, IRegisterReader reader, PageTokens tokens, LawBook law)
    : V1.VatPaymentService.VatPaymentServiceBase
{
    public override async Task<V1.RecordVatPaymentResponse> RecordVatPayment(V1.RecordVatPaymentRequest request, ServerCallContext context)
    {
        var shape = new Shape();
        var bin = shape.Taxpayer("parent", request.Parent);
        var payment = VatPaymentMapping.Read(shape, bin, request.VatPayment);
        shape.ThrowIfAny();
        var outcome = (await registry.RecordAsync(bin, [payment!], context.CancellationToken))[0];
        return new() { VatPayment = (outcome.Payment ?? throw outcome.Refusal!).ToWire(law) };
    }

    public override async Task<V1.BatchRecordVatPaymentsResponse> BatchRecordVatPayments(V1.BatchRecordVatPaymentsRequest request, ServerCallContext context)
    {
        var shape = new Shape();
        var bin = shape.Taxpayer("parent", request.Parent);
        shape.BatchSize("vat_payments", request.VatPayments.Count);
        shape.ThrowIfAny();

        var language = RequestLanguage.Of(context);
        var read = request.VatPayments.Select(message =>
        {
            var item = new Shape();
            return (Payment: VatPaymentMapping.Read(item, bin, message), item.Violations);
        }).ToArray();
        var wellFormed = read.Where(item => item.Violations.Count == 0).Select(item => item.Payment!).ToArray();
        var recorded = new Queue<RecordOutcome>(await registry.RecordAsync(bin, wellFormed, context.CancellationToken));
        var outcomes = read.Select(item => item.Violations.Count > 0 ? new(null, new EsfException(ErrorCatalogue.RequestInvalid, item.Violations)) : recorded.Dequeue());
        return new() { Outcomes = { outcomes.Select(outcome => ToWire(outcome, language)) } };
    }

    public override async Task<V1.GetVatPaymentResponse> GetVatPayment(V1.GetVatPaymentRequest request, ServerCallContext context)
    {
        var shape = new Shape();
        var (bin, id) = shape.VatPayment("name", request.Name);
        shape.ThrowIfAny();
        return new() { VatPayment = (await registry.GetAsync(bin, id, context.CancellationToken)).ToWire(law) };
    }

    public override async Task<V1.ListVatPaymentsResponse> ListVatPayments(V1.ListVatPaymentsRequest request, ServerCallContext context)
    {
        var shape = new Shape();
        var bin = shape.TaxpayerOrAll("parent", request.Parent);
        var size = shape.PageSize(request.PageSize);
        var (from, to) = shape.Range("paid_on_from", request.PaidOnFrom, "paid_on_to", request.PaidOnTo);
        shape.ThrowIfAny();

        var list = $"vatPayments {request.Parent} {from:yyyy-MM-dd} {to:yyyy-MM-dd}";
        var query = new VatPaymentQuery(bin, from, to, LeastRest: null, ReadKey(list, request.PageToken), size + 1);
        var page = Page.Of(await reader.ListVatPaymentsAsync(query, context.CancellationToken), size, stored => stored.ToWire(law));
        await RequireTaxpayerAsync(bin, page.Items.Count, context.CancellationToken);
        return new()
        {
            VatPayments = { page.Messages },
            NextPageToken = page.Token(tokens, list, last => WriteKey(new(last.Payment.PaidOn, last.Payment.TaxpayerBin, last.Payment.Id))),
        };
    }

    public override async Task<V1.ListIssueDeadlinesResponse> ListIssueDeadlines(V1.ListIssueDeadlinesRequest request, ServerCallContext context)
    {
        var shape = new Shape();
        var bin = shape.TaxpayerOrAll("parent", request.Parent);
        var size = shape.PageSize(request.PageSize);
        shape.ThrowIfAny();

        var list = $"issueDeadlines {request.Parent} {request.IncludeClosed}";
        var after = ReadKey(list, request.PageToken);
        var page = Page.Of(await registry.ListDeadlinesAsync(bin, request.IncludeClosed, after, size + 1, context.CancellationToken), size, item => item.Deadline.ToWire());
        await RequireTaxpayerAsync(bin, page.Items.Count, context.CancellationToken);
        return new()
        {
            IssueDeadlines = { page.Messages },
            NextPageToken = page.Token(tokens, list, last => WriteKey(last.Key)),
        };
    }

    private static V1.RecordVatPaymentOutcome ToWire(V1.VatPayment? payment, V1.Refusal? refusal) =>
        payment is null ? new() { Refusal = refusal } : new() { VatPayment = payment };

    private V1.RecordVatPaymentOutcome ToWire(RecordOutcome outcome, Language language) =>
        ToWire(outcome.Payment?.ToWire(law), outcome.Refusal?.Refusal.ToWire(language));

    private VatPaymentKey? ReadKey(string list, string token) =>
        tokens.Read(list, token, parts: 3) is { } key ? new(key.Date(0), key.Text(1), key.Text(2)) : null;

    private static string[] WriteKey(VatPaymentKey key) => [PageKey.Of(key.PaidOn), key.Bin, key.PaymentId];

    // An empty list of a taxpayer that nobody registered is a mistake in the request, not an answer.
    private async Task RequireTaxpayerAsync(string? bin, int found, CancellationToken cancellationToken)
    {
        if (found == 0 && bin is not null)
        {
            await taxpayers.GetAsync(bin, cancellationToken);
        }
    }
}
