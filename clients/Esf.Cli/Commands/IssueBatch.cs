using System.Globalization;
using Esf.Cli.Input;
using Esf.Cli.Output;
using Esf.Client;
using Esf.V1;

namespace Esf.Cli.Commands;

/// <summary>
/// Issues many invoices over one stream (or tries them one by one), and leaves a file to repeat with when some of them got no answer.
/// </summary>
internal sealed class IssueBatch
{
    private readonly Session _session;
    private readonly IReadOnlyList<string> _names;
    private readonly IReadOnlyList<InvoiceFile> _files;
    private readonly int _newIds;
    private readonly Dictionary<Guid, IssueInvoiceOutcome> _outcomes = [];

    private IssueBatch(Session session, IReadOnlyList<string> names, IReadOnlyList<InvoiceFile> files)
    {
        _session = session;
        _names = names;
        _files = files;
        _newIds = GiveIds(files);
    }

    /// <summary>Issues the invoices.</summary>
    /// <param name="session">The session.</param>
    /// <param name="names">The names of the files as they were typed.</param>
    /// <param name="files">The invoices in them; two or more.</param>
    /// <param name="cancellationToken">Ends the batch; what is not known then is written into a file to repeat with.</param>
    public static Task<ExitCode> RunAsync(
        Session session, IReadOnlyList<string> names, IReadOnlyList<InvoiceFile> files, CancellationToken cancellationToken) =>
        new IssueBatch(session, names, files).RunAsync(cancellationToken);

    private async Task<ExitCode> RunAsync(CancellationToken cancellationToken)
    {
        if (_newIds > 0)
        {
            _session.Screen.Remark(string.Create(
                CultureInfo.InvariantCulture,
                $"{_newIds} of {_files.Count} have no requestId and get one for this run; with their own the command can be repeated."));
        }

        _session.IsChanging = _files.Any(file => !file.Request.ValidateOnly);
        try
        {
            await _session.Screen.ProgressAsync("esf issue", _files.Count, done => IssueAsync(done, cancellationToken));
        }
        catch (Exception failure) when (failure is EsfException or OperationCanceledException)
        {
            Report();
            await SaveAsync();
            throw;
        }

        var refusals = Report();
        if (await SaveAsync())
        {
            _session.Screen.Remark($"To repeat those without a final answer: {_session.RepeatCommand}");
        }

        return ExitCodes.OfBatch(refusals);
    }

    /// <summary>Gives an id to every request that has none, and sees that no two share one. Answers how many of those that issue it gave one.</summary>
    private static int GiveIds(IReadOnlyList<InvoiceFile> files)
    {
        var given = 0;
        var seen = new Dictionary<Guid, string>();
        foreach (var (where, request) in files)
        {
            if (request.RequestId.Length == 0)
            {
                request.RequestId = Guid.CreateVersion7().ToString("D");
                given += request.ValidateOnly ? 0 : 1;
            }

            if (!Guid.TryParseExact(request.RequestId, "D", out var id))
            {
                throw new InputException($"{where}: the requestId '{request.RequestId}' is no UUID.");
            }

            if (!seen.TryAdd(id, where))
            {
                throw new InputException($"{where}: the requestId {id} is also that of {seen[id]}.");
            }
        }

        return given;
    }

    private async Task IssueAsync(Action done, CancellationToken cancellationToken)
    {
        await foreach (var outcome in OutcomesAsync().WithCancellation(cancellationToken))
        {
            _outcomes[Guid.Parse(outcome.RequestId)] = outcome;
            if (_session.Screen.Json)
            {
                _session.Screen.WriteJson(outcome);
            }

            done();
        }
    }

    private IAsyncEnumerable<IssueInvoiceOutcome> OutcomesAsync()
    {
        var requests = _files.Select(file => file.Request).ToAsyncEnumerable();

        // A stream only issues; trying is a matter of single calls.
        return _files.Any(file => file.Request.ValidateOnly)
            ? requests.Select((IssueInvoiceRequest request, CancellationToken token) => OneAsync(request, token))
            : _session.Client.StreamIssueInvoicesAsync(requests);
    }

