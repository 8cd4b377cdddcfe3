using System.Text.RegularExpressions;

namespace Esf.OneC.Statements;

/// <summary>Which budget code (КБК) a document of a statement pays to, as far as it says so.</summary>
/// <remarks>
/// A code in a key of its own is what the bank paid to; only without one the purpose is asked, and there digits are a code only beside the
/// word: «счёт № 105104» is the number of a bill. In Kazakh the word (БСК) also stands behind the code.
/// </remarks>
internal static partial class BudgetCode
{
    /// <summary>VAT for a non-resident.</summary>
    public const string NonResidentVat = "105104";

    // All taxes of all tax offices go to this account of the treasury.
    private const string TreasuryAccount = "KZ24070105KSN0000000";

    /// <summary>The codes that the document names, each once, with the key that names them; none when it names no code.</summary>
    public static (string Key, IReadOnlyList<string> Codes) Of(StatementDocument document) => document.BudgetCodes.Count > 0
        ? ("КодБК", document.BudgetCodes)
        : ("НазначениеПлатежа", InPurpose(document.Purpose));

    /// <summary>Whether a document pays a tax, whichever.</summary>
    public static bool IsToTreasury(StatementDocument document) => document.PayeeAccount == TreasuryAccount;

    private static string[] InPurpose(string purpose)
    {
        var named = BehindWord().Matches(purpose);
        return [.. (named.Count > 0 ? named : BeforeWord().Matches(purpose)).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal)];
    }

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}])(?:КБК|БСК|код\w*\s+бюджетной\s+классификации|бюджеттік\s+сыныптама\w*(?:\s+код\w*)?)[\s:=№#.,(«""\-–—]{0,8}([0-9]{6})(?![0-9])(?![.,][0-9])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BehindWord();

    [GeneratedRegex(@"(?<![0-9])(?<![0-9][.,])([0-9]{6})\s{0,3}БСК(?!\p{L})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BeforeWord();
}
