using Esf.OneC.Matching;

namespace Esf.OneC.Results;

/// <summary>An invoice that stands in the register.</summary>
/// <param name="Number">Number in the taxpayer's books.</param>
/// <param name="RegistrationNumber">Its place in the register.</param>
/// <param name="IssueDate">Day of issue.</param>
/// <param name="OffsetDate">Day of the VAT offset.</param>
/// <param name="OffsetAmount">VAT to offset, KZT.</param>
/// <param name="TaxPeriod">Quarter of the offset, <c>2026-Q2</c>.</param>
/// <param name="Warnings">What should be known about it.</param>
internal sealed record AcceptedInvoice(
    string Number,
    string RegistrationNumber,
    DateOnly IssueDate,
    DateOnly OffsetDate,
    decimal OffsetAmount,
    string TaxPeriod,
    IReadOnlyList<Finding> Warnings);

/// <summary>A payment that is recorded.</summary>
internal sealed record RecordedPayment(
    string Number, DateOnly PaidOn, decimal Amount, string Name, DateOnly OpensOn, DateOnly ClosesOn);

/// <summary>A document that was not taken.</summary>
/// <param name="Number">Its number; may be empty.</param>
/// <param name="Line">The line of the file on which it begins.</param>
/// <param name="Errors">Why; never empty.</param>
internal sealed record DeclinedDocument(string Number, int Line, IReadOnlyList<Finding> Errors);

/// <summary>A document of a statement that is none of ours.</summary>
internal sealed record SkippedDocument(string Number, int Line, string Date, string Amount, Finding Finding);

/// <summary>A document that is tried again, why, and the payments that came near.</summary>
internal sealed record WaitingDocument(string Number, int Line, IReadOnlyList<Finding> Why, IReadOnlyList<OpenPayment> Candidates);

/// <summary>What a dropped file is.</summary>
internal enum DropKind
{
    /// <summary>None of ours.</summary>
    Unknown,

    /// <summary>A container of IS ESF.</summary>
    EsfXml,

    /// <summary>A bank statement.</summary>
    BankStatement,
}

/// <summary>What became of a dropped file, document by document.</summary>
/// <param name="File">Its name.</param>
/// <param name="Sha256">Of its bytes, 64 lower-case hex digits; empty when they could not be read.</param>
/// <param name="Taxpayer">Whose folder it is.</param>
/// <param name="Kind">What it is.</param>
internal sealed record DropResult(string File, string Sha256, string Taxpayer, DropKind Kind)
{
    public List<AcceptedInvoice> Accepted { get; } = [];

    public List<RecordedPayment> Recorded { get; } = [];

    public List<DeclinedDocument> Declined { get; } = [];

    public List<SkippedDocument> Skipped { get; } = [];

    public List<WaitingDocument> Waiting { get; } = [];

    /// <summary>What stands against the file as a whole.</summary>
    public List<Finding> Errors { get; } = [];

    /// <summary>True while something of it is still to be tried again.</summary>
    public bool IsWaiting => Waiting.Count > 0;

    /// <summary>True when somebody must look at it.</summary>
    public bool IsFailed => Errors.Count > 0 || Declined.Count > 0;
}
