using System.Globalization;
using Esf.OneC.Results;

namespace Esf.OneC.Exchange;

/// <summary>One line for each file and each trouble; a file that waits as it did says nothing again.</summary>
internal sealed class ExchangeLog(TextWriter writer, TimeProvider clock, string language)
{
    private readonly Dictionary<string, string> _last = new(StringComparer.Ordinal);

    public void Line(DropResult result)
    {
        var word = result.IsWaiting ? "waits" : result.IsFailed ? "failed" : "done";
        var reasons = result.Errors
            .Concat(result.Declined.SelectMany(document => document.Errors))
            .Concat(result.Waiting.SelectMany(document => document.Why))
            .Select(finding => finding.Reason)
            .Distinct(StringComparer.Ordinal);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{word,-6} {result.File}: accepted {result.Accepted.Count}, recorded {result.Recorded.Count}, declined {result.Declined.Count}, skipped {result.Skipped.Count}, waiting {result.Waiting.Count} {string.Join(' ', reasons)}");
        Write(result.File, text.TrimEnd(), isOnce: result.IsWaiting);
    }

    /// <summary>What went wrong and is tried again.</summary>
    public void Trouble(string about, Finding finding) =>
        Write(about, $"later  {about}: {finding.Text.In(language)} [{finding.Reason}]", isOnce: true);

    /// <summary>What should be known about the connector itself.</summary>
    public void Say(Finding finding) => Write("", $"esf-1c {finding.Text.In(language)} [{finding.Reason}]", isOnce: false);

    private void Write(string about, string text, bool isOnce)
    {
        if (isOnce && _last.TryGetValue(about, out var last) && last == text)
        {
            return;
        }

        _last[about] = text;
        var line = TerminalText.Line(text);
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'} {line}"));
        writer.Flush();
    }
}