    private async ValueTask<IssueInvoiceOutcome> OneAsync(IssueInvoiceRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var issued = await _session.Client.IssueInvoiceAsync(request, cancellationToken);
            return new IssueInvoiceOutcome { RequestId = request.RequestId, Issued = issued };
        }
        catch (EsfException refused) when (!refused.MayBeRepeated)
        {
            return new IssueInvoiceOutcome { RequestId = request.RequestId, Refusal = RefusalOf(refused) };
        }
    }

    private static Refusal RefusalOf(EsfException refused) => new()
    {
        Code = (int)refused.Code,
        Reason = refused.Reason,
        Description = refused.Message,
        LocalizedMessage = refused.LocalizedMessage,
        Violations =
        {
            refused.Violations.Select(one => new Violation
            {
                Field = one.Field,
                Reason = one.Reason,
                Description = one.Description,
                LocalizedMessage = one.LocalizedMessage,
                Law = one.Law ?? "",
            }),
        },
    };

    /// <summary>Shows what became of each invoice, in the order of the files. Answers the refusals.</summary>
    private EsfException[] Report()
    {
        var refusals = _files
            .Select(file => (file.Where, Outcome: OutcomeOf(file)))
            .Where(item => item.Outcome?.Refusal is not null)
            .Select(item => (item.Where, Refusal: EsfException.From(item.Outcome!.Refusal, item.Outcome.RequestId)))
            .ToArray();
        if (!_session.Screen.Json)
        {
            _session.Screen.Write(BatchView.Table(_session.Screen, [.. _files.Select(file => (file, OutcomeOf(file)))]));
            ErrorReport.WriteRefusals(_session.Screen, refusals);
        }

        return [.. refusals.Select(item => item.Refusal)];
    }

    /// <summary>True when repeating the request may still issue it: no answer yet, or one that asks to come later.</summary>
    private bool IsOpen(InvoiceFile file) =>
        OutcomeOf(file) is not { } outcome || (outcome.Refusal is { } refusal && EsfException.From(refusal).MayBeRepeated);

    private IssueInvoiceOutcome? OutcomeOf(InvoiceFile file) => _outcomes.GetValueOrDefault(Guid.Parse(file.Request.RequestId));

    /// <summary>
    /// Sees that the batch can be repeated. Answers whether there is anything to repeat. When the files hold the ids, the same command
    /// does it; else the open requests are written, with their ids, into a file beside the caller.
    /// </summary>
    private async Task<bool> SaveAsync()
    {
        var open = _files.Where(IsOpen).ToArray();
        if (open.Length == 0 || _newIds == 0)
        {
            return open.Length > 0;
        }

        var now = _session.Host.TimeProvider.GetUtcNow();
        var name = string.Create(CultureInfo.InvariantCulture, $"esf-repeat-{now:yyyyMMdd'T'HHmmssfff'Z'}.jsonl");
        try
        {
            await File.WriteAllLinesAsync(
                Path.Combine(_session.Host.WorkingDirectory, name), open.Select(file => ContractJson.WriteRequest(file.Request)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The ids must not be lost with the file: without them a repetition could issue twice.
            TellIds(open, failure.Message);
            return true;
        }

        _session.RepeatCommand = ShellCommand.Of(_session.Arguments.Where(argument => !_names.Contains(argument)).Append(name));
        _session.Screen.Remark(string.Create(
            CultureInfo.InvariantCulture, $"{open.Length} without a final answer: their requests, with ids, are in {name}."));
        return true;
    }

    private void TellIds(IEnumerable<InvoiceFile> open, string why)
    {
        _session.RepeatCommand = ShellCommand.Of(_session.Arguments) + "   (with these ids in the files)";
        _session.Screen.Remark($"The requests without a final answer cannot be saved: {why} Their ids:");
        foreach (var (where, request) in open)
        {
            _session.Screen.Remark($"{request.RequestId}  {where}");
        }
    }
}
