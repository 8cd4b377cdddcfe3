using Esf.Domain.Amounts;
using Google.Protobuf.WellKnownTypes;

namespace Esf.Server.Mapping;

/// <summary>Domain values as the contract writes them.</summary>
internal static class WireValues
{
    public static Google.Type.Date ToWire(this DateOnly date) => new() { Year = date.Year, Month = date.Month, Day = date.Day };

    public static Google.Type.Decimal ToWire(this Amount amount) => new() { Value = amount.ToString() };

    public static Google.Type.Decimal ToWire(this Factor factor) => new() { Value = factor.ToString() };

    public static Google.Type.Decimal ToWire(this VatRate rate) => new() { Value = rate.ToString() };

    public static Timestamp ToWire(this DateTimeOffset instant) => Timestamp.FromDateTimeOffset(instant);
}
