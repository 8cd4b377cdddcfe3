using System.CommandLine;
using Esf.Cli.Input;
using Esf.Cli.Input.Declarations;
using Esf.Cli.Output.Audit;

namespace Esf.Cli.Commands;

/// <summary><c>esf reconcile</c>: what returns declare against what the register holds.</summary>
internal static class ReconcileCommand
{
    public static Command Create(CommandRunner runner)
    {
        var name = new Argument<string>("FILE")
        {
            Description = "CSV (UTF-8 or windows-1251; semicolons, commas or tabs) or .xlsx with a heading: taxpayer (bin, БИН, БСН), "
                + "period (Период, Кезең), turnover (300.00.014 A, Оборот), VAT (300.00.014 B, НДС, ҚҚС); amounts in whole tenge. "
                + $"'{DocumentReader.StandardInput}' is standard input.",
        };
        var asOf = OffsetFilter.CreateAsOf();
        var all = new Option<bool>("--all") { Description = $"Show all differences on the screen, not the first {Reconciliation.MaxShown}." };
        var export = new ExportOptions();
        var command = new Command(
            "reconcile", "Compares declared offsets with the register. Exit code 0: all match, 8: there are differences, 2: the file is wrong.")
        {
            name, asOf, all,
        };
        export.AddTo(command);
        runner.Run(command, async (session, parsed, cancellationToken) =>
        {
            var target = export.FileOf(session, parsed);
            var typed = session.TypedParent() is { } parent && parent != ResourceNames.AllTaxpayers ? parent : null;
            var source = parsed.GetRequiredValue(name);
            var file = await DeclarationFile.ReadAsync(session.Host, source, typed, cancellationToken);
            foreach (var note in file.Notes)
            {
                session.Screen.Remark(session.Screen.Say(note));
            }

            if (file.Problems.Count > 0)
            {
                ProblemTable.Write(session.Screen, source, file.Problems);
                return ExitCode.Usage;
            }

            var reconciliation = new Reconciliation(session, file.Declarations, ParentOf(session, file.Declarations, typed), parsed.GetValue(asOf));
            await session.Screen.CountAsync(source, file.Declarations.Count, add => target is { } to
                ? ExportOptions.WriteAsync(
                    session, parsed, to, FindingTable.Export, reconciliation.RunAsync(add, cancellationToken), () => reconciliation.CompleteThrough, cancellationToken)
                : reconciliation.ReadAsync(add, parsed.GetValue(all) ? int.MaxValue : Reconciliation.MaxShown, cancellationToken));
            OffsetFilter.TellAsOf(session.Screen, parsed);
            reconciliation.Report(target?.File);
            return reconciliation.HasDifferences ? ExitCode.Differs : ExitCode.Ok;
        });
        return command;
    }

    /// <summary>A file of one taxpayer asks for that one; so a taxpayer may reconcile itself.</summary>
    private static string ParentOf(Session session, DeclarationList declarations, string? typed)
    {
        if (!declarations.NamesTaxpayers)
        {
            return session.Parent() is var parent && parent != ResourceNames.AllTaxpayers
                ? parent
                : throw new UsageException("The file has no column of the taxpayer (bin, БИН, БСН): give --taxpayer BIN.");
        }

        return typed ?? (declarations.OnlyTaxpayer ?? ResourceNames.AllTaxpayers);
    }
}
