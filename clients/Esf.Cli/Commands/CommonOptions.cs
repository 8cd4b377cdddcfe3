using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Esf.Cli.Input;
using Esf.Client;
using ProtoDate = Google.Type.Date;
using ProtoDecimal = Google.Type.Decimal;

namespace Esf.Cli.Commands;

/// <summary>Kinds of options and arguments that several commands have.</summary>
internal static partial class CommonOptions
{
    /// <summary>How many rows a table shows when nobody says how many; JSON has no such end.</summary>
    private const int DefaultRows = 100;

    /// <summary>A civil date, <c>yyyy-MM-dd</c>.</summary>
    public static Option<ProtoDate?> Date(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "yyyy-MM-dd",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            {
                return date.ToProtoDate();
            }

            result.AddError($"{name}: '{text}' is no date like 2026-05-25.");
            return null;
        },
    };

    /// <summary>An amount in KZT, as it is typed; only its form is checked here.</summary>
    public static Option<ProtoDecimal?> Amount(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "KZT",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (PlainAmount().IsMatch(text))
            {
                return new ProtoDecimal { Value = text };
            }

            result.AddError($"{name}: '{text}' is no amount like 832000.00.");
            return null;
        },
    };

    public static Argument<string> Invoice() => new("NAME|REGISTRATION_NUMBER")
    {
        Description = "taxpayers/{bin}/invoices/{registration number}, or the registration number alone.",
    };

    public static Option<string?> Etag() => new("--etag")
    {
        Description = "The etag of the invoice as it was read; what has changed since is not touched.",
        HelpName = "ETAG",
    };

    public static Option<int?> Limit()
    {
        var option = new Option<int?>("--limit")
        {
            Description = $"At most so many. Default: {DefaultRows} in a table, all with --json.",
            HelpName = "N",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var limit) && limit < 1)
            {
                result.AddError("--limit must be 1 or more.");
            }
        });
        return option;
    }

    public static Argument<string[]> Files(string description) => new("FILE")
    {
        Description = $"{description} A file holds one JSON object, an array of them, or one per line; "
            + $"'{DocumentReader.StandardInput}' is standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Writes a listing: one JSON object per line as it comes, or a table, and on stderr that there is more.</summary>
    public static async Task<ExitCode> ListAsync<T>(
        Session session,
        IAsyncEnumerable<T> items,
        int? limit,
        Func<IReadOnlyCollection<T>, Spectre.Console.Table> table,
        CancellationToken cancellationToken)
        where T : Google.Protobuf.IMessage
    {
        var rows = new List<T>();
        var count = 0;
        var max = limit ?? (session.Screen.Json ? int.MaxValue : DefaultRows);
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            if (count == max)
            {
                session.Screen.Remark(string.Create(CultureInfo.InvariantCulture, $"The first {max} are shown; --limit N shows more."));
                break;
            }

            count++;
            if (session.Screen.Json)
            {
                session.Screen.WriteJson(item);
            }
            else
            {
                rows.Add(item);
            }
        }

        if (!session.Screen.Json)
        {
            session.Screen.Write(table(rows));
        }

        return ExitCode.Ok;
    }

    /// <summary>A page no longer than what is wanted of it; 0 leaves it to the service.</summary>
    public static int PageSize(int? limit) => limit is { } wanted ? Math.Min(wanted + 1, 1000) : 0;

    [GeneratedRegex(@"\A-?[0-9]+(\.[0-9]+)?\z")]
    private static partial Regex PlainAmount();
}
