using System.CommandLine;
using Esf.Cli.Input;
using Esf.Cli.Output;
using Esf.Client;

namespace Esf.Cli;

/// <summary>What one command works with: the client, the screen, the files, and whom it works for.</summary>
internal sealed class Session : IAsyncDisposable
{
    private readonly (string Text, bool Typed)? _taxpayer;

    private Session(
        CliHost host, Screen screen, EsfClientOptions options, (string Text, bool Typed)? taxpayer, IReadOnlyList<string> arguments)
    {
        Host = host;
        Screen = screen;
        Server = options.Address;
        Client = new EsfClient(options);
        Files = new DocumentReader(host);
        Arguments = arguments;
        _taxpayer = taxpayer;
        RepeatCommand = ShellCommand.Of(arguments);
    }

    public CliHost Host { get; }

    public Screen Screen { get; }

    public Uri Server { get; }

    public EsfClient Client { get; }

    public DocumentReader Files { get; }

    /// <summary>The command line as it was typed.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>The command that repeats this one without doing anything twice.</summary>
    public string RepeatCommand { get; set; }

    /// <summary>True from the moment on which something may have been stored.</summary>
    public bool IsChanging { get; set; }

    /// <summary>Told of each break of a watch.</summary>
    public Action<EsfException>? WatchBroken { get; set; }

    public static Session Open(
        CliHost host, GlobalOptions options, ParseResult parsed, Screen screen, IReadOnlyList<string> arguments)
    {
        Session? session = null;
        var settings = new EsfClientOptions
        {
            Address = options.Server(parsed, host),
            Language = screen.Language.Tag,
            Deadline = options.Timeout(parsed),
            HttpHandler = host.HttpHandler,
            TimeProvider = host.TimeProvider,
            WatchBroken = failure => session?.WatchBroken?.Invoke(failure),
        };
        session = new Session(host, screen, settings, options.Taxpayer(parsed, host), arguments);
        return session;
    }

    /// <summary>The taxpayer that the command is about. Throws UsageException when nothing says it.</summary>
    public string Parent() => _taxpayer is { } said
        ? ResourceNames.Taxpayer(said.Text)
        : throw new UsageException(Remarks.WhichTaxpayer);

    /// <summary>The taxpayer that the command is about; all of them when nothing says it.</summary>
    public string ParentOrAll() => _taxpayer is null ? ResourceNames.AllTaxpayers : Parent();

    /// <summary>Whom was asked for, as it was typed or set; null when nothing says it.</summary>
    public string? AskedFor => _taxpayer?.Text;

    /// <summary>The taxpayer that was typed, not taken from the environment; null when none was.</summary>
    public string? TypedParent() => _taxpayer is { Typed: true } ? Parent() : null;

    /// <summary>The taxpayer that a file names, else the one of the command. A typed --taxpayer must agree with the file.</summary>
    /// <param name="named">The file's parent; empty when it names none.</param>
    /// <param name="where">The place in the file, for the message.</param>
    public string ParentFor(string named, string where)
    {
        if (named.Length == 0)
        {
            return Parent();
        }

        return _taxpayer is { Typed: true } said && ResourceNames.Taxpayer(said.Text) != named
            ? throw new UsageException($"{where} is for {named}, but --taxpayer says {said.Text}.")
            : named;
    }

    /// <summary>Asks who sits at the terminal; anything but a yes is a no.</summary>
    public async Task<bool> AskAsync(Phrase question, CancellationToken cancellationToken)
    {
        await Host.Error.WriteAsync(Screen.Say(question) + " ");
        await Host.Error.FlushAsync(cancellationToken);
        using var reader = new StreamReader(Host.In, leaveOpen: true);

        // A console cannot be interrupted while it reads; the waiting for it can.
        var answer = await reader.ReadLineAsync(CancellationToken.None).AsTask().WaitAsync(cancellationToken);
        return answer is not null && Phrases.Yes.Contains(answer.Trim(), StringComparer.OrdinalIgnoreCase);
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
