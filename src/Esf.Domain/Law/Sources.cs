namespace Esf.Domain.Law;

/// <summary>What the rules cite. Articles are those of the Tax Code No. 214-VIII; boxes are those of the official ESF form.</summary>
public static class Sources
{
    /// <summary>A purchase from a non-resident is the buyer's own turnover.</summary>
    public const string SelfAddressed = "art. 454";

    /// <summary>Who owes VAT for a non-resident: a VAT payer.</summary>
    public const string VatPayer = "art. 454";

    /// <summary>The base in foreign currency: the official rate of the turnover date.</summary>
    public const string CurrencyRate = "art. 461 p. 6";

    /// <summary>A decrease is at most the turnover.</summary>
    public const string Decrease = "art. 464";

    /// <summary>The offset needs VAT that was paid, and is at most that.</summary>
    public const string OffsetNeverMoreThanPaid = "art. 480 p. 7";

    /// <summary>The period of the offset: that of the day of issue.</summary>
    public const string OffsetPeriod = "art. 481 p. 3";

    /// <summary>The term of issue: after the payment, at most five calendar days after its day.</summary>
    public const string IssueWindow = "art. 493 p. 9";

    /// <summary>VAT for a non-resident is computed at the rate of art. 503 p. 1 and no other.</summary>
    public const string Rate = "art. 502 p. 4";

    /// <summary>The quarter that a part of the offset leaves: that in which it was taken.</summary>
    public const string Exclusion = "art. 483 p. 2";

    /// <summary>Tax is accounted for in whole tenge.</summary>
    public const string WholeTenge = "art. 204";

    /// <summary>The turnover date is that of the act signed by both sides.</summary>
    public const string ActDate = "art. 460 p. 13";

    /// <summary>A term of a tax obligation that ends on a day off.</summary>
    public const string DayOff = "art. 64 p. 2";

    /// <summary>A commission agent's purchases are no offset of its own.</summary>
    public const string ForPrincipal = "art. 482 p. 3";

    /// <summary>The term of an additional invoice.</summary>
    public const string AdditionalTerm = "art. 493 p. 7";

    /// <summary>Corrected invoices: no other supplier or recipient, and what they annul.</summary>
    public const string Correction = "art. 499 p. 1";

    /// <summary>Additional invoices: for which changes.</summary>
    public const string Addition = "art. 500 p. 1";

    /// <summary>Boxes of the form that tie an amendment to its invoice.</summary>
    public const string Amendment = "ESF form, boxes 4 and 5";

    public const string NumberBox = "ESF form, box 1.1";
    public const string TurnoverDateBox = "ESF form, box 3";
    public const string SupplierIdentifierBox = "ESF form, box 6";
    public const string SupplierCountryBox = "ESF form, box 8.1";
    public const string LineBoxes = "ESF form, boxes G6-G14";
    public const string TotalsBoxes = "ESF form, section G";

    /// <summary>Structure and check digit of IIN and BIN.</summary>
    public const string IdentificationNumbers = "Law on national registers of identification numbers";

    /// <summary>Budget codes (КБК).</summary>
    public const string BudgetClassification = "Unified budget classification";
}
