using System.CommandLine;
using System.Globalization;
using Esf.Cli.Output.Export;
using Google.Protobuf;

namespace Esf.Cli.Commands;

/// <summary><c>--output</c>, <c>--format</c> and <c>--force</c>: whether and how a table goes to a file.</summary>
internal sealed class ExportOptions
{
    private readonly IReadOnlyList<ExportFormat> _formats;

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Write to this file, whole or not at all, instead of the screen.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _format;

    private readonly Option<bool> _force = new("--force") { Description = "Replace the file if it is there." };

    /// <summary>Makes the options for a table that can be written in these formats.</summary>
    public ExportOptions(params IReadOnlyList<ExportFormat> formats)
    {
        _formats = formats;
        var names = string.Join('|', formats.Select(NameOf));
        _format = new Option<string?>("--format")
        {
            Description = "Format of the file: Excel opens csv and xlsx; json is one object per line. Default: by the ending of its name.",
            HelpName = names,
        };
        _format.AcceptOnlyFromAmong([.. formats.Select(NameOf)]);
    }

    public void AddTo(Command command)
    {
        command.Add(_format);
        command.Add(_output);
        command.Add(_force);
    }

    /// <summary>The file to write and its format; null when the screen is meant. Nothing is written yet.</summary>
    public (OutputFile File, string Name, ExportFormat Format)? FileOf(Session session, ParseResult parsed)
    {
        var format = parsed.GetValue(_format);
        if (parsed.GetValue(_output) is not { } name)
        {
            return format is null ? null : throw new UsageException("--format is of a file: give it by -o FILE. (On the screen: --json.)");
        }

        var ending = Path.GetExtension(name).TrimStart('.');
        var chosen = _formats.Where(known => NameOf(known) == (format ?? ending.ToLower(CultureInfo.InvariantCulture))).ToArray();
        return chosen is [var only]
            ? (new OutputFile(session.Host.WorkingDirectory, name, parsed.GetValue(_force)), name, only)
            : throw new UsageException($"{name}: which format? Give --format {string.Join('|', _formats.Select(NameOf))}.");
    }

    /// <summary>Writes rows as they come, however many.</summary>
    public static async Task WriteAsync<T>(
        Session session,
        (OutputFile File, string Name, ExportFormat Format) target,
        TableExport<T> table,
        IAsyncEnumerable<T> rows,
        CancellationToken cancellationToken)
        where T : IMessage =>
        await target.File.WriteAsync(
            stream => table.WriteAsync(target.Format, stream, rows, session.Screen.Language, cancellationToken), cancellationToken);

    private static string NameOf(ExportFormat format) => format switch
    {
        ExportFormat.Csv => "csv",
        ExportFormat.Xlsx => "xlsx",
        ExportFormat.Parquet => "parquet",
        _ => "json",
    };
}
