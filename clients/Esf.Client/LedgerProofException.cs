namespace Esf.Client;

/// <summary>What should prove a ledger, a checkpoint or a key, proves nothing.</summary>
public sealed class LedgerProofException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="fault">What is wrong.</param>
    /// <param name="message">What is wrong, in English.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public LedgerProofException(LedgerFault fault, string message, Exception? innerException = null)
        : base(message, innerException) =>
        Fault = fault;

    /// <summary>What is wrong.</summary>
    public LedgerFault Fault { get; }
}
