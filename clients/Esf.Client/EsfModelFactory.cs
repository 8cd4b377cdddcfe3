using Esf.V1;
using Google.Protobuf.WellKnownTypes;

namespace Esf.Client;

/// <summary>Makes what a client answers and a program cannot make otherwise, for tests that replace the client's methods.</summary>
public static class EsfModelFactory
{
    /// <summary>An answer of <see cref="EsfClient.StreamOffsetsAsync"/>.</summary>
    /// <param name="offsets">The offsets, all of them.</param>
    /// <param name="completeThrough">The moment that they are of.</param>
    public static StreamedOffsets StreamedOffsets(IEnumerable<Offset> offsets, Timestamp? completeThrough = null)
    {
        var message = new StreamOffsetsResponse { Offsets = { offsets }, CompleteThrough = completeThrough };
        message.TotalCount = message.Offsets.Count;
        return new StreamedOffsets(stream: null, message);
    }

    /// <summary>An answer of <see cref="EsfClient.StreamLedgerAsync"/>.</summary>
    /// <param name="links">The documents of the ledger.</param>
    /// <param name="headSequence">How many documents the ledger has by its head; null: as many as there are links.</param>
    public static StreamedLedger StreamedLedger(IEnumerable<LedgerLink> links, long? headSequence = null)
    {
        var message = new StreamLedgerResponse { Links = { links } };
        message.HeadSequence = headSequence ?? message.Links.Count;
        return new StreamedLedger(stream: null, message);
    }
}
