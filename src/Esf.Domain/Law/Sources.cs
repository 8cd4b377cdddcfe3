namespace Esf.Domain.Law;

/// <summary>What the rules cite. Articles are those of the Tax Code No. 214-VIII; boxes are those of the official ESF form.</summary>
internal static class Sources
{
    public const string SelfAddressed = "art. 454";
    public const string VatPayer = "art. 454";
    public const string SupplierCountryBox = "ESF form, box 8.1";
    public const string SupplierIdentifierBox = "ESF form, box 6";
    public const string TurnoverDateBox = "ESF form, box 3";
    public const string LineBoxes = "ESF form, boxes G6-G14";
    public const string TotalsBoxes = "ESF form, section G";
    public const string CurrencyRate = "art. 461 p. 6";
    public const string OffsetNeverMoreThanPaid = "art. 480 p. 7";
    public const string Amendment = "ESF form, boxes 4 and 5";
    public const string NumberBox = "ESF form, box 1.1";
    public const string IdentificationNumbers = "Law on national registers of identification numbers";
    public const string BudgetClassification = "Unified budget classification";
}
