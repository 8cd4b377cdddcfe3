using Esf.Cli.Output.Export;
using Esf.V1;
using Spectre.Console;
using ProtoDecimal = Google.Type.Decimal;

namespace Esf.Cli.Output;

/// <summary>Events of the feed, as a file and one line each on the screen: columns of fixed width, since the next line is not known yet.</summary>
internal static class EventView
{
    private const string Gap = "  ";

    private static readonly Phrase Number = new("Invoice number", "Номер ЭСФ", "ЭШФ нөмірі");

    public static readonly TableExport<InvoiceEvent> Export = new(new("Events", "События", "Оқиғалар"),
    [
        Column.Text<InvoiceEvent>("commit_time", Phrases.CommitTime, 24, item => item.CommitTime is null ? "" : $"{item.CommitTime.ToDateTimeOffset():yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}"),
        Column.Term<InvoiceEvent>("type", Phrases.Event, 16, item => Terms.Of(item.Type)),
        Column.Text<InvoiceEvent>("registration_number", Phrases.RegistrationNumber, 38, item => item.EventId),
        Column.Text<InvoiceEvent>("number", Number, 16, item => item.Number),
        Column.Text<InvoiceEvent>("related_invoice", Phrases.RelatedInvoice, 38, RelatedOf),
        Column.Date<InvoiceEvent>("offset_date", Phrases.OffsetDate, item => item.OffsetDate),
        Column.Amount<InvoiceEvent>("offset_amount", Phrases.OffsetEffect, item => item.OffsetAmount),
    ]);

    private static readonly (Phrase Heading, int Width, bool Right)[] Columns =
    [
        (Phrases.LocalTime, 19, false),
        (Phrases.Event, 16, false),
        (Phrases.RegistrationNumber, 34, false),
        (Phrases.RelatedInvoice, 34, false),
        (Phrases.OffsetDate, 10, false),
        (Phrases.OffsetEffect, 18, true),
    ];

    /// <summary>The headings; none where a terminal is too narrow for lines, and each event is a block.</summary>
    public static Paragraph? Title(Screen screen)
    {
        var bold = new Style(decoration: Decoration.Bold);
        return IsBlock(screen) ? null : Line(screen, [.. Columns.Select(column => (screen.Say(column.Heading), bold))]);
    }

    /// <summary>Writes an event: the document, what it amends or revokes, and what it does to the offset.</summary>
    public static void Write(Screen screen, InvoiceEvent item)
    {
        (string Text, Style Style)[] cells =
        [
            (Show.Time(item.CommitTime?.ToDateTimeOffset(), screen.Language), new Style(Color.Grey)),
            (screen.Say(Terms.Of(item.Type).Label), new Style(ColorOf(item.Type))),
            (item.EventId, Style.Plain),
            (RelatedOf(item), new Style(Color.Grey)),
            (screen.Date(item.OffsetDate), Style.Plain),
            (screen.SignedAmount(item.OffsetAmount), new Style(ColorOf(item.OffsetAmount))),
        ];
        if (!IsBlock(screen))
        {
            screen.WriteLine(Line(screen, cells));
            return;
        }

        var table = new TableView(Columns.Select(column => (ScreenColumn)column.Heading));
        table.Add(cells.Select(cell => new ScreenCell(cell.Text, cell.Style)));
        screen.WriteBlocks(table, toError: false);
    }

    private static bool IsBlock(Screen screen) => screen.Width is { } width && width < Columns.Sum(column => WidthOf(screen, column) + Gap.Length);

    private static int WidthOf(Screen screen, (Phrase Heading, int Width, bool Right) column) => Math.Max(column.Width, screen.Say(column.Heading).Length);

    private static Paragraph Line(Screen screen, params (string Text, Style Style)[] cells)
    {
        var line = new Paragraph();
        foreach (var (column, (text, style)) in Columns.Zip(cells))
        {
            var gap = column == Columns[0] ? "" : Gap;
            var width = WidthOf(screen, column);
            var shown = Show.Clean(text).Replace('\n', ' ');
            line.Append(gap + (column.Right ? shown.PadLeft(width) : shown.PadRight(width)), style);
        }

        return line;
    }

    // The document of a revocation is no invoice: what it is about is the invoice that it revoked.
    private static string RelatedOf(InvoiceEvent item) =>
        ResourceNames.Id(item.Type == InvoiceEventType.Revoked ? item.Invoice : item.RelatedInvoice);

    private static Color ColorOf(InvoiceEventType type) => type switch
    {
        InvoiceEventType.Issued => Color.Green,
        InvoiceEventType.Corrected => Color.Yellow,
        InvoiceEventType.Additional => Color.Aqua,
        InvoiceEventType.Revoked => Color.Red,
        _ => Color.Default,
    };

    private static Color ColorOf(ProtoDecimal? amount) => amount?.Value.StartsWith('-') is true ? Color.Red : Color.Default;
}
