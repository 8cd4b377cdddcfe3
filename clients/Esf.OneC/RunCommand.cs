using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using Esf.Client;
using Esf.OneC.Exchange;
using Esf.OneC.Results;

namespace Esf.OneC;

/// <summary><c>esf-1c run</c>: works on an exchange folder, once or as a service.</summary>
internal static partial class RunCommand
{
    private const string DefaultServer = "http://127.0.0.1:5051";
    private static readonly string[] Languages = ["kk", "ru", "en"];

    private static readonly Wording NoAddress = new(
        "--server must be an http or https address like {usual}, not '{value}'.",
        "--server должен быть адресом http или https, например {usual}, а не '{value}'.",
        "--server http немесе https мекенжайы болуы керек, мысалы {usual}, '{value}' емес.");

    private static readonly Option<DirectoryInfo> Folder = new("--folder")
    {
        Description = "The exchange folder, which must exist; in/, done/, failed/ and out/ are made in it.",
        HelpName = "FOLDER",
        Required = true,
    };

    private static readonly Option<string> Taxpayer = new("--taxpayer")
    {
        Description = "IIN or BIN whose folder it is, 12 digits. Default: ESF_TAXPAYER.",
        HelpName = "BIN",
    };

    private static readonly Option<string> Server = new("--server")
    {
        Description = $"Address of the service's gRPC face. Default: ESF_SERVER, else {DefaultServer}.",
        HelpName = "URL",
    };

    private static readonly Option<string> Language = new("--language")
    {
        Description = "Language of the texts in results. Default: ESF_LANGUAGE, else ru.",
        HelpName = "kk|ru|en",
    };

    private static readonly Option<bool> Once = new("--once") { Description = "One pass over the folder, then end." };

    private static readonly Option<decimal> Settle = Seconds("--settle", 2, 0, 600, "How long a file must stay unchanged before it is read.");

    private static readonly Option<decimal> Interval = Seconds("--interval", 5, 0.1m, 3600, "Pause between two passes.");

    private static readonly Option<bool> Lenient = new("--lenient-encoding")
    {
        Description = "Read statements in the encoding that they have, though their line Кодировка names another.",
    };

    public static Command Create(TextWriter output, TextWriter error)
    {
        var command = new Command("run", "Works on an exchange folder until it is told to stop (SIGTERM, Ctrl+C), or once.")
        {
            Folder, Taxpayer, Server, Language, Once, Settle, Interval, Lenient,
        };
        command.SetAction(async (parsed, stop) =>
        {
            try
            {
                return (int)await RunAsync(parsed, output, stop);
            }
            catch (UsageException wrong)
            {
                await error.WriteLineAsync($"esf-1c: {wrong.Message}");
                return (int)ExitCode.Usage;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                await error.WriteLineAsync($"esf-1c: {failure.Message}");
                return (int)ExitCode.Usage;
            }
        });
        return command;
    }

    private static async Task<ExitCode> RunAsync(ParseResult parsed, TextWriter output, CancellationToken stop)
    {
        var options = new ExchangeOptions
        {
            Taxpayer = TaxpayerOf(parsed),
            Language = LanguageOf(parsed),
            Settle = Span(parsed.GetValue(Settle)),
            Interval = Span(parsed.GetValue(Interval)),
            LenientEncoding = parsed.GetValue(Lenient),
        };
        var root = parsed.GetRequiredValue(Folder);
        if (!root.Exists)
        {
            // A mistyped path would otherwise be made, and watched for ever.
            throw new UsageException($"--folder {root.FullName} does not exist: make it, or correct the path.");
        }

        var folder = new ExchangeFolder(root.FullName);
        var log = new ExchangeLog(output, options.TimeProvider, options.Language);
        folder.Prepare();
        using var journal = Journal.Open(folder.JournalFile, options.Taxpayer);
        var (server, once) = (ServerOf(parsed), parsed.GetValue(Once));
        await using var client = new EsfClient(new EsfClientOptions { Address = server, Language = options.Language });
        log.Say(Started(root.FullName, server, once, options));
        var exchange = new FolderExchange(folder, client, journal, options, log);
        return await new ExchangeService(exchange, options, log).RunAsync(once, stop);
    }

    private static Finding Started(string folder, Uri server, bool once, ExchangeOptions options)
    {
        var seconds = options.Interval.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        var mode = once
            ? new Wording("one pass", "один проход", "бір рет өту")
            : new Wording($"every {seconds} s", $"каждые {seconds} с", $"әр {seconds} с сайын");
        var told = Finding.Of(
            Reasons.Started, "", ("folder", folder), ("taxpayer", options.Taxpayer), ("server", server.GetLeftPart(UriPartial.Authority)));
        return told with { Text = told.Text.With("mode", mode) };
    }

    private static string TaxpayerOf(ParseResult parsed)
    {
        var bin = parsed.GetValue(Taxpayer) ?? Set("ESF_TAXPAYER") ?? "";
        return Bin().IsMatch(bin) ? bin : throw new UsageException($"--taxpayer must be an IIN or BIN of 12 digits, not '{bin}'.");
    }

    private static string LanguageOf(ParseResult parsed)
    {
        var language = parsed.GetValue(Language) ?? Set("ESF_LANGUAGE") ?? "ru";
        return Languages.Contains(language) ? language : throw new UsageException($"--language must be kk, ru or en, not '{language}'.");
    }

    private static Uri ServerOf(ParseResult parsed)
    {
        var text = parsed.GetValue(Server) ?? Set("ESF_SERVER") ?? DefaultServer;
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new UsageException(NoAddress.With([("value", text), ("usual", DefaultServer)]).In(LanguageOf(parsed)));
    }

    private static Option<decimal> Seconds(string name, decimal usual, decimal least, decimal most, string description)
    {
        var option = new Option<decimal>(name)
        {
            Description = $"{description} Seconds, {least} to {most}.",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => usual,
        };
        option.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.GetValueOrDefault<decimal>() is var seconds && (seconds < least || seconds > most))
            {
                result.AddError($"{name} must be {least} to {most} seconds.");
            }
        });
        return option;
    }

    private static TimeSpan Span(decimal seconds) => TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));

    private static string? Set(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    [GeneratedRegex(@"\A[0-9]{12}\z")]
    private static partial Regex Bin();
}
