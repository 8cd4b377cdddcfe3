namespace Esf.Cli.Output.Export;

/// <summary>What kind of file a table is written to.</summary>
internal enum ExportFormat
{
    Csv,
    Xlsx,
    Parquet,
    Json,
}
