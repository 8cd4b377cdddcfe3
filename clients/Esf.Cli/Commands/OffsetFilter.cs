using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.RegularExpressions;
using Esf.Cli.Input.Declarations;
using Esf.Cli.Output;
using Esf.Client;
using Google.Protobuf.WellKnownTypes;
using ProtoDate = Google.Type.Date;

namespace Esf.Cli.Commands;

/// <summary>The options that choose offsets: by day, quarter and country, and as of when.</summary>
internal sealed partial class OffsetFilter
{
    private const string AsOfName = "--as-of";

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
        CustomParser = result => result.Tokens[0].Value.ToUpperInvariant(),
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

    /// <summary>What <c>--as-of</c> means, for who asked; null when it was not given.</summary>
    public static string? AsOfText(Screen screen, ParseResult parsed)
    {
        var option = parsed.CommandResult.Children.OfType<OptionResult>().FirstOrDefault(option => option.Option.Name == AsOfName);
        if (option is not { Tokens: [var token, ..] })
        {
            return null;
        }

        return DayOf(token.Value) is { } day
            ? screen.Say(Remarks.EndOfDay.With("day", screen.Date(day.ToProtoDate())).With("instant", $"{EndOf(day).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}"))
            : token.Value;
    }

    /// <summary>Says which instant a day was taken for.</summary>
    public static void TellAsOf(Screen screen, ParseResult parsed)
    {
        if (AsOfText(screen, parsed) is { } text && parsed.CommandResult.Children.OfType<OptionResult>().Any(
            option => option.Option.Name == AsOfName && DayOf(option.Tokens[0].Value) is not null))
        {
            screen.Remark(text);
        }
    }

    private static DateOnly? DayOf(string text) =>
        DateOnly.TryParseExact(text, ["yyyy-MM-dd", "dd.MM.yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static DateTimeOffset EndOf(DateOnly day) => new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, Show.Almaty).AddMicroseconds(-1);

    /// <summary><c>--as-of</c>: a day, which is taken to its end in Almaty, or an instant with its offset from UTC, since a civil time names none.</summary>
    public static Option<Timestamp?> CreateAsOf() => new(AsOfName)
    {
        Description = "As the register stood at the end of this day in Almaty, or at this instant; what was corrected or revoked later does not change the answer.",
        HelpName = "2026-06-30|2026-07-01T00:00:00+05:00",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DayOf(text) is { } day)
            {
                return Timestamp.FromDateTimeOffset(EndOf(day));
            }

            if (Instant().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var instant))
            {
                return Timestamp.FromDateTimeOffset(instant.AddTicks(-(instant.Ticks % TicksOfMicrosecond)));
            }

            result.AddError($"--as-of: '{text}' is no day like 2026-06-30 and no instant like 2026-07-01T00:00:00+05:00 or 2026-06-30T19:00:00Z.");
            return null;
        },
    };

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?(Z|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex Instant();
}
