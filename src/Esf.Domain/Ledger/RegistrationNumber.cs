using System.Globalization;
using System.Text.RegularExpressions;

namespace Esf.Domain.Ledger;

/// <summary><c>ESF-{bin}-{yyyymmdd}-{8 digits}</c>, 34 characters: the taxpayer, the day of issue, the place in the ledger.</summary>
public sealed partial record RegistrationNumber
{
    /// <summary>Characters of a registration number (IS ESF keeps as many).</summary>
    public const int Length = 34;

    /// <summary>The largest sequence that fits the eight digits.</summary>
    public const long MaxSequence = 99_999_999;

    /// <summary>The number of a document.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The sequence is not between 1 and <see cref="MaxSequence"/>.</exception>
    public RegistrationNumber(string bin, DateOnly issueDate, long sequence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sequence, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sequence, MaxSequence);
        Bin = bin;
        IssueDate = issueDate;
        Sequence = sequence;
    }

    /// <summary>IIN or BIN of the taxpayer.</summary>
    public string Bin { get; }

    /// <summary>Day of issue.</summary>
    public DateOnly IssueDate { get; }

    /// <summary>Place in the taxpayer's ledger.</summary>
    public long Sequence { get; }

    /// <summary>Reads a registration number; null when the text is none.</summary>
    public static RegistrationNumber? TryParse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success
            || !DateOnly.TryParseExact(match.Groups[2].ValueSpan, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return null;
        }

        var sequence = long.Parse(match.Groups[3].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        return sequence == 0 ? null : new(match.Groups[1].Value, date, sequence);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"ESF-{Bin}-{IssueDate:yyyyMMdd}-{Sequence:D8}");

    [GeneratedRegex(@"\AESF-([0-9]{12})-([0-9]{8})-([0-9]{8})\z")]
    private static partial Regex Form();
}
