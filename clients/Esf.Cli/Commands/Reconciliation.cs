using System.Runtime.CompilerServices;
using Esf.Cli.Input.Declarations;
using Esf.Cli.Output;
using Esf.Cli.Output.Audit;
using Esf.Cli.Output.Export;
using Esf.V1;
using Google.Protobuf.WellKnownTypes;

namespace Esf.Cli.Commands;

/// <summary>One reconciliation: passes findings on as they come, and remembers how many there are of each kind.</summary>
internal sealed class Reconciliation(Session session, DeclarationList declarations, string parent, Timestamp? asOf)
{
    /// <summary>How many differences the screen shows when nobody asks for all.</summary>
    public const int MaxShown = 200;

    private readonly Dictionary<FindingKind, int> _counts = [];
    private readonly List<ReconciliationFinding> _shown = [];
    private Timestamp? _moment;

    /// <summary>The moment that the findings are of, once there are any.</summary>
    public Timestamp? CompleteThrough => _moment;

    public bool HasDifferences => DifferenceCount > 0;

    private int DifferenceCount => _counts.Where(item => item.Key != FindingKind.Match).Sum(item => item.Value);

    /// <summary>All findings, with the rows of the file that they are of.</summary>
    public async IAsyncEnumerable<ReconciliationFinding> RunAsync(
        Action<long> add, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var part in session.Client.ReconcileOffsetsAsync(parent, declarations, asOf, cancellationToken))
        {
            _moment = part.CompleteThrough;
            var rows = 0;
            foreach (var finding in part.Findings)
            {
                if (finding.Row > 0)
                {
                    finding.Row = declarations.FileRowOf(finding.Row);
                    rows++;
                }

                _counts[finding.Kind] = _counts.GetValueOrDefault(finding.Kind) + 1;
                yield return finding;
            }

            add(rows);
        }
    }

    /// <summary>Reads all findings: to stdout as they come when it is for machines; else keeps some differences to be shown.</summary>
    public async Task ReadAsync(Action<long> add, int max, CancellationToken cancellationToken)
    {
        await foreach (var finding in RunAsync(add, cancellationToken))
        {
            if (session.Screen.Json)
            {
                session.Screen.WriteJson(finding);
            }
            else if (finding.Kind != FindingKind.Match && _shown.Count < max)
            {
                _shown.Add(finding);
            }
        }
    }

    /// <summary>Shows what was kept and counted.</summary>
    /// <param name="written">The file that all findings went to; null: none.</param>
    public void Report(OutputTarget? written)
    {
        var screen = session.Screen;
        if (screen.Json)
        {
            screen.WriteErrorJson(new
            {
                counts = _counts.ToDictionary(item => FindingTable.CodeOf(item.Key), item => item.Value),
                completeThrough = _moment?.ToDateTimeOffset(),
            });
            return;
        }

        if (_shown.Count > 0)
        {
            screen.Write(FindingTable.Of(screen, _shown));
        }

        // Standard output belongs to the findings when they go there.
        if (written is { IsFile: false })
        {
            screen.WriteError(FindingTable.Counts(screen, _counts));
        }
        else
        {
            screen.Write(FindingTable.Counts(screen, _counts));
        }

        if (written is not null)
        {
            screen.Written(written);
        }
        else if (_shown.Count < DifferenceCount)
        {
            screen.Remark(screen.Say(Remarks.FirstShown.With("count", $"{_shown.Count}").With("option", "--all")));
        }

        OffsetsCommand.TellMoment(session, _counts.Values.Sum(count => (long)count), _moment);
    }
}
