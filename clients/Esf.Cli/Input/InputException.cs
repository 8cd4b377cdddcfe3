namespace Esf.Cli.Input;

/// <summary>A file that cannot be read as what it should be. The message starts with file, line and column.</summary>
internal sealed class InputException(string message) : Exception(message);
