using Esf.Cli.Output;

namespace Esf.Cli;

/// <summary>What was asked for by other than its name is not there.</summary>
internal sealed class NothingFoundException(Phrase text) : Exception(text.En)
{
    public Phrase Text { get; } = text;
}
