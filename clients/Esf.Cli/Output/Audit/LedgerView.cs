using System.Globalization;
using Esf.Client;
using Esf.V1;
using Spectre.Console;

namespace Esf.Cli.Output.Audit;

/// <summary>Whether a ledger is whole, and where not.</summary>
internal static class LedgerView
{
    public static Table Table(Screen screen) =>
        screen.Table(Phrases.Bin, AuditPhrases.Checked, Phrases.State, AuditPhrases.Sequence, Phrases.Reason, AuditPhrases.Text);

    public static void Add(Screen screen, Table table, string taxpayer, VerifyLedgerResponse answer)
    {
        var isWhole = answer.Break is null;
        var color = new Style(isWhole ? Color.Green : Color.Red, decoration: isWhole ? Decoration.None : Decoration.Bold);
        table.AddRow(
            Show.Cell(ResourceNames.Id(taxpayer)),
            Show.Cell(string.Create(CultureInfo.InvariantCulture, $"{answer.VerifiedSequence}/{answer.HeadSequence}")),
            Show.Cell(screen.Say(isWhole ? AuditPhrases.Whole : AuditPhrases.Broken), color),
            Show.Cell(answer.Break?.Sequence.ToString(CultureInfo.InvariantCulture) ?? "", color),
            Show.Cell(answer.Break?.Reason ?? "", color),
            Show.Cell(answer.Break is { } found ? TextOf(found) : ""));
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

        var facts = InvoiceView.Facts();
        var color = report.IsWhole ? Color.Green : Color.Red;
        var prominent = new Style(color, decoration: Decoration.Bold);
        InvoiceView.Add(facts, screen, Phrases.Ledger, report.Checkpoint.Taxpayer);
        InvoiceView.Add(facts, screen, Phrases.State, screen.Say(report.IsWhole ? AuditPhrases.Whole : AuditPhrases.Broken), prominent);
        if (report.Break is { } found)
        {
            InvoiceView.Add(facts, screen, AuditPhrases.Sequence, found.Sequence.ToString(CultureInfo.InvariantCulture), prominent);
            InvoiceView.Add(
                facts, screen, Phrases.Reason, $"{LedgerPhrases.CodeOf(found.Fault)}: {screen.Say(LedgerPhrases.Of(found.Fault))}", prominent);
            InvoiceView.Add(facts, screen, AuditPhrases.Checked, report.VerifiedCount.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            InvoiceView.Add(facts, screen, AuditPhrases.ProvedThrough, report.Checkpoint.Sequence.ToString(CultureInfo.InvariantCulture));
            InvoiceView.Add(
                facts, screen, AuditPhrases.Unproved, report.UnprovedCount == 0 ? "" : report.UnprovedCount.ToString(CultureInfo.InvariantCulture));
            InvoiceView.Add(facts, screen, AuditPhrases.LastHash, report.LastHash);
        }

        InvoiceView.Add(
            facts, screen, AuditPhrases.SignTime, report.Checkpoint.SignTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        InvoiceView.Add(facts, screen, AuditPhrases.SignKey, report.Checkpoint.KeyId);
        screen.Write(facts);
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
