using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Esf.Cli.Input;
using Google.Protobuf;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Esf.Cli.Output;

/// <summary>Where results (stdout) and everything else (stderr) go.</summary>
internal sealed class Screen
{
    // A pipe has no width; tables that wrap at 80 columns cannot be searched.
    private const int WidthOfPipes = 200;

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly CliHost _host;
    private readonly IAnsiConsole _out;
    private readonly IAnsiConsole _lines;
    private readonly IAnsiConsole _error;

    public Screen(CliHost host, Language language, bool json, bool noColor)
    {
        _host = host;
        Language = language;
        Json = json;
        _out = Console(host.Out, noColor);
        _lines = Console(host.Out, noColor);
        _lines.Profile.Width = WidthOfPipes;
        _error = Console(host.Error, noColor);
    }

    public Language Language { get; }

    /// <summary>True when stdout is for machines.</summary>
    public bool Json { get; }

    /// <summary>A screen for the failures that come before the options are read.</summary>
    public static Screen Plain(CliHost host) => new(host, Language.English, json: false, noColor: true);

    public string Say(Phrase phrase) => phrase.In(Language);

    /// <summary>One object of this program's own on one line of stdout.</summary>
    public void WriteJsonObject(object value) => _host.Out.WriteLine(JsonSerializer.Serialize(value, Readable));

    /// <summary>One message on one line of stdout.</summary>
    public void WriteJson(IMessage message) => _host.Out.WriteLine(ContractJson.Write(message));

    /// <summary>One value that is no message of the contract, on one line of stdout.</summary>
    public void WriteJson(JsonNode value) => _host.Out.WriteLine(value.ToJsonString(Readable));

    public void Write(IRenderable what) => Put(_out, what);

    /// <summary>One line of stdout, however narrow the terminal is: it is left to the terminal to wrap what is too long.</summary>
    public void WriteLine(Paragraph line)
    {
        _lines.Write(line);
        _lines.WriteLine();
    }

    public void WriteError(IRenderable what) => Put(_error, what);

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

    /// <summary>A sentence that says why the command stops, when that is no answer of the service.</summary>
    public void Complain(string text, ExitCode code)
    {
        if (Json)
        {
            WriteErrorJson(new { error = new { exitCode = (int)code, message = text } });
        }
        else
        {
            WriteError(Show.Cell($"esf: {text}", new Style(Color.Red)));
        }
    }

    /// <summary>An empty table in the house style.</summary>
    public Table Table(params IEnumerable<Phrase> headings)
    {
        var table = new Table { Border = TableBorder.Rounded, BorderStyle = new Style(Color.Grey) };
        foreach (var heading in headings)
        {
            table.AddColumn(new TableColumn(new Text(Say(heading), new Style(decoration: Decoration.Bold))));
        }

        return table;
    }

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

    private static void Put(IAnsiConsole console, IRenderable what)
    {
        console.Write(what);
        if (what is Text or Markup)
        {
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
