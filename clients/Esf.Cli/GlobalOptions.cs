using System.CommandLine;
using System.Globalization;
using Esf.Cli.Output;

namespace Esf.Cli;

/// <summary>The options that every command has, and where their values come from when they are left out.</summary>
internal sealed class GlobalOptions
{
    private const string DefaultServer = "http://127.0.0.1:5051";
    private const int DefaultTimeoutSeconds = 30;
    private const int MaxTimeoutSeconds = 3600;

    private static readonly Phrase NoAddress = new(
        "The server must be an http or https address, not '{0}'; write it like {1}.",
        "Адрес сервера должен начинаться с http:// или https://, а не '{0}'; напишите, например, {1}.",
        "Сервер мекенжайы http:// немесе https:// деп басталуы керек, '{0}' емес; мысалы, былай жазыңыз: {1}.");

    private readonly Option<string?> _server = new("--server")
    {
        Description = $"Address of the service's gRPC face. Default: ESF_SERVER, else {DefaultServer}.",
        HelpName = "URL",
        Recursive = true,
    };

    private readonly Option<string?> _taxpayer = new("--taxpayer")
    {
        Description = "IIN or BIN of the taxpayer, 12 digits; '-' for all (auditors). Default: ESF_TAXPAYER.",
        HelpName = "BIN",
        Recursive = true,
    };

    private readonly Option<string?> _language = new("--language", "--lang")
    {
        Description = "Language of headings and of the service's texts. Default: ESF_LANGUAGE or ESF_LANG, else the locale, else en.",
        HelpName = "kk|ru|en",
        Recursive = true,
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Proto JSON on stdout and nothing else: one document, or one per line for lists; errors as JSON on stderr.",
        Recursive = true,
    };

    private readonly Option<int> _timeout = new("--timeout")
    {
        Description = $"How long one attempt may take, 1 to {MaxTimeoutSeconds} seconds; a call without an answer is tried 4 times.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => DefaultTimeoutSeconds,
        Recursive = true,
    };

    private readonly Option<bool> _noColor = new("--no-color")
    {
        Description = "No colours. Also set by NO_COLOR.",
        Recursive = true,
    };

    public GlobalOptions()
    {
        _language.AcceptOnlyFromAmong(Language.All.Select(language => language.Tag).ToArray());
        _timeout.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var seconds) && seconds is < 1 or > MaxTimeoutSeconds)
            {
                result.AddError($"--timeout must be 1 to {MaxTimeoutSeconds} seconds.");
            }
        });
    }

    public void AddTo(RootCommand root)
    {
        foreach (var option in new Option[] { _server, _taxpayer, _language, _json, _timeout, _noColor })
        {
            root.Add(option);
        }
    }

    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    public bool NoColor(ParseResult parsed, CliHost host) => parsed.GetValue(_noColor) || host.Setting("NO_COLOR") is not null;

    public TimeSpan Timeout(ParseResult parsed) => TimeSpan.FromSeconds(parsed.GetValue(_timeout));

    /// <summary>The address to call. Throws UsageException when it is none.</summary>
    public Uri Server(ParseResult parsed, CliHost host)
    {
        var text = parsed.GetValue(_server) ?? host.Setting("ESF_SERVER") ?? DefaultServer;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            return address;
        }

        // A host and a port without a scheme is what most people write first.
        var meant = Uri.TryCreate($"http://{text}", UriKind.Absolute, out var guess) && !text.Contains("//", StringComparison.Ordinal)
            ? guess.GetLeftPart(UriPartial.Authority)
            : DefaultServer;
        throw new UsageException(string.Format(CultureInfo.InvariantCulture, NoAddress.In(LanguageOf(parsed, host)), text, meant));
    }

    /// <summary>What --taxpayer says, and whether it was typed rather than taken from the environment; null when neither says it.</summary>
    public (string Text, bool Typed)? Taxpayer(ParseResult parsed, CliHost host)
    {
        if (parsed.GetValue(_taxpayer) is { } typed)
        {
            return (typed, true);
        }

        return host.Setting("ESF_TAXPAYER") is { } set ? (set, false) : null;
    }

    /// <summary>The language to speak: asked for, else the locale's when it is one of ours, else English.</summary>
    public Language LanguageOf(ParseResult parsed, CliHost host)
    {
        if ((parsed.GetValue(_language) ?? SetLanguage(host)) is { } asked)
        {
            return Language.Find(asked) ?? throw new UsageException($"ESF_LANGUAGE must be kk, ru or en, not '{asked}'.");
        }

        return OfLocale(host);
    }

    /// <summary>The language of the help, which is needed before the command line is understood; a wrong one is told later.</summary>
    public Language HelpLanguage(IReadOnlyList<string> args, CliHost host)
    {
        var names = _language.Aliases.Append(_language.Name).ToArray();
        var typed = args.Index()
            .Select(arg => names.Contains(arg.Item, StringComparer.Ordinal)
                ? args.ElementAtOrDefault(arg.Index + 1)
                : names.Where(name => arg.Item.StartsWith(name + "=", StringComparison.Ordinal)).Select(name => arg.Item[(name.Length + 1)..]).FirstOrDefault())
            .LastOrDefault(value => value is not null);
        return Language.Find(typed ?? SetLanguage(host) ?? "") ?? OfLocale(host);
    }

    private static string? SetLanguage(CliHost host) => host.Setting("ESF_LANGUAGE") ?? host.Setting("ESF_LANG");

    private static Language OfLocale(CliHost host)
    {
        // POSIX order; a locale is like ru_RU.UTF-8.
        var locale = host.Setting("LC_ALL") ?? host.Setting("LC_MESSAGES") ?? host.Setting("LANG") ?? "";
        return Language.Find(locale.Split('_', '.', '@')[0]) ?? Language.English;
    }
}
