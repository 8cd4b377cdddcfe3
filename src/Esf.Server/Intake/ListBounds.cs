using System.Globalization;
using Esf.Domain;
using Esf.Domain.Errors;
using Esf.Domain.Law;
using Google.Protobuf.Reflection;

namespace Esf.Server.Intake;

/// <summary>Counts the items of the contract's lists while a request is read, before anything is made of them.</summary>
/// <remarks>
/// A list of the request itself is bounded exactly. A list inside an item of a batch or of a stream is bounded by all items together, at a
/// full batch of full lists: one item that has too many is refused by itself and does not touch its neighbours.
/// </remarks>
internal sealed class ListBounds(bool isItem)
{
    private static readonly (FieldDescriptor List, int Items)[] All =
    [
        (V1.Invoice.Descriptor.FindFieldByNumber(V1.Invoice.LinesFieldNumber), Limits.InvoiceLines),
        (V1.Invoice.Descriptor.FindFieldByNumber(V1.Invoice.PaymentAllocationsFieldNumber), Limits.PaymentAllocations),
        (V1.BatchIssueInvoicesRequest.Descriptor.FindFieldByNumber(V1.BatchIssueInvoicesRequest.RequestsFieldNumber), Limits.BatchItems),
        (V1.BatchRecordVatPaymentsRequest.Descriptor.FindFieldByNumber(V1.BatchRecordVatPaymentsRequest.VatPaymentsFieldNumber),
            Limits.BatchItems),
        (V1.ReconcileOffsetsRequest.Descriptor.FindFieldByNumber(V1.ReconcileOffsetsRequest.DeclarationsFieldNumber), Limits.Declarations),
    ];

    private readonly (long Count, long Bound, string Path)[] _counted = new (long, long, string)[All.Length];

    /// <summary>The place of a list among those that have a bound; -1: it has none.</summary>
    public static int IndexOf(FieldDescriptor list) => Array.FindIndex(All, bounded => bounded.List == list);

    /// <summary>Whether nothing was counted of a list yet, so that it must be begun.</summary>
    public bool IsNew(int list) => _counted[list].Count == 0;

    /// <summary>Begins to count a list.</summary>
    /// <param name="list">Its place.</param>
    /// <param name="isInside">Whether it stands inside an item of another list.</param>
    /// <param name="path">Its path in the request.</param>
    public void Begin(int list, bool isInside, string path) =>
        _counted[list] = (0, isInside || isItem ? (long)All[list].Items * Limits.BatchItems : All[list].Items, path);

    /// <summary>Counts one more item, and answers whether it is within the bound, so that it is worth looking at.</summary>
    public bool Add(int list) => ++_counted[list].Count <= _counted[list].Bound;

    /// <summary>A violation for each list that has too many items.</summary>
    public IReadOnlyList<Violation> Violations() =>
    [
        .. Enumerable.Range(0, All.Length).Where(list => _counted[list].Count > _counted[list].Bound)
            .Select(list => ViolationOf(list, _counted[list].Path, _counted[list].Count)),
    ];

    private static Violation ViolationOf(int list, string path, long count) =>
        All[list].Items == Limits.InvoiceLines
            ? TooManyLines(path, count)
            : new(ErrorCatalogue.FieldInvalid, path, string.Empty, ("expected", $"items:1..{All[list].Items}"));

    /// <summary>The violation of an invoice with too many lines.</summary>
    public static Violation TooManyLines(string path, long count) => new(
        ErrorCatalogue.TooManyLines,
        path,
        Sources.TotalsBoxes,
        ("count", count.ToString(CultureInfo.InvariantCulture)),
        ("limit", Limits.InvoiceLines.ToString(CultureInfo.InvariantCulture)));
}
