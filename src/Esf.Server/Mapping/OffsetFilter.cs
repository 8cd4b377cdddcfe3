using Esf.Domain.Errors;
using Esf.Domain.Offsets;
using Esf.Domain.Parties;
using Esf.Domain.Storage;

namespace Esf.Server.Mapping;

/// <summary>Which offsets a request asks for. As text it names the list that a page token belongs to.</summary>
/// <param name="Bin">Of this taxpayer; null: of all.</param>
/// <param name="From">Of this day or later.</param>
/// <param name="To">Of this day or earlier.</param>
/// <param name="Period">Attributed to this quarter.</param>
/// <param name="SupplierCountryCode">Of suppliers from this country.</param>
/// <param name="State">In this state.</param>
/// <param name="AsOf">As of this instant; null: now.</param>
internal sealed record OffsetFilter(string? Bin, DateOnly? From, DateOnly? To, TaxPeriod? Period, string? SupplierCountryCode, OffsetState? State, DateTimeOffset? AsOf)
{
    public static OffsetFilter Read(Shape shape, V1.ListOffsetsRequest request) => Read(
        shape, request.Parent, request.OffsetDateFrom, request.OffsetDateTo, request.TaxPeriod, request.SupplierCountryCode, request.State, request.AsOf);

    public static OffsetFilter Read(Shape shape, V1.StreamOffsetsRequest request) => Read(
        shape, request.Parent, request.OffsetDateFrom, request.OffsetDateTo, request.TaxPeriod, request.SupplierCountryCode, request.State, request.AsOf);

    public static OffsetFilter Read(Shape shape, V1.SummarizeOffsetsRequest request) => Read(
        shape, request.Parent, request.OffsetDateFrom, request.OffsetDateTo, request.TaxPeriod, request.SupplierCountryCode, default, request.AsOf);

    /// <summary>The question to the store, as of a moment.</summary>
    public OffsetQuery Query(RegisterMoment moment) => new(moment, Bin, From, To, SupplierCountryCode, State, Period);

    private static OffsetFilter Read(
        Shape shape,
        string parent,
        Google.Type.Date? fromDate,
        Google.Type.Date? toDate,
        string taxPeriod,
        string country,
        V1.OffsetState state,
        Google.Protobuf.WellKnownTypes.Timestamp? asOf)
    {
        var bin = shape.TaxpayerOrAll("parent", parent);
        var (from, to) = shape.Range("offset_date_from", fromDate, "offset_date_to", toDate);
        var period = shape.OptionalTaxPeriod("tax_period", taxPeriod);
        var code = country.Trim();
        if (code.Length > 0 && !CountryCodes.IsAssigned(code))
        {
            shape.Add(new(ErrorCatalogue.InvalidSellerCountryCode, "supplier_country_code", string.Empty, ("country", code.Length <= 8 ? code : code[..8])));
        }

        return new(
            bin,
            from,
            to,
            period,
            code.Length == 0 ? null : code,
            OffsetMapping.State(shape, state),
            shape.OptionalInstant("as_of", asOf));
    }
}
