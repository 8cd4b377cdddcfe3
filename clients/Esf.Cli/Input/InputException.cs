using Esf.Cli.Output;

namespace Esf.Cli.Input;

/// <summary>A file that cannot be read as what it should be. The message starts with file, line and column.</summary>
internal sealed class InputException : Exception
{
    public InputException(string message)
        : this(new Phrase(message, message, message))
    {
    }

    public InputException(Phrase text)
        : base(text.En) =>
        Text = text;

    /// <summary>The message in three languages.</summary>
    public Phrase Text { get; }
}
