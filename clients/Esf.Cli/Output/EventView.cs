using System.Globalization;
using Esf.V1;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Spectre.Console;
using ProtoDecimal = Google.Type.Decimal;

namespace Esf.Cli.Output;

/// <summary>Events of the feed, one line each: columns of fixed width, since the next line is not known yet.</summary>
internal static class EventView
{
    private const string Gap = "  ";

    private static readonly EnumDescriptor Types =
        InvoiceEventReflection.Descriptor.EnumTypes.Single(type => type.Name == nameof(InvoiceEventType));

    private static readonly (Phrase Heading, int Width, bool Right)[] Columns =
    [
        (Phrases.CommitTime, 20, false),
        (Phrases.Event, 10, false),
        (Phrases.RegistrationNumber, 34, false),
        (Phrases.RelatedInvoice, 34, false),
        (Phrases.OffsetDate, 10, false),
        (Phrases.OffsetEffect, 18, true),
    ];

    public static Paragraph Title(Screen screen)
    {
        var bold = new Style(decoration: Decoration.Bold);
        return Line(screen, [.. Columns.Select(column => (screen.Say(column.Heading), bold))]);
    }

    /// <summary>An event: the document, what it amends or revokes, and what it does to the offset.</summary>
    public static Paragraph Line(Screen screen, InvoiceEvent item)
    {
        // The document of a revocation is no invoice: what it is about is the invoice that it revoked.
        var related = item.Type == InvoiceEventType.Revoked ? item.Invoice : item.RelatedInvoice;
        return Line(
            screen,
            (TimeOf(item.CommitTime), new Style(Color.Grey)),
            (Show.Name(item.Type, Types), new Style(ColorOf(item.Type))),
            (item.EventId, Style.Plain),
            (ResourceNames.Id(related), new Style(Color.Grey)),
            (Show.Date(item.OffsetDate), Style.Plain),
            (Show.SignedAmount(item.OffsetAmount), new Style(ColorOf(item.OffsetAmount))));
    }

    private static Paragraph Line(Screen screen, params (string Text, Style Style)[] cells)
    {
        var line = new Paragraph();
        foreach (var (column, (text, style)) in Columns.Zip(cells))
        {
            var gap = column == Columns[0] ? "" : Gap;
            var width = Math.Max(column.Width, screen.Say(column.Heading).Length);
            var shown = Show.Clean(text).Replace('\n', ' ');
            line.Append(gap + (column.Right ? shown.PadLeft(width) : shown.PadRight(width)), style);
        }

        return line;
    }

    private static string TimeOf(Timestamp? time) =>
        time is null ? "" : time.ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

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
