using System.Globalization;
using System.Text.RegularExpressions;
using Esf.Domain.Amounts;
using Esf.Domain.Errors;
using Esf.Domain.Offsets;
using Google.Protobuf.Reflection;

namespace Esf.Server.Mapping;

/// <summary>Reads the fields of one request and collects every violation of presence and form; after it nothing is null or ill-formed.</summary>
/// <remarks>
/// A reading method that finds a violation notes it and answers a stand-in value, so that the rest is read too. What was read may be used
/// only after <see cref="ThrowIfAny"/>, or when <see cref="Violations"/> is empty.
/// </remarks>
internal sealed partial class Shape(ErrorRow refusal)
{
    private const int DecimalMaxLength = 40;

    // UTF-16 units that a character may have been sent with: itself, and as many that are left out.
    private const int LongestWriting = 4;

    private const string AmountForm = "decimal:15.2";
    private const string FactorForm = "decimal:12.6";

    private readonly List<Violation> _violations = [];

    /// <summary>Reads a request that carries no invoice: what is wrong with it is REQUEST_INVALID.</summary>
    public Shape()
        : this(ErrorCatalogue.RequestInvalid)
    {
    }

    /// <summary>Reads a request that carries an invoice: what is wrong with it is INVOICE_INVALID.</summary>
    public static Shape OfInvoice() => new(ErrorCatalogue.InvoiceInvalid);

    /// <summary>INVOICE_INVALID for the type of a request that carries an invoice, else REQUEST_INVALID.</summary>
    public static ErrorRow RowOf(MessageDescriptor request) =>
        request.FindFieldByName("invoice") is { FieldType: FieldType.Message } || request == V1.StreamIssueInvoicesRequest.Descriptor
            ? ErrorCatalogue.InvoiceInvalid
            : ErrorCatalogue.RequestInvalid;

    public IReadOnlyList<Violation> Violations => _violations;

    public void ThrowIfAny()
    {
        if (_violations.Count > 0)
        {
            throw new EsfException(refusal, _violations);
        }
    }

    public void IsNull(string field) => _violations.Add(new(ErrorCatalogue.FieldIsNull, field, string.Empty));

    public void Invalid(string field, string expected) => _violations.Add(new(ErrorCatalogue.FieldInvalid, field, string.Empty, ("expected", expected)));

    public void Add(Violation violation) => _violations.Add(violation);

    /// <summary>A text of one line that must be there, as <see cref="Domain.PlainText"/> reads it.</summary>
    public string Text(string field, string value, int min, int max)
    {
        if (OptionalText(field, value, min, max) is { } text)
        {
            return text;
        }

        if (value.Length <= max * LongestWriting && Domain.PlainText.Read(value) is "")
        {
            IsNull(field);
        }

        return string.Empty;
    }

    /// <summary>A text of one line that may be absent, as <see cref="Domain.PlainText"/> reads it; one without a visible character is absent.</summary>
    public string? OptionalText(string field, string value, int min, int max)
    {
        // The cheap bound first: no megabytes are walked character by character.
        if (value.Length > max * LongestWriting)
        {
            Invalid(field, Expectations.Characters(min, max));
            return null;
        }

        switch (Domain.PlainText.Read(value))
        {
            case null:
                Invalid(field, "text");
                return null;
            case "":
                return null;
            case var text when RuneCount(text) is var count && (count < min || count > max):
                Invalid(field, Expectations.Characters(min, max));
                return null;
            case var text:
                return text;
        }
    }

    /// <summary>Digits only, that must be there.</summary>
    public string Digits(string field, string value, int min, int max)
    {
        var text = OptionalDigits(field, value, min, max);
        if (text is null && string.IsNullOrWhiteSpace(value))
        {
            IsNull(field);
        }

        return text ?? string.Empty;
    }

    /// <summary>Digits only, that may be absent.</summary>
    public string? OptionalDigits(string field, string value, int min, int max)
    {
        var text = value.Trim();
        if (text.Length == 0)
        {
            return null;
        }

        if (text.Length >= min && text.Length <= max && text.All(char.IsAsciiDigit))
        {
            return text;
        }

        Invalid(field, Expectations.Digits(min, max));
        return null;
    }

    /// <summary>Upper-case Latin letters, exactly so many, that must be there.</summary>
    public string Letters(string field, string value, int count)
    {
        var text = value.Trim();
        if (text.Length == 0)
        {
            IsNull(field);
        }
        else if (text.Length != count || !text.All(char.IsAsciiLetterUpper))
        {
            Invalid(field, $"letters:{count}");
        }

        return text;
    }

    /// <summary>A day that must be there.</summary>
    public DateOnly Date(string field, Google.Type.Date? value)
    {
        if (value is null)
        {
            IsNull(field);
        }

        return OptionalDate(field, value) ?? DateOnly.MinValue;
    }

    /// <summary>A day that may be absent.</summary>
    public DateOnly? OptionalDate(string field, Google.Type.Date? value)
    {
        if (value is null)
        {
            return null;
        }

        if (value is { Year: >= 1 and <= 9999, Month: >= 1 and <= 12, Day: >= 1 } && value.Day <= DateTime.DaysInMonth(value.Year, value.Month))
        {
            return new DateOnly(value.Year, value.Month, value.Day);
        }

        Invalid(field, "date");
        return null;
    }

