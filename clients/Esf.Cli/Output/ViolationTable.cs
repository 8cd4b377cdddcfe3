using Esf.Client;
using Spectre.Console;

namespace Esf.Cli.Output;

/// <summary>Violations and warnings as an accountant reads them: where, what, by which rule.</summary>
internal static class ViolationTable
{
    public static TableView Violations(Screen screen, IEnumerable<EsfViolation> violations) =>
        Of(screen, Phrases.Explanation, Color.Red, violations);

    public static TableView Warnings(Screen screen, IEnumerable<EsfViolation> warnings)
    {
        var table = Of(screen, Phrases.Note, Color.Yellow, warnings);
        table.Title = new(screen.Say(Phrases.Warnings), new Style(Color.Yellow));
        return table;
    }

    private static TableView Of(Screen screen, Phrase explanation, Color color, IEnumerable<EsfViolation> violations)
    {
        var table = new TableView([
            ScreenColumn.Text(Phrases.Field), ScreenColumn.Text(explanation, 0, ScreenColumn.Sentence), Phrases.Reason, ScreenColumn.Text(Phrases.Article, 1)]);
        foreach (var violation in violations)
        {
            var name = FieldNames.Of(violation.Field, screen.Language);
            table.Add(
                name is null ? violation.Field : $"{name}\n{violation.Field}",
                violation.LocalizedMessage.Length > 0 ? violation.LocalizedMessage : violation.Description,
                new ScreenCell(violation.Reason, new Style(color)),
                violation.Law ?? "");
        }

        return table;
    }
}
