using Esf.OneC.Matching;
using Esf.OneC.Results;

namespace Esf.OneC.Exchange;

/// <summary>What became of one invoice.</summary>
internal abstract record Verdict
{
    /// <summary>It stands in the register.</summary>
    public sealed record Accepted(AcceptedInvoice Invoice) : Verdict;

    /// <summary>It must be changed before it can.</summary>
    public sealed record Declined(IReadOnlyList<Finding> Errors) : Verdict;

    /// <summary>It is tried again.</summary>
    public sealed record Waits(IReadOnlyList<Finding> Why, IReadOnlyList<OpenPayment> Candidates) : Verdict;
}
