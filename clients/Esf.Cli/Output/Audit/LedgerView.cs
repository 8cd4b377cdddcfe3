using System.Globalization;
using Esf.Client;
using Esf.V1;
using Spectre.Console;

namespace Esf.Cli.Output.Audit;

/// <summary>Whether a ledger is whole, and where not.</summary>
internal static class LedgerView
{
    public static TableView Table() => new([
        Phrases.Bin,
        ScreenColumn.Number(AuditPhrases.Checked),
        Phrases.State,
        ScreenColumn.Number(AuditPhrases.Sequence),
        Phrases.Reason,
        ScreenColumn.Text(AuditPhrases.Text, 0, ScreenColumn.Sentence)]);

    public static void Add(Screen screen, TableView table, string taxpayer, VerifyLedgerResponse answer)
    {
        var isWhole = answer.Break is null;
        var color = new Style(isWhole ? Color.Green : Color.Red, decoration: isWhole ? Decoration.None : Decoration.Bold);
        table.Add(
            ResourceNames.Id(taxpayer),
            string.Create(CultureInfo.InvariantCulture, $"{answer.VerifiedSequence}/{answer.HeadSequence}"),
            new ScreenCell(screen.Say(isWhole ? AuditPhrases.Whole : AuditPhrases.Broken), color),
            new ScreenCell(answer.Break?.Sequence.ToString(CultureInfo.InvariantCulture) ?? "", color),
            new ScreenCell(answer.Break?.Reason ?? "", color),
            answer.Break is { } found ? TextOf(found) : "");
    }

    public static object JsonOf(string taxpayer, VerifyLedgerResponse answer) => new
    {
        taxpayer,
        whole = answer.Break is null,
        verifiedSequence = answer.VerifiedSequence,
        verifiedHash = answer.VerifiedHash,
        headSequence = answer.HeadSequence,
        @break = answer.Break is not { } found ? null : new
        {
            sequence = found.Sequence,
            reason = found.Reason,
            description = found.Description,
            localizedMessage = found.LocalizedMessage,
        },
    };

    public static void Write(Screen screen, LedgerFileReport report)
    {
        if (screen.Json)
        {
            screen.WriteJsonObject(JsonOf(screen, report));
            return;
        }

        var facts = new FactList(screen);
        var color = report.IsWhole ? Color.Green : Color.Red;
        var prominent = new Style(color, decoration: Decoration.Bold);
        facts.Add(Phrases.Ledger, report.Checkpoint.Taxpayer);
        facts.Add(Phrases.State, screen.Say(report.IsWhole ? AuditPhrases.Whole : AuditPhrases.Broken), prominent);
        if (report.Break is { } found)
        {
            facts.Add(AuditPhrases.Sequence, found.Sequence.ToString(CultureInfo.InvariantCulture), prominent);
            facts.AddText(Phrases.Reason, $"{LedgerPhrases.CodeOf(found.Fault)}: {screen.Say(LedgerPhrases.Of(found.Fault))}", prominent);
            facts.Add(AuditPhrases.Checked, report.VerifiedCount.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            facts.Add(AuditPhrases.ProvedThrough, report.Checkpoint.Sequence.ToString(CultureInfo.InvariantCulture));
            facts.Add(AuditPhrases.Unproved, report.UnprovedCount == 0 ? "" : report.UnprovedCount.ToString(CultureInfo.InvariantCulture));
            facts.Add(AuditPhrases.LastHash, report.LastHash);
        }

        facts.Add(AuditPhrases.SignTime, report.Checkpoint.SignTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        facts.Add(AuditPhrases.SignKey, report.Checkpoint.KeyId);
        facts.Write();
    }

    private static string TextOf(LedgerBreak found) => found.LocalizedMessage.Length > 0 ? found.LocalizedMessage : found.Description;

    private static object JsonOf(Screen screen, LedgerFileReport report) => new
    {
        taxpayer = report.Checkpoint.Taxpayer,
        whole = report.IsWhole,
        verifiedCount = report.VerifiedCount,
        lastHash = report.LastHash,
        unprovedCount = report.UnprovedCount,
        checkpoint = new
        {
            sequence = report.Checkpoint.Sequence,
            hash = report.Checkpoint.Hash,
            signTime = report.Checkpoint.SignTime,
            keyId = report.Checkpoint.KeyId,
        },
        @break = report.Break is not { } found ? null : new
        {
            sequence = found.Sequence,
            reason = LedgerPhrases.CodeOf(found.Fault),
            description = found.Description,
            localizedMessage = screen.Say(LedgerPhrases.Of(found.Fault)),
        },
    };
}
