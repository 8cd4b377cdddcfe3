using Spectre.Console;

namespace Esf.Cli.Output;

/// <summary>One thing in full: labels and values, of which empty ones are left out.</summary>
internal sealed class FactList(Screen screen, ScreenCell title = default)
{
    private readonly List<(ScreenColumn Label, ScreenCell Value)> _facts = [];

    /// <summary>Adds an identifier, a date or an amount.</summary>
    public void Add(Phrase label, string value, Style? style = null) => _facts.Add((label, new(value, style)));

    /// <summary>Adds words, which may be broken over lines.</summary>
    public void AddText(Phrase label, string value, Style? style = null) => _facts.Add((ScreenColumn.Text(label), new(value, style)));

    /// <summary>Writes it to stdout, or to stderr when it belongs to a question.</summary>
    public void Write(bool toError = false)
    {
        var shown = _facts.Where(fact => fact.Value.Text.Length > 0).ToArray();
        var table = new TableView(shown.Select(fact => fact.Label)) { Title = title.Text is null ? new("") : title };
        table.Add(shown.Select(fact => fact.Value));
        screen.WriteBlocks(table, toError);
    }
}
