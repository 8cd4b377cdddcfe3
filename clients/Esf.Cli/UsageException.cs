namespace Esf.Cli;

/// <summary>What was asked for cannot be done as it was asked; nothing was sent. The message is for the person at the terminal.</summary>
internal sealed class UsageException(string message) : Exception(message);
