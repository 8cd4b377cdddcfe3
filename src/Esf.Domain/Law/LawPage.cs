using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Esf.Domain.Errors;
using Esf.Domain.Invoices;

namespace Esf.Domain.Law;

/// <summary>Writes LAW.md: what a tax expert reads first, made from the rules and their dated data.</summary>
public static partial class LawPage
{
    /// <summary>The page, in English, as Markdown.</summary>
    public static string Write()
    {
        var page = new StringBuilder("""
            # The law as this service applies it

            Made from the rules in this folder; a test keeps it equal to them. Articles are those of the Tax Code of Kazakhstan, No. 214-VIII, in force from 2026-01-01.
            A rule refuses with its reason, or, where the column says *note*, is told to the issuer and kept with the invoice.


            """);
        Append(page, "Rules", ["article", "what is checked", "field", "reason", "asks"], Rules());
        Append(page, "Dated data", ["kind", "what", "since", "until"], DatedData(LawBook.Default));
        Append(page, "What may be done to an issued invoice", ["step", "type", "state"], Steps());
        Append(page, "How open points are read", ["point", "since", "reading", "why", "setting"], Readings());
        return page.ToString().TrimEnd() + "\n";
    }

    private static IEnumerable<string[]> Rules() =>
        from statement in (IEnumerable<LawStatement>)[
            .. new TaxpayerRules().Statements,
            .. new VatPaymentRules().Statements,
            .. new InvoiceLaw.InvoiceRules().Statements]
        orderby Place(statement.Source), statement.Source, statement.Reason.Precedence
        select new[]
        {
            statement.Source,
            statement.Condition.Length == 0 ? statement.Text : $"*{statement.Condition}:* {statement.Text}",
            $"`{statement.Field}`",
            statement.Reason.Kind == ErrorKind.Note ? $"*note* `{statement.Reason}`" : $"`{statement.Reason}`",
            statement.Asks is { } topic ? NameOf(topic) : string.Empty,
        };

    private static IEnumerable<string[]> DatedData(LawBook law) =>
    [
        .. law.IssueWindows.Rules.Select(rule => new[]
        {
            NameOf(LawTopic.IssueWindow),
            $"{rule.Name}: from day {rule.FirstDay} to day {rule.LastDay} after the day of payment; late: {rule.LateIssue}",
            Show(rule.InForceFrom),
            string.Empty,
        }),
        .. law.VatRates.Rates.Select(rate => new[] { NameOf(LawTopic.VatRates), $"{rate.Rate} %", Show(rate.From), Show(rate.To) }),
        .. law.EaeuMembers.Memberships.Select(member => new[] { NameOf(LawTopic.EaeuMembers), member.CountryCode, Show(member.From), Show(member.To) }),
        .. law.Amendments.Rules.Select(rule => new[]
        {
            NameOf(LawTopic.Amendments),
            $"{rule.Name}: until {rule.YearsAfterFirstIssue} years after the first issue; an additional one within {rule.AdditionalTermDays} days after the event, "
                + $"later: {rule.AdditionalTerm}; VAT of a corrected one in the quarter of: {rule.CorrectedPeriod}",
            Show(rule.InForceFrom),
            string.Empty,
        }),
        .. law.LatePenalties.Indexes.Select(index => new[]
        {
            "fine for late issue",
            $"Code of administrative offences, art. 280-1: a warning, then within a year {law.LatePenalties.Small}/{law.LatePenalties.Medium}/{law.LatePenalties.Large} "
                + $"MCI of {index.Amount} KZT (small, medium, large business): {law.LatePenalties.Show(index.Year)} KZT",
            $"{index.Year}-01-01",
            string.Empty,
        }),
        .. law.DaysOff.Holidays.Select(holiday => new[]
        {
            "day off",
            string.Create(CultureInfo.InvariantCulture, $"{holiday.Month:00}-{holiday.Day:00}")
                + (holiday.IsMoved ? ", on a weekend the next working day" : string.Empty),
            $"{holiday.FromYear}",
            holiday.ToYear?.ToString(CultureInfo.InvariantCulture) ?? string.Empty,
        }),
        ["budget code (КБК)", $"{LawBook.NonResidentVatBudgetCode}, VAT for a non-resident", Show(LawBook.CodeInForce), string.Empty],
        ["purpose code (КНП)", $"{LawBook.TaxPurposeCode} the tax; {LawBook.PenaltyPurposeCode} penalty and {LawBook.FinePurposeCode} fine are not the tax", Show(LawBook.CodeInForce), string.Empty],
        ["treasury account", LawBook.TreasuryAccount, Show(LawBook.CodeInForce), string.Empty],
    ];

    private static IEnumerable<string[]> Steps() =>
        from step in Enum.GetValues<LifeStep>()
        from type in Enum.GetValues<InvoiceType>()
        from state in Enum.GetValues<InvoiceState>()
        where LifeCycle.Allows(step, type, state)
        select new[] { step.ToString(), type.ToString(), state.ToString() };

    private static IEnumerable<string[]> Readings() => LawReadings.All.Select(reading => new[]
    {
        reading.Point, Show(reading.Since), reading.Reading, reading.Note, reading.Setting is { } setting ? $"`{setting}`" : string.Empty,
    });

    private static void Append(StringBuilder page, string title, string[] columns, IEnumerable<string[]> rows)
    {
        page.Append(CultureInfo.InvariantCulture, $"## {title}\n\n| {string.Join(" | ", columns)} |\n|{string.Concat(columns.Select(_ => "---|"))}\n");
        foreach (var row in rows)
        {
            page.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |\n");
        }

        page.Append('\n');
    }

    private static string NameOf(LawTopic topic) => topic switch
    {
        LawTopic.IssueWindow => "issue window",
        LawTopic.VatRates => "rate of VAT",
        LawTopic.EaeuMembers => "member of the EAEU",
        LawTopic.Amendments => "amendments",
        _ => throw new ArgumentOutOfRangeException(nameof(topic), topic, "No such topic."),
    };

    private static string Show(DateOnly? date) => date?.Show() ?? string.Empty;

    // Articles by their number; everything else after them.
    private static int Place(string source) =>
        Number().Match(source) is { Success: true } match ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : int.MaxValue;

    [GeneratedRegex(@"\Aart\. (\d+)")]
    private static partial Regex Number();
}
