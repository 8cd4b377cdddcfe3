namespace Esf.OneC;

/// <summary>The connector cannot begin as it was told to; the message says what to change.</summary>
internal sealed class UsageException(string message) : Exception(message);
