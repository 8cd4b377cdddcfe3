using Esf.Client;
using Spectre.Console;

namespace Esf.Cli.Output;

/// <summary>Violations and warnings as an accountant reads them: where, what, by which rule.</summary>
internal static class ViolationTable
{
    private static readonly Style Path = new(Color.Grey);

    public static Table Violations(Screen screen, IEnumerable<EsfViolation> violations) =>
        Of(screen, Phrases.Explanation, Color.Red, violations);

    public static Table Warnings(Screen screen, IEnumerable<EsfViolation> warnings)
    {
        var table = Of(screen, Phrases.Note, Color.Yellow, warnings);
        table.Title = new TableTitle(Markup.Escape(screen.Say(Phrases.Warnings)), new Style(Color.Yellow));
        return table;
    }

    private static Table Of(Screen screen, Phrase explanation, Color color, IEnumerable<EsfViolation> violations)
    {
        var table = screen.Table(Phrases.Field, explanation, Phrases.Reason, Phrases.Article);
        foreach (var violation in violations)
        {
            var name = FieldNames.Of(violation.Field, screen.Language);
            var field = new Rows(name is null
                ? [Show.Cell(violation.Field, Path)]
                : [Show.Cell(name), Show.Cell(violation.Field, Path)]);
            table.AddRow(
                field,
                Show.Cell(violation.LocalizedMessage.Length > 0 ? violation.LocalizedMessage : violation.Description),
                Show.Cell(violation.Reason, new Style(color)),
                Show.Cell(violation.Law ?? ""));
        }

        return table;
    }
}
