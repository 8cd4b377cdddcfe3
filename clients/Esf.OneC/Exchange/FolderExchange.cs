using System.Globalization;
using Esf.Client;
using Esf.OneC.EsfXml;
using Esf.OneC.Matching;
using Esf.OneC.Results;
using Esf.OneC.Statements;

namespace Esf.OneC.Exchange;

/// <summary>How a pass over the folder ended.</summary>
/// <param name="Finished">Files that left in/.</param>
/// <param name="Failed">Those of them that went to failed/.</param>
/// <param name="Waiting">Files that stay in in/.</param>
/// <param name="IsUnavailable">True when the service did not answer.</param>
/// <param name="IsRefused">True when the service answered that it does nothing for this taxpayer: not registered, or no access.</param>
internal readonly record struct PassOutcome(int Finished, int Failed, int Waiting, bool IsUnavailable, bool IsRefused = false);

/// <summary>One pass: every file of in/ to its end, or its status; then the feed and the deadlines.</summary>
/// <remarks>
/// The steps of one file, and what a crash behind each of them leaves. Only one connector works on a folder, so nobody comes between.
/// <list type="number">
/// <item>The file is read, whole and unchanged. Nothing is done yet.</item>
/// <item>Statement: its payments are recorded, their purposes kept. Recording again answers the stored payments.</item>
/// <item>Document: it is sent with the payments that were matched. Issued or not, sending it again issues nothing more, for its request_id
/// follows from the document; where the payments are gone, the service is asked by that id what it became.</item>
/// <item>Document: the answer is kept in the journal. While others of its file wait, it is not sent again.</item>
/// <item>The result is written, XML and then JSON, each whole or not there. Written again it has the same bytes.</item>
/// <item>The journal forgets what it kept for the file: dropped again, the file is asked for anew, since its invoice may be revoked by then.</item>
/// <item>The file is moved to done/ or failed/. Before, the next pass goes through all steps again and ends the same; after, nothing is
/// left to do but the status.</item>
/// <item>The status <c>.waiting.json</c> of what no longer lies in in/ is removed, at the end of each pass.</item>
/// </list>
/// </remarks>
internal sealed class FolderExchange
{
    private readonly ExchangeFolder _folder;
    private readonly ExchangeOptions _options;
    private readonly StatementDesk _statements;
    private readonly InvoiceDesk _invoices;
    private readonly PaymentBook _book;
    private readonly Outbox _outbox;
    private readonly FileWatch _watch;
    private readonly ExchangeLog _log;
    private readonly Journal _journal;
    private Finding? _unavailable;
    private bool _isAway;
    private bool _isRefused;

    public FolderExchange(ExchangeFolder folder, EsfClient client, Journal journal, ExchangeOptions options, ExchangeLog log, Action<string>? step = null)
    {
        _folder = folder;
        _options = options;
        _log = log;
        _journal = journal;
        _statements = new StatementDesk(client, options.Taxpayer, journal);
        _book = new PaymentBook(client, $"taxpayers/{options.Taxpayer}", journal);
        _invoices = new InvoiceDesk(client, options.Taxpayer, journal, _book, step);
        _outbox = new Outbox(folder, client, options, journal);
        _watch = new FileWatch(folder, options);
    }

    /// <summary>Goes once over the folder.</summary>
    /// <param name="stop">Ends the pass behind the document at hand.</param>
    /// <param name="cancellationToken">Ends calls too.</param>
    public async Task<PassOutcome> RunAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        (_unavailable, _isRefused) = (null, false);
        _book.Doubt();
        _folder.Prepare();
        _invoices.Mapping = PaymentMapping.Read(_folder.MappingFile);
        foreach (var row in _invoices.Mapping.BadRows)
        {
            _log.Trouble(string.Create(CultureInfo.InvariantCulture, $"{PaymentMapping.FileName}:{row.Line}"), row.Why);
        }

        _statements.Decisions = PaymentDecisions.Read(_folder.DecisionsFile);
        foreach (var fault in _statements.Decisions.Faults)
        {
            _log.Trouble(PaymentDecisions.FileName, fault);
        }

        var (drops, held) = await _watch.TakeAsync(stop);
        foreach (var result in held)
        {
            Put(result, default);
        }

        // Statements first: their payments are what the invoices of the same pass wait for.
        var ordered = drops.OrderBy(drop => drop.Statement is null).ToArray();
        var round = new InvoiceRound(_invoices, ordered.SelectMany(drop => drop.Documents));
        var (finished, failed) = (0, 0);
        foreach (var drop in ordered)
        {
            if (stop.IsCancellationRequested)
            {
                break;
            }

            if (await FinishAsync(drop, round, stop, cancellationToken))
            {
                finished++;
                failed += drop.Result.IsFailed ? 1 : 0;
            }
        }

        if (!stop.IsCancellationRequested)
        {
            await TellAsync(cancellationToken);
        }

