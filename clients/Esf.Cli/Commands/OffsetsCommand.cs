using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using Esf.Cli.Output;
using Esf.Cli.Output.Audit;
using Esf.Client;
using Esf.V1;
using Google.Protobuf.WellKnownTypes;

namespace Esf.Cli.Commands;

/// <summary><c>esf offsets</c>: which VAT was offset when, by whom, on which payment.</summary>
internal static class OffsetsCommand
{
    /// <summary>How many rows the screen shows when nobody asks for all.</summary>
    internal const int DefaultRows = 200;

    // A table is laid out whole; a longer list is several tables.
    private const int RowsOfTable = 1000;

    public static Command Create(CommandRunner runner)
    {
        var filter = new OffsetFilter();
        var state = CommonOptions.Code<OffsetState>("--state", "Only offsets in this state.");
        var all = new Option<bool>("--all") { Description = $"Show all on the screen, not the first {DefaultRows}." };
        var export = new ExportOptions();
        var command = new Command("offsets", "VAT offsets by day, of all taxpayers or of one: on the screen, or as a file of any size.")
        {
            SummaryCommand.Create(runner),
        };
        filter.AddTo(command);
        command.Add(state);
        command.Add(all);
        export.AddTo(command);
        runner.Run(command, async (session, parsed, cancellationToken) =>
        {
            var target = export.FileOf(session, parsed);
            var request = new StreamOffsetsRequest
            {
                Parent = session.ParentOrAll(),
                OffsetDateFrom = filter.From(parsed),
                OffsetDateTo = filter.To(parsed),
                TaxPeriod = filter.Period(parsed),
                SupplierCountryCode = filter.Country(parsed),
                State = parsed.GetValue(state) ?? default,
                AsOf = filter.AsOf(parsed),
            };
            await using var offsets = await session.Client.StreamOffsetsAsync(request, cancellationToken);
            if (target is { } file)
            {
                await ExportAsync(session, parsed, offsets, file, cancellationToken);
            }
            else if (session.Screen.Json)
            {
                await foreach (var offset in offsets.WithCancellation(cancellationToken))
                {
                    session.Screen.WriteJson(offset);
                }
            }
            else
            {
                var max = parsed.GetValue(all) ? long.MaxValue : DefaultRows;
                await ShowAsync(session, offsets, request.Parent == ResourceNames.AllTaxpayers, max, cancellationToken);
            }

            OffsetFilter.TellAsOf(session.Screen, parsed);
            TellMoment(session, offsets.TotalCount, offsets.CompleteThrough);
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Says of which moment an answer is, and of how many rows.</summary>
    public static void TellMoment(Session session, long count, Timestamp? moment)
    {
        if (session.Screen.Json)
        {
            session.Screen.WriteErrorJson(new { count, completeThrough = moment?.ToDateTimeOffset() });
        }
        else
        {
            var screen = session.Screen;
            var all = screen.Say(Remarks.Count.With("count", count.ToString(CultureInfo.InvariantCulture)));
            var through = moment is null ? "" : " " + screen.Say(Remarks.CompleteThrough.With("time", Show.Time(moment.ToDateTimeOffset(), screen.Language)));
            screen.Remark(all + through);
        }
    }

    private static async Task ExportAsync(
        Session session, ParseResult parsed, StreamedOffsets offsets, ExportTarget target, CancellationToken cancellationToken)
    {
        await session.Screen.CountAsync(target.File.Name, offsets.TotalCount, add => ExportOptions.WriteAsync(
            session,
            parsed,
            target,
            OffsetTable.Export(session.Screen.Language),
            CountedAsync(offsets, add, cancellationToken),
            () => offsets.CompleteThrough,
            cancellationToken));
        session.Screen.Written(target.File);
    }

    private static async IAsyncEnumerable<Offset> CountedAsync(
        StreamedOffsets offsets, Action<long> add, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var offset in offsets.WithCancellation(cancellationToken))
        {
            yield return offset;
            if (++count % RowsOfTable == 0)
            {
                add(RowsOfTable);
            }
        }

        add(count % RowsOfTable);
    }

    private static async Task ShowAsync(
        Session session, StreamedOffsets offsets, bool acrossTaxpayers, long max, CancellationToken cancellationToken)
    {
        var rows = new List<Offset>();
        var shown = 0L;
        await foreach (var offset in offsets.WithCancellation(cancellationToken))
        {
            rows.Add(offset);
            if (++shown == max)
            {
                break;
            }

            if (rows.Count == RowsOfTable)
            {
                session.Screen.Write(OffsetTable.Of(session.Screen, rows, acrossTaxpayers));
                rows.Clear();
            }
        }

        if (rows.Count > 0 || shown == 0)
        {
            session.Screen.Write(OffsetTable.Of(session.Screen, rows, acrossTaxpayers));
        }

        if (shown < offsets.TotalCount)
        {
            session.Screen.Remark(session.Screen.Say(Remarks.FirstShown.With("count", $"{shown}").With("option", "--all")));
        }
    }
}
