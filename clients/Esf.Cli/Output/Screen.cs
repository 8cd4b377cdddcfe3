using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Esf.Cli.Input;
using Esf.Cli.Output.Export;
using Google.Protobuf;
using Spectre.Console;
using Spectre.Console.Rendering;
using ProtoDate = Google.Type.Date;
using ProtoDecimal = Google.Type.Decimal;

namespace Esf.Cli.Output;

/// <summary>Where results (stdout) and everything else (stderr) go.</summary>
internal sealed class Screen
{
    // Lines are laid out here; the library must not break them again.
    private const int Unlimited = 1_000_000;

    // What is written by the library itself, as progress, into a pipe.
    private const int WidthOfPipes = 200;

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly CliHost _host;
    private readonly IAnsiConsole _out;
    private readonly IAnsiConsole _lines;
    private readonly IAnsiConsole _error;
    private readonly IAnsiConsole _errorLines;

    public Screen(CliHost host, Language language, bool json, bool noColor)
    {
        _host = host;
        Language = language;
        Json = json;
        _out = Console(host.Out, noColor);
        _lines = Console(host.Out, noColor);
        _lines.Profile.Width = Unlimited;
        _errorLines = Console(host.Error, noColor);
        _errorLines.Profile.Width = Unlimited;
        _error = Console(host.Error, noColor);
    }

    public Language Language { get; }

    /// <summary>True when stdout is for machines.</summary>
    public bool Json { get; }

    /// <summary>A screen for the failures that come before the options are read.</summary>
    public static Screen Plain(CliHost host) => new(host, Language.English, json: false, noColor: true);

    /// <summary>Columns of stdout; null where nobody looks: in a pipe or a file.</summary>
    public int? Width => WidthOf(_out);

    public string Say(Phrase phrase) => phrase.In(Language);

    /// <summary>One object of this program's own on one line of stdout.</summary>
    public void WriteJsonObject(object value) => _host.Out.WriteLine(JsonSerializer.Serialize(value, Readable));

    /// <summary>One message on one line of stdout.</summary>
    public void WriteJson(IMessage message) => _host.Out.WriteLine(ContractJson.Write(message));

    /// <summary>One value that is no message of the contract, on one line of stdout.</summary>
    public void WriteJson(JsonNode value) => _host.Out.WriteLine(value.ToJsonString(Readable));

    /// <summary>A table on stdout, laid out for its width.</summary>
    public void Write(TableView table) => Put(_lines, new TableLayout(table, Language).Lines(WidthOf(_out)));

    /// <summary>A table on stderr.</summary>
    public void WriteError(TableView table) => Put(_errorLines, new TableLayout(table, Language).Lines(WidthOf(_error)));

    /// <summary>The rows of a table as blocks of label and value.</summary>
    public void WriteBlocks(TableView table, bool toError) =>
        Put(toError ? _errorLines : _lines, new TableLayout(table, Language).Blocks(WidthOf(toError ? _error : _out)));

    /// <summary>One line of stdout, however narrow the terminal is: it is left to the terminal to wrap what is too long.</summary>
    public void WriteLine(Paragraph line) => Put(_lines, [line]);

    /// <summary>A text on stdout.</summary>
    public void WriteLine(string text, Style? style = null) => Put(_lines, [new Paragraph(Show.Clean(text), style)]);

    /// <summary>A text on stderr.</summary>
    public void WriteErrorLine(string text, Style? style = null) => Put(_errorLines, [new Paragraph(Show.Clean(text), style)]);

    /// <summary>One line of JSON on stderr.</summary>
    public void WriteErrorJson(object value) => _host.Error.WriteLine(JsonSerializer.Serialize(value, Readable));

    /// <summary>A sentence that is no result: a request id, a hint.</summary>
    public void Remark(string text)
    {
        if (Json)
        {
            WriteErrorJson(new { remark = text });
        }
        else
        {
            _host.Error.WriteLine(Show.Clean(text));
        }
    }