    /// <summary>A sum of money that must be there.</summary>
    public Amount Amount(string field, Google.Type.Decimal? value)
    {
        if (value is null)
        {
            IsNull(field);
        }

        return OptionalAmount(field, value) ?? Domain.Amounts.Amount.Zero;
    }

    /// <summary>A sum of money that may be absent; its sign is for the law to judge.</summary>
    public Amount? OptionalAmount(string field, Google.Type.Decimal? value)
    {
        if (value is null)
        {
            return null;
        }

        if (Number(value) is { } number && Domain.Amounts.Amount.Exactly(number) is { FitsDocument: true } amount)
        {
            return amount;
        }

        Invalid(field, AmountForm);
        return null;
    }

    /// <summary>A quantity, price or rate of exchange that must be there.</summary>
    public Factor Factor(string field, Google.Type.Decimal? value)
    {
        if (value is null)
        {
            IsNull(field);
        }

        return OptionalFactor(field, value) ?? default;
    }

    /// <summary>A quantity, price or rate of exchange that may be absent.</summary>
    public Factor? OptionalFactor(string field, Google.Type.Decimal? value)
    {
        if (value is null)
        {
            return null;
        }

        if (Number(value) is { } number && Domain.Amounts.Factor.Exactly(number) is { } factor)
        {
            return factor;
        }

        Invalid(field, FactorForm.Replace("decimal", "positive", StringComparison.Ordinal));
        return null;
    }

    /// <summary>A number of percent that may be absent; whether it is a rate is for the law to judge.</summary>
    public decimal? OptionalPercent(string field, Google.Type.Decimal? value)
    {
        if (value is null)
        {
            return null;
        }

        if (Number(value) is { } number && decimal.Abs(number) <= Domain.Amounts.Factor.Max
            && decimal.Round(number, Domain.Amounts.Factor.Decimals, MidpointRounding.ToZero) == number)
        {
            return number;
        }

        Invalid(field, FactorForm);
        return null;
    }

    /// <summary>The id of a request: a UUID in the form of RFC 9562, not all zeros.</summary>
    public Guid RequestId(string field, string value)
    {
        if (!Guid.TryParseExact(value, "D", out var id) || id == Guid.Empty)
        {
            Add(new(ErrorCatalogue.RequestIdInvalid, field, string.Empty));
        }

        return id;
    }

    /// <summary>A number of seconds from nothing to a bound.</summary>
    public TimeSpan Seconds(string field, int value, int max)
    {
        if (value < 0 || value > max)
        {
            Invalid(field, $"range:0..{max}");
        }

        return TimeSpan.FromSeconds(value);
    }

    /// <summary>A quarter that may be absent: <c>2026-Q4</c>.</summary>
    public TaxPeriod? OptionalTaxPeriod(string field, string value)
    {
        var text = value.Trim();
        if (text.Length == 0)
        {
            return null;
        }

        if (TaxPeriod.TryParse(text) is { } period)
        {
            return period;
        }

        Invalid(field, "tax_period");
        return null;
    }

    /// <summary>An instant that may be absent, cut to microseconds.</summary>
    public DateTimeOffset? OptionalInstant(string field, Google.Protobuf.WellKnownTypes.Timestamp? value)
    {
        if (value is null)
        {
            return null;
        }

        // Years 0001 to 9999, as the form of JSON has it; whatever else stands in the message is no instant.
        const long Min = -62_135_596_800;
        const long Max = 253_402_300_799;
        if (value is { Seconds: >= Min and <= Max, Nanos: >= 0 and < 1_000_000_000 })
        {
            var instant = value.ToDateTimeOffset();
            return instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerMicrosecond));
        }

        Invalid(field, "instant");
        return null;
    }

    /// <summary>How many items a page may have.</summary>
    public int PageSize(int value)
    {
        if (value < 0)
        {
            Invalid("page_size", "not_negative");
        }

        return value <= 0 ? Domain.Limits.DefaultPageSize : Math.Min(value, Domain.Limits.MaxPageSize);
    }

    /// <summary>How many items a batch has: at least one, at most <see cref="Domain.Limits.BatchItems"/>.</summary>
    public void BatchSize(string field, int count)
    {
        if (count == 0)
        {
            IsNull(field);
        }
        else if (count > Domain.Limits.BatchItems)
        {
            Invalid(field, $"items:1..{Domain.Limits.BatchItems}");
        }
    }

    /// <summary>A range of days whose ends may be open.</summary>
    public (DateOnly? From, DateOnly? To) Range(string fromField, Google.Type.Date? from, string toField, Google.Type.Date? to)
    {
        var (first, last) = (OptionalDate(fromField, from), OptionalDate(toField, to));
        if (first > last)
        {
            Invalid(toField, $"later_than:{fromField}");
        }

        return (first, last);
    }

    private static decimal? Number(Google.Type.Decimal value) =>
        value.Value.Length <= DecimalMaxLength && PlainDecimal().IsMatch(value.Value)
        && decimal.TryParse(value.Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static int RuneCount(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }

    [GeneratedRegex(@"\A-?[0-9]+(\.[0-9]+)?\z")]
    private static partial Regex PlainDecimal();
}
