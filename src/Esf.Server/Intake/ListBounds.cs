using System.Collections.Frozen;
using System.Globalization;
using Esf.Domain;
using Esf.Domain.Errors;
using Esf.Domain.Law;
using Google.Protobuf.Reflection;

namespace Esf.Server.Intake;

/// <summary>Counts the items of the contract's lists while a request is read, before anything is made of them.</summary>
/// <remarks>
/// A list of the request itself is bounded exactly. A list inside an item of a batch or of a stream is bounded by all items together, at a full
/// batch of full lists: one item that has too many is refused by itself and does not touch its neighbours.
/// </remarks>
internal sealed class ListBounds(bool isItem)
{
    private static readonly FrozenDictionary<FieldDescriptor, int> All = new Dictionary<FieldDescriptor, int>
    {
        [V1.Invoice.Descriptor.FindFieldByNumber(V1.Invoice.LinesFieldNumber)] = Limits.InvoiceLines,
        [V1.Invoice.Descriptor.FindFieldByNumber(V1.Invoice.PaymentAllocationsFieldNumber)] = Limits.PaymentAllocations,
        [V1.BatchIssueInvoicesRequest.Descriptor.FindFieldByNumber(V1.BatchIssueInvoicesRequest.RequestsFieldNumber)] = Limits.BatchItems,
        [V1.BatchRecordVatPaymentsRequest.Descriptor.FindFieldByNumber(V1.BatchRecordVatPaymentsRequest.VatPaymentsFieldNumber)] = Limits.BatchItems,
        [V1.ReconcileOffsetsRequest.Descriptor.FindFieldByNumber(V1.ReconcileOffsetsRequest.DeclarationsFieldNumber)] = Limits.Declarations,
    }.ToFrozenDictionary();

    private readonly Dictionary<FieldDescriptor, (long Count, long Bound, string Path)> _lists = [];

    /// <summary>Counts one more item.</summary>
    /// <param name="list">The list.</param>
    /// <param name="isInside">Whether it stands inside an item of another list.</param>
    /// <param name="path">Answers its path; asked once.</param>
    /// <returns>Whether the item is within the bound, so that it is worth looking at.</returns>
    public bool Add(FieldDescriptor list, bool isInside, Func<string> path)
    {
        if (!All.TryGetValue(list, out var items))
        {
            return true;
        }

        var known = _lists.TryGetValue(list, out var counted)
            ? counted
            : (Count: 0, Bound: isInside || isItem ? (long)items * Limits.BatchItems : items, Path: path());
        _lists[list] = known with { Count = known.Count + 1 };
        return known.Count < known.Bound;
    }

    /// <summary>A violation for each list that has too many items.</summary>
    public IReadOnlyList<Violation> Violations() =>
        [.. _lists.Where(list => list.Value.Count > list.Value.Bound).Select(list => ViolationOf(list.Key, list.Value.Path, list.Value.Count))];

    private static Violation ViolationOf(FieldDescriptor list, string path, long count) =>
        list.FieldNumber == V1.Invoice.LinesFieldNumber && list.ContainingType == V1.Invoice.Descriptor
            ? TooManyLines(path, count)
            : new(ErrorCatalogue.FieldInvalid, path, string.Empty, ("expected", $"items:1..{All[list]}"));

    /// <summary>The violation of an invoice with too many lines.</summary>
    public static Violation TooManyLines(string path, long count) => new(
        ErrorCatalogue.TooManyLines,
        path,
        Sources.TotalsBoxes,
        ("count", count.ToString(CultureInfo.InvariantCulture)),
        ("limit", Limits.InvoiceLines.ToString(CultureInfo.InvariantCulture)));
}
