namespace Esf.Domain.Law;

/// <summary>The kinds of dated data of the <see cref="LawBook"/> that rules ask.</summary>
public enum LawTopic
{
    /// <summary>On which days an invoice may be issued against a payment.</summary>
    IssueWindow,

    /// <summary>The rate of VAT by turnover date.</summary>
    VatRates,

    /// <summary>The members of the EAEU.</summary>
    EaeuMembers,

    /// <summary>How corrected, additional and revoking documents are read.</summary>
    Amendments,
}
