using System.Globalization;
using Esf.OneC.Results;

namespace Esf.OneC.Exchange;

/// <summary>Finds the files of in/ that are whole: two looks, <see cref="ExchangeOptions.Settle"/> apart, saw the same.</summary>
/// <remarks>Looking, not listening: notices of change are lost on network shares, which is where 1C exchanges.</remarks>
internal sealed class FileWatch(ExchangeFolder folder, ExchangeOptions options)
{
    private Dictionary<string, (FileStamp Stamp, long Since)> _seen = new(StringComparer.Ordinal);

    /// <summary>The whole files, understood; and the results so far of those that are held by others or too large.</summary>
    /// <remarks>Waits once when a file was not seen before, so that a single pass finds what lies there.</remarks>
    public async Task<(List<Drop> Drops, List<DropResult> Held)> TakeAsync(CancellationToken stop)
    {
        var files = Look();
        if (files.Any(file => !IsSettled(file.Name)))
        {
            try
            {
                await Task.Delay(options.Settle, options.TimeProvider, stop);
            }
            catch (OperationCanceledException)
            {
                return ([], []);
            }

            files = Look();
        }

        var (drops, held) = (new List<Drop>(), new List<DropResult>());
        foreach (var (name, stamp) in files.Where(file => IsSettled(file.Name)))
        {
            Take(name, stamp, drops, held);
        }

        return (drops, held);
    }

    private IReadOnlyList<(string Name, FileStamp Stamp)> Look()
    {
        var now = options.TimeProvider.GetTimestamp();
        var files = folder.List();
        _seen = files.ToDictionary(
            file => file.Name,
            file => _seen.TryGetValue(file.Name, out var before) && before.Stamp == file.Stamp ? before : (file.Stamp, now),
            StringComparer.Ordinal);
        return files;
    }

    private bool IsSettled(string name) => options.TimeProvider.GetElapsedTime(_seen[name].Since) >= options.Settle;

    private void Take(string name, FileStamp stamp, List<Drop> drops, List<DropResult> held)
    {
        var unread = new DropResult(name, "", options.Taxpayer, DropKind.Unknown);
        if (stamp.Length > Bounds.FileBytes)
        {
            unread.Errors.Add(Finding.Of(
                Reasons.FileTooLarge,
                "",
                ("size", stamp.Length.ToString(CultureInfo.InvariantCulture)),
                ("limit", Bounds.FileBytes.ToString(CultureInfo.InvariantCulture))));
            drops.Add(new Drop(stamp, unread));
            return;
        }

        try
        {
            drops.Add(Drop.Of(folder.Read(name, stamp), options.Taxpayer, options.LenientEncoding));
        }
        catch (Exception failure) when (failure is FileNotFoundException or EndOfStreamException)
        {
            // Its owner took it back or cut it; the next look knows.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            unread.Waiting.Add(new WaitingDocument("", 0, [Finding.Of(Reasons.FileLocked, "", ("cause", failure.Message))], []));
            held.Add(unread);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // A defect of the readers must not stop the files of others.
            unread.Waiting.Add(new WaitingDocument("", 0, [Finding.Of(Reasons.Unexpected, "", ("cause", failure.Message))], []));
            held.Add(unread);
        }
    }
}