    /// <summary>Says that a file is there; of standard output there is nothing to say.</summary>
    public void Written(OutputTarget target, string what = "")
    {
        if (target.IsFile)
        {
            Remark($"{Say(Remarks.Written)}: {target.Name}{(what.Length > 0 ? $" ({what})" : "")}");
        }
    }

    /// <summary>A sentence that says why the command stops, when that is no answer of the service.</summary>
    public void Complain(string text, ExitCode code)
    {
        if (Json)
        {
            WriteErrorJson(new { error = new { exitCode = (int)code, message = text } });
        }
        else
        {
            WriteErrorLine($"esf: {text}", new Style(Color.Red));
        }
    }

    /// <summary>A date as people write it in the language.</summary>
    public string Date(ProtoDate? date) => Show.Date(date, Language);

    /// <summary>An amount as people write it in the language.</summary>
    public string Amount(ProtoDecimal? amount) => Show.Amount(amount, Language);

    /// <summary>An amount with its sign.</summary>
    public string SignedAmount(ProtoDecimal? amount) => Show.SignedAmount(amount, Language);

    /// <summary>A quantity, price or rate.</summary>
    public string Number(ProtoDecimal? number) => Show.Number(number, Language);

    /// <summary>Runs work of known length, which calls its argument once per item done; shows a bar to who watches stderr.</summary>
    public Task ProgressAsync(string title, int total, Func<Action, Task> work) =>
        CountAsync(title, total, add => work(() => add(1)));

    /// <summary>Runs work of known length, which tells its argument how much more is done; shows a bar to who watches stderr.</summary>
    public Task CountAsync(string title, long total, Func<Action<long>, Task> work)
    {
        var done = 0L;
        return MeasureAsync(title, total, tell => work(more => tell(done += more, total)));
    }

    /// <summary>Runs work that tells its argument how much of how much is done; shows a bar to who watches stderr.</summary>
    /// <param name="title">What is done.</param>
    /// <param name="total">How much there is, as far as it is known before.</param>
    /// <param name="work">The work.</param>
    public async Task MeasureAsync(string title, long total, Func<Action<long, long>, Task> work)
    {
        if (!_error.Profile.Out.IsTerminal || (Json && _out.Profile.Out.IsTerminal))
        {
            await work(static (_, _) => { });
            return;
        }

        await _error.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new DoneColumn(), new RemainingTimeColumn())
            .StartAsync(async progress =>
            {
                var task = progress.AddTask(Markup.Escape(title), maxValue: total);
                await work((done, of) => (task.MaxValue, task.Value) = (of, done));
            });
    }

    private IAnsiConsole Console(TextWriter writer, bool noColor)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            ColorSystem = noColor ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = InteractionSupport.Detect,
        });
        if (!console.Profile.Out.IsTerminal)
        {
            // Escape sequences are for terminals; in a file they stand between the words.
            console.Profile.Capabilities.Ansi = false;
            console.Profile.Width =
                int.TryParse(_host.Setting("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns > 0
                    ? columns
                    : WidthOfPipes;
        }

        return console;
    }

    /// <summary>Columns to lay a table out for; null where nobody looks: in a pipe or a file.</summary>
    private int? WidthOf(IAnsiConsole console) => console.Profile.Out.IsTerminal || IsWidthSet ? console.Profile.Width : null;

    private bool IsWidthSet => int.TryParse(_host.Setting("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns > 0;

    private static void Put(IAnsiConsole console, IEnumerable<Paragraph> lines)
    {
        foreach (var line in lines)
        {
            console.Write(line);
            console.WriteLine();
        }
    }

    /// <summary>How many of how many.</summary>
    private sealed class DoneColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(string.Create(CultureInfo.InvariantCulture, $"{task.Value:0}/{task.MaxValue:0}"));
    }
}
