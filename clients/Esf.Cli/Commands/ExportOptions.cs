using System.CommandLine;
using System.Globalization;
using Esf.Cli.Output;
using Esf.Cli.Output.Export;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Esf.Cli.Commands;

/// <summary>A file to write: where, in which format, and what a workbook says of itself.</summary>
internal sealed record ExportTarget(OutputTarget File, ExportFormat Format);

/// <summary><c>--output</c>, <c>--format</c> and <c>--force</c>: whether and how a table goes to a file.</summary>
internal sealed class ExportOptions
{
    private static readonly IReadOnlyList<ExportFormat> Formats = [ExportFormat.Csv, ExportFormat.Xlsx, ExportFormat.Parquet, ExportFormat.Json];

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Write to this file, whole or not at all, instead of the screen; '-' is standard output.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _format = new("--format")
    {
        Description = "Format of the file: Excel opens csv and xlsx; json is one object per line. Default: by the ending of its name; csv on standard output.",
        HelpName = string.Join('|', Formats.Select(NameOf)),
    };

    private readonly Option<bool> _force = new("--force") { Description = "Replace the file if it is there." };

    public ExportOptions() => _format.AcceptOnlyFromAmong([.. Formats.Select(NameOf)]);

    public void AddTo(Command command)
    {
        command.Add(_format);
        command.Add(_output);
        command.Add(_force);
    }

    /// <summary>The file to write; null when the screen is meant. Nothing is written yet.</summary>
    public ExportTarget? FileOf(Session session, ParseResult parsed)
    {
        var format = parsed.GetValue(_format);
        if (parsed.GetValue(_output) is not { } name)
        {
            return format is null ? null : throw new UsageException("--format is of a file: give it by -o FILE, or -o - for standard output. (On the screen: --json.)");
        }

        var ending = name == OutputTarget.StandardOutput ? NameOf(ExportFormat.Csv) : Path.GetExtension(name).TrimStart('.');
        var chosen = Formats.Where(known => NameOf(known) == (format ?? ending.ToLower(CultureInfo.InvariantCulture))).ToArray();
        if (chosen is not [var only])
        {
            throw new UsageException($"{name}: which format? Give --format {string.Join('|', Formats.Select(NameOf))}.");
        }

        if (name == OutputTarget.StandardOutput && only is ExportFormat.Xlsx or ExportFormat.Parquet && session.Screen.Width is not null)
        {
            throw new UsageException($"{NameOf(only)} is not for a terminal: send it to a file or a pipe.");
        }

        return new(OutputTarget.Of(session.Host, name, parsed.GetValue(_force)), only);
    }

    /// <summary>Writes rows as they come, however many.</summary>
    /// <param name="session">The session.</param>
    /// <param name="parsed">The command line, which a workbook repeats.</param>
    /// <param name="target">Where to.</param>
    /// <param name="table">The table.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="completeThrough">The moment that the rows are of, when all are read; null: the list has none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task WriteAsync<T>(
        Session session,
        ParseResult parsed,
        ExportTarget target,
        TableExport<T> table,
        IAsyncEnumerable<T> rows,
        Func<Timestamp?>? completeThrough,
        CancellationToken cancellationToken)
        where T : IMessage
    {
        var count = 0L;
        var counted = rows.Select(row =>
        {
            count++;
            return row;
        });
        var origin = new ExportOrigin(() => Facts(session, parsed, count, completeThrough));
        await target.File.WriteAsync(
            stream => table.WriteAsync(target.Format, stream, counted, session.Screen.Language, origin, cancellationToken), cancellationToken);
    }

    private static IEnumerable<(Phrase Label, string Value)> Facts(Session session, ParseResult parsed, long count, Func<Timestamp?>? completeThrough)
    {
        var language = session.Screen.Language;
        yield return (Remarks.Command, $"esf {string.Join(' ', CommandsOf(parsed))}");
        yield return (Phrases.Taxpayer, session.AskedFor ?? Remarks.NoFilter.In(language));
        yield return (Remarks.Filter, FilterOf(parsed) is { Length: > 0 } filter ? filter : Remarks.NoFilter.In(language));
        if (completeThrough is not null)
        {
            yield return (Remarks.AsOf, OffsetFilter.AsOfText(session.Screen, parsed) ?? Remarks.Now.In(language));
            yield return (Remarks.Complete, Show.Time(completeThrough()?.ToDateTimeOffset(), language));
        }

        yield return (Remarks.Rows, count.ToString(CultureInfo.InvariantCulture));
        yield return (Remarks.Server, session.Server.ToString());
        yield return (Remarks.MadeAt, Show.Time(session.Host.TimeProvider.GetUtcNow(), language));
    }

    private static Stack<string> CommandsOf(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var result = parsed.CommandResult; result is not null && result.Parent is not null; result = result.Parent as System.CommandLine.Parsing.CommandResult)
        {
            names.Push(result.Command.Name);
        }

        return names;
    }

    /// <summary>The options that choose rows, as they were typed.</summary>
    private static string FilterOf(ParseResult parsed) => string.Join(' ', parsed.CommandResult.Children
        .OfType<System.CommandLine.Parsing.OptionResult>()
        .Where(option => !option.Implicit && option.Option is { Recursive: false } && option.Option.Name is not ("--output" or "--format" or "--force" or "--all"))
        .Select(option => $"{option.Option.Name} {string.Join(' ', option.Tokens.Select(token => token.Value))}".Trim()));

    private static string NameOf(ExportFormat format) => format switch
    {
        ExportFormat.Csv => "csv",
        ExportFormat.Xlsx => "xlsx",
        ExportFormat.Parquet => "parquet",
        _ => "json",
    };
}
