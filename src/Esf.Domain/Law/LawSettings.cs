namespace Esf.Domain.Law;

/// <summary>The readings between which an operator may choose where the law is open (settings <c>Law:*</c>).</summary>
public sealed record LawSettings
{
    /// <summary>Whether an invoice after its window is refused, or issued and marked (<c>Law:LateIssue</c>).</summary>
    public LateIssue LateIssue { get; init; } = LateIssue.Refuse;

    /// <summary>Whether the payment day itself is a day of the window (<c>Law:PaymentDayCounts</c>).</summary>
    public bool PaymentDayCounts { get; init; }

    /// <summary>What becomes of an additional invoice later than its term (<c>Law:AdditionalTerm</c>).</summary>
    public AdditionalTerm AdditionalTerm { get; init; } = AdditionalTerm.Mark;

    /// <summary>The quarter to which the VAT of a corrected invoice belongs (<c>Law:CorrectedPeriod</c>).</summary>
    public CorrectedPeriod CorrectedPeriod { get; init; } = CorrectedPeriod.OwnIssue;
}

/// <summary>What becomes of an additional invoice that is issued after its term.</summary>
public enum AdditionalTerm
{
    /// <summary>It is issued, with a note of the days that it is late.</summary>
    Mark,

    /// <summary>It is refused with ADDITIONAL_TERM_PASSED.</summary>
    Refuse,
}

/// <summary>The quarter to which the VAT of a corrected invoice belongs.</summary>
public enum CorrectedPeriod
{
    /// <summary>That of its own day of issue (art. 481 p. 3 to the letter: p. 1 does not apply to p. 3).</summary>
    OwnIssue,

    /// <summary>That of the annulled invoice, unless the turnover dates lie in different quarters (art. 481 p. 1 by analogy).</summary>
    AnnulledIssue,
}
