using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Esf.Cli.Input;
using Esf.Cli.Output;
using Esf.Cli.Output.Export;
using Esf.Client;
using Esf.OneC.Tables;
using ProtoDate = Google.Type.Date;
using ProtoDecimal = Google.Type.Decimal;

namespace Esf.Cli.Commands;

/// <summary>Kinds of options and arguments that several commands have.</summary>
internal static partial class CommonOptions
{
    /// <summary>How many rows a table shows when nobody says how many; JSON has no such end.</summary>
    private const int DefaultRows = 100;

    private static readonly string[] DateForms = ["yyyy-MM-dd", "dd.MM.yyyy"];

    /// <summary>A civil date, <c>yyyy-MM-dd</c> or <c>dd.MM.yyyy</c>.</summary>
    public static Option<ProtoDate?> Date(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "yyyy-MM-dd",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DateOnly.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            {
                return date.ToProtoDate();
            }

            result.AddError($"{name}: '{text}' is no date like 2026-05-25 or 25.05.2026.");
            return null;
        },
    };

    /// <summary>An amount in KZT, as people type it: <c>832000.00</c>, <c>832000,00</c> or <c>832 000</c>.</summary>
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

            if (TableValues.Amount(new TableCell(text, TableCellKind.Text), out _) is { } read)
            {
                return read.ToProtoDecimal();
            }

            result.AddError($"{name}: '{text}' is no amount like 832000.00.");
            return null;
        },
    };

    public static Argument<string> Invoice() => new("INVOICE")
    {
        Description = "Registration number (ESF-…), the invoice's own number with --taxpayer, or taxpayers/{bin}/invoices/{registration number}.",
    };

    /// <summary>One of the codes of an enum, in any case.</summary>
    public static Option<T?> Code<T>(string name, string description)
        where T : struct, Enum
    {
        // The first value of an enum of the contract is "not said".
        var known = Enum.GetValues<T>().Skip(1).ToDictionary(Terms.CodeOf, StringComparer.OrdinalIgnoreCase);
        var option = new Option<T?>(name)
        {
            Description = description,
            HelpName = string.Join('|', known.Keys),
            CustomParser = result =>
            {
                if (known.TryGetValue(result.Tokens[0].Value.Replace('-', '_'), out var value))
                {
                    return value;
                }

                result.AddError($"{name}: '{result.Tokens[0].Value}' is none of {string.Join(", ", known.Keys)}.");
                return null;
            },
        };
        option.CompletionSources.Add([.. known.Keys]);
        return option;
    }

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

    /// <summary>Writes a listing: to a file; as one JSON object per line as it comes; or a table, and on stderr that there is more.</summary>
    /// <param name="session">The session.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="items">The listing.</param>
    /// <param name="limit">How many at most; null: what the way of writing holds.</param>
    /// <param name="export">The options of a file.</param>
    /// <param name="columns">The columns of a file.</param>
    /// <param name="table">The table of the screen.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ExitCode> ListAsync<T>(
        Session session,
        ParseResult parsed,
        IAsyncEnumerable<T> items,
        int? limit,
        ExportOptions export,
        TableExport<T> columns,
        Func<IReadOnlyCollection<T>, TableView> table,
        CancellationToken cancellationToken)
        where T : Google.Protobuf.IMessage
    {
        if (export.FileOf(session, parsed) is { } target)
        {
            var wanted = limit is { } most ? items.Take(most) : items;
            await ExportOptions.WriteAsync(session, parsed, target, columns, wanted, completeThrough: null, cancellationToken);
            session.Screen.Written(target.File);
            return ExitCode.Ok;
        }

        var rows = new List<T>();
        var count = 0;
        var max = limit ?? (session.Screen.Json ? int.MaxValue : DefaultRows);
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            if (count == max)
            {
                session.Screen.Remark(session.Screen.Say(Remarks.FirstShown.With("count", $"{max}").With("option", "--limit N")));
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
