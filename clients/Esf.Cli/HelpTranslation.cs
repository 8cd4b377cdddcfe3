using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text.Json;
using Esf.Cli.Output;

namespace Esf.Cli;

/// <summary>Puts the help into Russian or Kazakh: every description by <c>help.json</c>, the words around them by the same file.</summary>
/// <remarks>The library has no Kazakh, and its Russian needs culture data that this program is built without.</remarks>
internal static class HelpTranslation
{
    private static readonly Lazy<Texts> Known = new(Load);

    /// <summary>Translates a command and all below it; English stays as it is.</summary>
    public static void Apply(RootCommand root, Language language)
    {
        if (language == Language.English)
        {
            return;
        }

        Translate(root, language);
        root.Description = HelpText.Root.In(language);
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Action = new TranslatedHelp((SynchronousCommandLineAction)help.Action!, language);
        }
    }

    /// <summary>The description in a language; null when there is no translation of it.</summary>
    public static string? Find(string description, Language language) => Known.Value.Descriptions.Find(text => text.En == description)?.In(language);

    private static void Translate(Command command, Language language)
    {
        command.Description = Translated(command.Description, language);
        foreach (var option in command.Options)
        {
            option.Description = Translated(option.Description, language);
        }

        foreach (var argument in command.Arguments)
        {
            argument.Description = Translated(argument.Description, language);
        }

        foreach (var child in command.Subcommands)
        {
            Translate(child, language);
        }
    }

    private static string? Translated(string? description, Language language) =>
        description is null ? null : Find(description, language) ?? description;

    private static Texts Load()
    {
        using var stream = typeof(HelpTranslation).Assembly.GetManifestResourceStream("help.json")!;
        return JsonSerializer.Deserialize<Texts>(stream, JsonSerializerOptions.Web)!;
    }

    private sealed record Texts(List<Phrase> Descriptions, List<Phrase> Words);

    /// <summary>The library's help with its own words translated.</summary>
    private sealed class TranslatedHelp(SynchronousCommandLineAction inner, Language language) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var output = parseResult.InvocationConfiguration.Output;
            using var help = new StringWriter();
            parseResult.InvocationConfiguration.Output = help;
            try
            {
                return inner.Invoke(parseResult);
            }
            finally
            {
                parseResult.InvocationConfiguration.Output = output;
                output.Write(Known.Value.Words.Aggregate(
                    help.ToString(), (text, word) => text.Replace(word.En, word.In(language), StringComparison.Ordinal)));
            }
        }
    }
}