        var left = _folder.List();
        _folder.RemoveWaiting(left.Select(file => file.Name));
        return new PassOutcome(finished, failed, left.Count, _unavailable is not null, _isRefused);
    }

    // True when the file left in/.
    private async Task<bool> FinishAsync(Drop drop, InvoiceRound round, CancellationToken stop, CancellationToken cancellationToken)
    {
        try
        {
            await DecideAsync(drop, round, stop, cancellationToken);
            return Put(drop.Result, drop.Stamp);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A full disk, a folder that went read-only: nothing is lost, the next pass comes to the same place.
            _log.Trouble(drop.Result.File, Finding.Of(Reasons.ResultNotWritten, "", ("cause", failure.Message)));
            return false;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // A defect here must not stop the files of others.
            _log.Trouble(drop.Result.File, Finding.Of(Reasons.Unexpected, "", ("cause", failure.ToString())));
            return false;
        }
    }

    private async Task DecideAsync(Drop drop, InvoiceRound round, CancellationToken stop, CancellationToken cancellationToken)
    {
        if (drop.Statement is { } statement)
        {
            await CallAsync(drop, () => _statements.RecordAsync(statement, drop.Result, cancellationToken));
            _book.Doubt();
        }

        foreach (var document in drop.Documents)
        {
            InvoiceRound.Add(drop.Result, document, stop.IsCancellationRequested
                ? new Verdict.Waits([Finding.Of(Reasons.ConnectorStops)], [])
                : await DecideAsync(drop.Result.Sha256, document, round, cancellationToken));
        }
    }

    private async Task<Verdict> DecideAsync(string file, EsfDocument document, InvoiceRound round, CancellationToken cancellationToken)
    {
        if (_unavailable is null)
        {
            try
            {
                return await round.DecideAsync(file, document, cancellationToken);
            }
            catch (EsfException failure) when (!failure.MayBeRepeated)
            {
                // Refused before the document itself was sent: a taxpayer who is not registered yet.
                Refused(failure);
                return new Verdict.Waits(Refusals.Findings(failure, FieldPaths.Of), []);
            }
            catch (EsfException failure)
            {
                Away(failure);
            }
        }

        return new Verdict.Waits([_unavailable!], []);
    }

    private async Task CallAsync(Drop drop, Func<Task> call)
    {
        if (_unavailable is null)
        {
            try
            {
                await call();
                return;
            }
            catch (EsfException failure) when (!failure.MayBeRepeated)
            {
                Refused(failure);
                drop.Result.Waiting.Add(new WaitingDocument("", 1, Refusals.Findings(failure, field => field), []));
                return;
            }
            catch (EsfException failure)
            {
                Away(failure);
            }
        }

        drop.Result.Waiting.Add(new WaitingDocument("", 1, [_unavailable!], []));
    }

    // Writes what became of a file. True when it left in/.
    private bool Put(DropResult result, FileStamp stamp)
    {
        var isMoved = false;
        if (result.IsWaiting)
        {
            _folder.WriteWaiting(result, _options.Language);
        }
        else
        {
            _folder.WriteResult(result, _options.Language);
            _journal.Release(result.Sha256);
            isMoved = _folder.Finish(result.File, stamp, result.Sha256, result.IsFailed);
        }

        _log.Line(result);
        return isMoved;
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        if (_unavailable is not null)
        {
            return;
        }

        try
        {
            await _outbox.TellEventsAsync(cancellationToken);
            await _outbox.TellDeadlinesAsync(cancellationToken);
            Back();
        }
        catch (EsfException failure) when (failure.MayBeRepeated)
        {
            Away(failure);
        }
        catch (EsfException failure)
        {
            Back();
            Refused(failure);
            _log.Trouble("out/", Refusals.Findings(failure, field => field)[0]);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A spreadsheet that holds deadlines.csv, a full disk: the next pass tells again.
            _log.Trouble("out/", Finding.Of(Reasons.ResultNotWritten, "", ("cause", failure.Message)));
        }
    }

    // Said once when the service goes and once when it is back; between, only what waits says why.
    private void Away(EsfException failure)
    {
        var row = failure.IsWrongAddress ? Reasons.ServiceAddressWrong : Reasons.ServiceUnavailable;

        // The whole sentence: it ends with what to do.
        _unavailable = new Finding("", row.Reason, row.Text.With([("cause", $"{failure.LocalizedMessage.TrimEnd('.')} [{failure.Reason}]")]));
        if (!_isAway)
        {
            _log.Say(_unavailable);
            _isAway = true;
        }
    }

    private void Back()
    {
        if (_isAway)
        {
            _log.Say(Finding.Of(Reasons.ServiceBack));
            _isAway = false;
        }
    }

    private void Refused(EsfException failure) => _isRefused |= Refusals.IsOfTheService(failure);
}
