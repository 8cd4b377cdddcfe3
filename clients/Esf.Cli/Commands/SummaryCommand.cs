using System.CommandLine;
using System.Runtime.CompilerServices;
using Esf.Cli.Output;
using Esf.Cli.Output.Audit;
using Esf.V1;

namespace Esf.Cli.Commands;

/// <summary><c>esf offsets summary</c>: sums by day, quarter, taxpayer or country, with bars to compare them.</summary>
internal static class SummaryCommand
{
    private const int PageSize = 1000;
    private const int MaxBars = 60;

    private static readonly Dictionary<string, OffsetGroupBy> Groups = new(StringComparer.Ordinal)
    {
        ["day"] = OffsetGroupBy.Day,
        ["month"] = OffsetGroupBy.Month,
        ["period"] = OffsetGroupBy.TaxPeriod,
        ["taxpayer"] = OffsetGroupBy.Taxpayer,
        ["country"] = OffsetGroupBy.SupplierCountry,
    };

    public static Command Create(CommandRunner runner)
    {
        var by = new Option<string>("--by")
        {
            Description = "By what to sum.",
            HelpName = string.Join('|', Groups.Keys),
            DefaultValueFactory = _ => "period",
        };
        by.AcceptOnlyFromAmong([.. Groups.Keys]);
        var filter = new OffsetFilter();
        var all = new Option<bool>("--all") { Description = $"Show all on the screen, not the first {OffsetsCommand.DefaultRows}." };
        var export = new ExportOptions();
        var command = new Command("summary", "Sums of offsets; what a later document ended is subtracted on the day of that document.") { by };
        filter.AddTo(command);
        command.Add(all);
        export.AddTo(command);
        runner.Run(command, async (session, parsed, cancellationToken) =>
        {
            var target = export.FileOf(session, parsed);
            var request = new SummarizeOffsetsRequest
            {
                Parent = session.ParentOrAll(),
                GroupBy = Groups[parsed.GetRequiredValue(by)],
                OffsetDateFrom = filter.From(parsed),
                OffsetDateTo = filter.To(parsed),
                TaxPeriod = filter.Period(parsed),
                SupplierCountryCode = filter.Country(parsed),
                AsOf = filter.AsOf(parsed),
                PageSize = PageSize,
            };
            var sums = new Sums(session.Client.SummarizeOffsetsAsync(request, cancellationToken));
            if (target is { } file)
            {
                await ExportOptions.WriteAsync(
                    session, parsed, file, SumTable.Export(request.GroupBy), sums.RowsAsync(cancellationToken), () => sums.Last?.CompleteThrough, cancellationToken);
                session.Screen.Written(file.File);
            }
            else
            {
                var max = parsed.GetValue(all) || session.Screen.Json ? int.MaxValue : OffsetsCommand.DefaultRows;
                await ShowAsync(session, request.GroupBy, sums, max, cancellationToken);
            }

            OffsetFilter.TellAsOf(session.Screen, parsed);
            OffsetsCommand.TellMoment(session, sums.Count, sums.Last?.CompleteThrough);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task ShowAsync(
        Session session, OffsetGroupBy groupBy, Sums sums, int max, CancellationToken cancellationToken)
    {
        var rows = new List<OffsetSum>();
        await foreach (var sum in sums.RowsAsync(cancellationToken))
        {
            if (session.Screen.Json)
            {
                session.Screen.WriteJson(sum);
            }
            else if (rows.Count < max)
            {
                rows.Add(sum);
            }
        }

        if (session.Screen.Json)
        {
            return;
        }

        session.Screen.Write(SumTable.Of(session.Screen, groupBy, rows, sums.Last?.Total ?? new OffsetSum()));
        if (rows.Count is > 0 and <= MaxBars)
        {
            foreach (var line in SumTable.Chart(session.Screen, groupBy, rows))
            {
                session.Screen.WriteLine(line);
            }
        }

        if (rows.Count < sums.Count)
        {
            session.Screen.Remark(session.Screen.Say(Remarks.FirstShown.With("count", $"{rows.Count}").With("option", "--all")));
        }
    }

    /// <summary>The sums of all pages one after the other, and what came with the last page.</summary>
    private sealed class Sums(IAsyncEnumerable<SummarizeOffsetsResponse> pages)
    {
        public long Count { get; private set; }

        public SummarizeOffsetsResponse? Last { get; private set; }

        public async IAsyncEnumerable<OffsetSum> RowsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var page in pages.WithCancellation(cancellationToken))
            {
                Last = page;
                foreach (var sum in page.Sums)
                {
                    Count++;
                    yield return sum;
                }
            }
        }
    }
}
