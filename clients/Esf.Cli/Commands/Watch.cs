using System.CommandLine;
using System.Runtime.CompilerServices;
using Esf.Cli.Input;
using Esf.Cli.Output;
using Esf.Client;
using Esf.V1;

namespace Esf.Cli.Commands;

/// <summary>Prints events and keeps the place: first the lines are written, then the place is moved behind them.</summary>
internal sealed class Watch
{
    // The service serves no longer page than this, so that a shorter one is the last.
    private const int PageSize = 1000;

    private readonly Session _session;
    private readonly string _parent;
    private readonly StateFile? _state;
    private readonly string _from;
    private string _token = "";
    private bool _heard;
    private bool _titled;
    private bool _broken;

    /// <summary>Makes a watch.</summary>
    /// <param name="session">The session.</param>
    /// <param name="parent">Whose invoices.</param>
    /// <param name="state">Where the place is kept; null: nowhere.</param>
    /// <param name="from">Where to start when no place is kept; empty: at the beginning.</param>
    public Watch(Session session, string parent, StateFile? state, string from)
    {
        _session = session;
        _parent = parent;
        _state = state;
        _from = from;
        session.WatchBroken = TellBreak;
    }

    /// <summary>Prints events until it is interrupted, or those that there are.</summary>
    public async Task<ExitCode> RunAsync(bool once, CancellationToken cancellationToken)
    {
        Start();
        try
        {
            await foreach (var (events, token) in once ? PagesAsync(cancellationToken) : MessagesAsync(cancellationToken))
            {
                await TakeAsync(events, token);
            }

            return ExitCode.Ok;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // This is how a watch ends.
            return ExitCode.Ok;
        }
        finally
        {
            // A watch that failed before it began has no place to tell of.
            if (_heard || cancellationToken.IsCancellationRequested)
            {
                TellPlace();
            }
        }
    }

    /// <summary>Writes the events that there are to a file; the place is kept when the file is there.</summary>
    public async Task<ExitCode> ExportAsync(ParseResult parsed, ExportTarget target, CancellationToken cancellationToken)
    {
        Start();
        var last = _token;
        await ExportOptions.WriteAsync(_session, parsed, target, EventView.Export, EventsAsync(), completeThrough: null, cancellationToken);
        _session.Screen.Written(target.File);
        _token = last;
        if (last.Length > 0)
        {
            _state?.Save(last);
        }

        TellPlace();
        return ExitCode.Ok;

        async IAsyncEnumerable<InvoiceEvent> EventsAsync()
        {
            await foreach (var (events, token) in PagesAsync(cancellationToken))
            {
                foreach (var item in events)
                {
                    yield return item;
                }

                // The next page is asked for by it.
                last = _token = token;
            }
        }
    }

    private void Start()
    {
        var kept = _state?.Read() ?? "";
        _token = kept.Length > 0 ? kept : _from;
        if (kept.Length > 0 && _from.Length > 0 && kept != _from)
        {
            _session.Screen.Remark("--from is not read: the state file holds a place.");
        }

        // A file that cannot be written is told now, and not after the first event.
        if (_token.Length > 0)
        {
            _state?.Save(_token);
        }
    }

    private async IAsyncEnumerable<(IReadOnlyList<InvoiceEvent> Events, string Token)> MessagesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!_session.Screen.Json)
        {
            _session.Screen.Remark(_session.Screen.Say(Remarks.Watching.With("what", _parent).With("server", $"{_session.Server}")));
        }

        await foreach (var message in _session.Client.WatchInvoicesAsync(_parent, _token, cancellationToken))
        {
            if (_broken)
            {
                _broken = false;
                _session.Screen.Remark(_session.Screen.Say(Remarks.Connected));
            }

            yield return (message.Events, message.ResumeToken);
        }
    }

    private async IAsyncEnumerable<(IReadOnlyList<InvoiceEvent> Events, string Token)> PagesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ListInvoiceEventsResponse page;
        do
        {
            var request = new ListInvoiceEventsRequest { Parent = _parent, PageSize = PageSize, ResumeToken = _token };
            page = await _session.Client.ListInvoiceEventsAsync(request, cancellationToken);
            yield return (page.Events, page.ResumeToken);
        }
        while (page.Events.Count == PageSize);
    }

    private async Task TakeAsync(IReadOnlyList<InvoiceEvent> events, string token)
    {
        foreach (var item in events)
        {
            if (_session.Screen.Json)
            {
                _session.Screen.WriteJson(item);
            }
            else
            {
                WriteLine(item);
            }
        }

        // Only what has left this program may be counted as done.
        await _session.Host.Out.FlushAsync();
        _heard = true;
        if (token != _token)
        {
            _token = token;
            _state?.Save(token);
        }
    }

    private void WriteLine(InvoiceEvent item)
    {
        if (!_titled)
        {
            _titled = true;
            if (EventView.Title(_session.Screen) is { } title)
            {
                _session.Screen.WriteLine(title);
            }
        }

        EventView.Write(_session.Screen, item);
    }

    private void TellBreak(EsfException failure)
    {
        if (!_broken)
        {
            _broken = true;
            _session.Screen.Remark($"{_session.Screen.Say(Phrases.TryingAgain)} {failure.LocalizedMessage}");
        }
    }

    /// <summary>Says where to go on, however the watch ended.</summary>
    private void TellPlace()
    {
        if (_token.Length == 0)
        {
            return;
        }

        var arguments = ShellCommand.Without(_session.Arguments, "--from");
        _session.RepeatCommand = ShellCommand.Of(_state is null ? [.. arguments, "--from", _token] : arguments);
        if (_session.Screen.Json)
        {
            _session.Screen.WriteErrorJson(new { resumeToken = _token, repeat = _session.RepeatCommand });
        }
        else
        {
            _session.Screen.Remark($"{_session.Screen.Say(Remarks.ResumeToken)}: {_token}");
            _session.Screen.Remark($"{_session.Screen.Say(Remarks.ToGoOn)}: {_session.RepeatCommand}");
        }
    }
}
