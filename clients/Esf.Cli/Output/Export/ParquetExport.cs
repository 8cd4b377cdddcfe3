using Parquet;
using Parquet.Schema;

namespace Esf.Cli.Output.Export;

/// <summary>A Parquet file: decimal(18,2), dates, 64-bit counts and texts; one row group of it is in memory.</summary>
internal static class ParquetExport
{
    /// <summary>Rows of a row group: enough to compress well, some 20 MB in memory.</summary>
    public const int RowsOfGroup = 50_000;

    private const int Precision = 18;
    private const int Scale = 2;

    public static async Task WriteAsync<T>(
        Stream stream, IReadOnlyList<Column<T>> columns, IAsyncEnumerable<T> rows, int rowsOfGroup, CancellationToken cancellationToken)
    {
        var buffers = columns.Select(BufferOf).ToArray();
        var schema = new ParquetSchema(buffers.Select(buffer => buffer.Field).ToArray<Field>());
        await using var writer = await ParquetWriter.CreateAsync(schema, stream, cancellationToken: cancellationToken);
        var count = 0;
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            for (var i = 0; i < buffers.Length; i++)
            {
                buffers[i].Add(columns[i].Value(row));
            }

            if (++count == rowsOfGroup)
            {
                await WriteGroupAsync(writer, buffers, cancellationToken);
                count = 0;
            }
        }

        if (count > 0)
        {
            await WriteGroupAsync(writer, buffers, cancellationToken);
        }
    }

    private static async Task WriteGroupAsync(ParquetWriter writer, ColumnBuffer[] buffers, CancellationToken cancellationToken)
    {
        using var group = writer.CreateRowGroup();
        foreach (var buffer in buffers)
        {
            await buffer.WriteAsync(group, cancellationToken);
        }

        group.CompleteValidate();
    }

    private static ColumnBuffer BufferOf<T>(Column<T> column) => column.Kind switch
    {
        ColumnKind.Amount => new ValueBuffer<decimal>(
            new DecimalDataField(column.Name, Precision, Scale, isNullable: true), value => (decimal)value),
        ColumnKind.Date => new ValueBuffer<DateTime>(
            new DateTimeDataField(column.Name, DateTimeFormat.Date, isNullable: true), value => ((DateOnly)value).ToDateTime(TimeOnly.MinValue)),
        ColumnKind.Count => new ValueBuffer<long>(new DataField<long>(column.Name, nullable: true), value => (long)value),
        _ => new TextBuffer(new DataField<string>(column.Name)),
    };

    /// <summary>The values of one column, until they are written as part of a row group.</summary>
    private abstract class ColumnBuffer(DataField field)
    {
        public DataField Field { get; } = field;

        public abstract void Add(object? value);

        public abstract Task WriteAsync(ParquetRowGroupWriter group, CancellationToken cancellationToken);
    }

    private sealed class ValueBuffer<TValue>(DataField field, Func<object, TValue> read) : ColumnBuffer(field)
        where TValue : struct
    {
        private readonly List<TValue?> _values = [];

        public override void Add(object? value) => _values.Add(value is null ? null : read(value));

        public override async Task WriteAsync(ParquetRowGroupWriter group, CancellationToken cancellationToken)
        {
            await group.WriteAsync<TValue>(Field, _values.ToArray().AsMemory(), cancellationToken: cancellationToken);
            _values.Clear();
        }
    }

    private sealed class TextBuffer(DataField field) : ColumnBuffer(field)
    {
        private readonly List<string?> _values = [];

        public override void Add(object? value) => _values.Add(value is Term term ? term.Code : (string?)value);

        public override async Task WriteAsync(ParquetRowGroupWriter group, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await group.WriteAsync(Field, _values);
            _values.Clear();
        }
    }
}
