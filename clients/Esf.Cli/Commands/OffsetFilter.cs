using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Esf.Cli.Input.Declarations;
using Google.Protobuf.WellKnownTypes;
using ProtoDate = Google.Type.Date;

namespace Esf.Cli.Commands;

/// <summary>The options that choose offsets: by day, quarter and country, and as of when.</summary>
internal sealed partial class OffsetFilter
{
    // The contract knows microseconds.
    private const int TicksOfMicrosecond = 10;

    private readonly Option<ProtoDate?> _from = CommonOptions.Date("--from", "Only offsets of this day or later.");
    private readonly Option<ProtoDate?> _to = CommonOptions.Date("--to", "Only offsets of this day or earlier.");

    private readonly Option<string?> _period = new("--period")
    {
        Description = "Only offsets of this quarter.",
        HelpName = "2026-Q2",
        CustomParser = result =>
        {
            if (TaxPeriodText.TryParse(result.Tokens[0].Value, out var period))
            {
                return period.ToString();
            }

            result.AddError($"--period: '{result.Tokens[0].Value}' is no quarter like 2026-Q2.");
            return null;
        },
    };

    private readonly Option<string?> _country = new("--country")
    {
        Description = "Only offsets of suppliers from this country, ISO 3166-1 alpha-2.",
        HelpName = "DE",
    };

    private readonly Option<Timestamp?> _asOf = CreateAsOf();

    public void AddTo(Command command)
    {
        foreach (var option in new System.CommandLine.Option[] { _from, _to, _period, _country, _asOf })
        {
            command.Add(option);
        }
    }

    public ProtoDate? From(ParseResult parsed) => parsed.GetValue(_from);

    public ProtoDate? To(ParseResult parsed) => parsed.GetValue(_to);

    public string Period(ParseResult parsed) => parsed.GetValue(_period) ?? "";

    public string Country(ParseResult parsed) => parsed.GetValue(_country) ?? "";

    public Timestamp? AsOf(ParseResult parsed) => parsed.GetValue(_asOf);

    /// <summary><c>--as-of</c>: an instant with its offset from UTC, since a civil time names none.</summary>
    public static Option<Timestamp?> CreateAsOf() => new("--as-of")
    {
        Description = "As the register stood at this instant; what was corrected or revoked later does not change the answer.",
        HelpName = "2026-07-01T00:00:00+05:00",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Instant().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var instant))
            {
                return Timestamp.FromDateTimeOffset(instant.AddTicks(-(instant.Ticks % TicksOfMicrosecond)));
            }

            result.AddError($"--as-of: '{text}' is no instant like 2026-07-01T00:00:00+05:00 or 2026-06-30T19:00:00Z.");
            return null;
        },
    };

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?(Z|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex Instant();
}
