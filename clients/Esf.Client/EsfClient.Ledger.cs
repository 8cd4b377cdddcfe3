using System.Globalization;
using Esf.V1;

namespace Esf.Client;

public partial class EsfClient
{
    /// <summary>Has the service walk a taxpayer's ledger, part by part, to its head or its first break.</summary>
    /// <remarks>
    /// The service answers for its own database. What needs no trust in it: <see cref="StreamLedgerAsync"/> and
    /// <see cref="LedgerFile.VerifyAsync"/>, with a checkpoint that was kept elsewhere.
    /// </remarks>
    /// <param name="parent"><c>taxpayers/{bin}</c>.</param>
    /// <param name="checkpoint">Token of a checkpoint that was fetched before: its document must still be there. Empty: none.</param>
    /// <param name="progress">Told the answer of each part.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The last answer; its break is null when the ledger is whole.</returns>
    /// <exception cref="EsfException">TAXPAYER_NOT_FOUND; REQUEST_INVALID with FIELD_INVALID or LEDGER_CHECKPOINT_INVALID.</exception>
    public virtual async Task<VerifyLedgerResponse> VerifyLedgerAsync(
        string parent,
        string checkpoint = "",
        IProgress<VerifyLedgerResponse>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var request = new VerifyLedgerRequest { Parent = parent, Checkpoint = checkpoint };
        while (true)
        {
            var part = await CallAsync(Server.Offsets.VerifyLedgerAsync, request, cancellationToken).ConfigureAwait(false);
            progress?.Report(part);
            if (part.Done || part.Break is not null)
            {
                return part;
            }

            if (part.VerifiedSequence <= request.AfterSequence)
            {
                var place = part.VerifiedSequence.ToString(CultureInfo.InvariantCulture);
                throw Server.Retry.Failures.Of(ClientErrors.WalkStuck, attempts: 1, ("sequence", place));
            }

            request.AfterSequence = part.VerifiedSequence;
            request.AfterHash = part.VerifiedHash;
        }
    }

    /// <summary>Opens a ledger as it is stored, to be kept or verified without the service.</summary>
    /// <param name="parent"><c>taxpayers/{bin}</c>.</param>
    /// <param name="afterSequence">Behind this document; 0: from the first.</param>
    /// <param name="cancellationToken">Ends the call, also while the stream is read.</param>
    /// <exception cref="EsfException">TAXPAYER_NOT_FOUND; REQUEST_INVALID with FIELD_INVALID.</exception>
    public virtual async Task<StreamedLedger> StreamLedgerAsync(
        string parent, long afterSequence = 0, CancellationToken cancellationToken = default)
    {
        var request = new StreamLedgerRequest { Parent = parent, AfterSequence = afterSequence };
        var (stream, first) = await ServerStream<StreamLedgerResponse>
            .OpenAsync(options => Server.Offsets.StreamLedger(request, options), Server.Options, Server.Retry, cancellationToken)
            .ConfigureAwait(false);
        return new StreamedLedger(stream, first);
    }

    /// <summary>Answers a signed checkpoint of a ledger as it is now. Keep its token where the service's operator cannot reach it.</summary>
    /// <param name="parent"><c>taxpayers/{bin}</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="EsfException">TAXPAYER_NOT_FOUND.</exception>
    public virtual async Task<LedgerCheckpoint> GetLedgerCheckpointAsync(string parent, CancellationToken cancellationToken = default)
    {
        var request = new GetLedgerCheckpointRequest { Parent = parent };
        var response = await CallAsync(Server.Offsets.GetLedgerCheckpointAsync, request, cancellationToken).ConfigureAwait(false);
        return response.Checkpoint;
    }

    /// <summary>Answers the public keys that checkpoints are signed with; the first one signs.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    public virtual async Task<IReadOnlyList<LedgerKey>> ListLedgerKeysAsync(CancellationToken cancellationToken = default)
    {
        var response = await CallAsync(Server.Offsets.ListLedgerKeysAsync, new ListLedgerKeysRequest(), cancellationToken).ConfigureAwait(false);
        return response.Keys;
    }
}
