namespace Esf.Cli.Output.Export;

/// <summary>What a workbook says of itself, on its last sheet: whoever opens it later has only the file.</summary>
/// <param name="Facts">Label and value of each line; asked for when all rows are written, since some are known only then.</param>
internal sealed record ExportOrigin(Func<IEnumerable<(Phrase Label, string Value)>> Facts);
