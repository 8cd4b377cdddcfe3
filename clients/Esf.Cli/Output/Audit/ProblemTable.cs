using System.Globalization;
using Esf.Cli.Input.Declarations;

namespace Esf.Cli.Output.Audit;

/// <summary>What is wrong with a file that was to be sent: where, which value, and what would be right.</summary>
internal static class ProblemTable
{
    public static void Write(Screen screen, string source, FileProblems problems)
    {
        var message = screen.Say(Remarks.BadValues.With("source", source).With("count", $"{problems.Count}"));
        if (screen.Json)
        {
            screen.WriteErrorJson(new
            {
                error = new
                {
                    exitCode = (int)ExitCode.Usage,
                    message,
                    problemCount = problems.Count,
                    problems = problems.Kept.Select(problem => new
                    {
                        row = problem.Row,
                        column = problem.Column,
                        value = problem.Value,
                        message = screen.Say(problem.What),
                    }),
                },
            });
            return;
        }

        screen.Complain(message, ExitCode.Usage);
        var table = new TableView([
            ScreenColumn.Number(AuditPhrases.FileRow),
            ScreenColumn.Text(AuditPhrases.FileColumn),
            ScreenColumn.Text(AuditPhrases.FileValue),
            ScreenColumn.Text(Phrases.Explanation, 0, ScreenColumn.Sentence)]);
        foreach (var problem in problems.Kept)
        {
            table.Add(problem.Row.ToString(CultureInfo.InvariantCulture), problem.Column, problem.Value, screen.Say(problem.What));
        }

        screen.WriteError(table);
        if (problems.Count > problems.Kept.Count)
        {
            screen.Remark(screen.Say(Remarks.ProblemsShown.With("shown", $"{problems.Kept.Count}").With("count", $"{problems.Count}")));
        }
    }
}
