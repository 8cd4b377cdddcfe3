using Esf.Cli.Output;

namespace Esf.Cli;

/// <summary>What was asked for cannot be done as it was asked; nothing was sent. The message is for the person at the terminal.</summary>
internal sealed class UsageException : Exception
{
    public UsageException(string message)
        : this(new Phrase(message, message, message))
    {
    }

    public UsageException(Phrase text)
        : base(text.En) =>
        Text = text;

    /// <summary>The message in three languages.</summary>
    public Phrase Text { get; }
}
