namespace Esf.Domain.Ledger;

/// <summary>What the server has signed: at an instant this ledger had this many documents, and the last one this hash.</summary>
/// <param name="Bin">The taxpayer.</param>
/// <param name="Sequence">How many documents; 0: none yet.</param>
/// <param name="Hash">SHA-256 of the last one, as text.</param>
/// <param name="SignTime">When it was signed, UTC, seconds.</param>
public sealed record LedgerCheckpoint(string Bin, long Sequence, string Hash, DateTimeOffset SignTime);
