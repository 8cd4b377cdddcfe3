using System.Text.RegularExpressions;
using Esf.Domain.Errors;

namespace Esf.Domain.Tests.Errors;

public sealed partial class ErrorCatalogueTests
{
    /// <summary>The reasons that integrators know: one that is missing or renamed breaks them.</summary>
    private static readonly string[] Published =
    [
        "FIELD_IS_NULL", "FIELD_INVALID", "REQUEST_ID_INVALID", "PAGE_TOKEN_INVALID", "TOO_MANY_LINES", "INVOICE_INVALID", "REQUEST_INVALID",
        "TAXPAYER_NOT_FOUND", "WRONG_TIN", "NOT_VAT_PAYER", "INVALID_SELLER_COUNTRY_CODE", "SUPPLIER_IS_RESIDENT",
        "EAEU_IDENTIFIER_REQUIRED", "EAEU_IDENTIFIER_INVALID",
        "TURNOVER_DATE_IN_FUTURE", "TURNOVER_DATE_TOO_OLD", "ISSUE_WINDOW_NOT_OPEN", "ISSUE_WINDOW_CLOSED",
        "NDS_RATE_INCORRECT", "INCORRECT_PRODUCT_SUM", "INCORRECT_TOTAL_SUM", "AMOUNT_NOT_POSITIVE", "CURRENCY_RATE_NOT_MATCH",
        "VAT_PAYMENT_NOT_FOUND", "VAT_PAYMENT_CONFLICT", "VAT_PAYMENT_WRONG_BUDGET_CODE", "VAT_NOT_FULLY_PAID", "VAT_PAYMENT_EXHAUSTED",
        "NOT_UNIQUE_NUMBER_AND_DATE", "REQUEST_ID_REUSED", "TAXPAYER_EXISTS", "INVOICE_NOT_FOUND", "ETAG_MISMATCH",
        "RATE_LIMITED", "STORE_UNAVAILABLE", "UNEXPECTED",
    ];

    private static readonly Language[] Languages = Enum.GetValues<Language>();

    public static TheoryData<string> Reasons => [.. ErrorCatalogue.All.Select(row => row.Reason)];

    [Fact]
    public void Every_published_reason_is_there() => Assert.Equal([], Published.Except(ErrorCatalogue.All.Select(row => row.Reason)));

    [Fact]
    public void A_reason_stands_once() => Assert.Equal(ErrorCatalogue.All.Count, ErrorCatalogue.All.DistinctBy(row => row.Reason).Count());

    [Fact]
    public void The_precedence_of_a_row_is_its_place() =>
        Assert.Equal(Enumerable.Range(0, ErrorCatalogue.All.Count), ErrorCatalogue.All.Select(row => row.Precedence));

    [Fact]
    public void Notes_stand_behind_everything_that_refuses() => Assert.Equal(
        ErrorCatalogue.All.OrderBy(row => row.Kind == ErrorKind.Note).Select(row => row.Reason), ErrorCatalogue.All.Select(row => row.Reason));

    [Fact]
    public void An_unknown_reason_has_no_row() => Assert.Throws<KeyNotFoundException>(() => ErrorCatalogue.Of("invoice_invalid"));

    [Theory]
    [MemberData(nameof(Reasons))]
    public void A_reason_is_upper_snake_case_and_finds_its_row(string reason)
    {
        Assert.Matches(@"\A[A-Z]+(_[A-Z]+)*\z", reason);
        Assert.Equal(reason, ErrorCatalogue.Of(reason).Reason);
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void The_three_texts_have_the_same_placeholders(string reason)
    {
        var row = ErrorCatalogue.Of(reason);

        Assert.Equal(Placeholders(row, Language.En), Placeholders(row, Language.Ru));
        Assert.Equal(Placeholders(row, Language.En), Placeholders(row, Language.Kk));
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void A_brace_is_part_of_a_placeholder(string reason) => Assert.All(Languages, language =>
        Assert.DoesNotMatch(@"[{}]", Placeholder().Replace(ErrorCatalogue.Of(reason).Template(language), string.Empty)));

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Nothing_is_joined_to_a_placeholder_in_Kazakh(string reason) =>
        Assert.DoesNotMatch(@"\}-?\p{L}|\p{L}-?\{", ErrorCatalogue.Of(reason).Template(Language.Kk));

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Each_text_is_in_its_own_script(string reason)
    {
        var row = ErrorCatalogue.Of(reason);

        Assert.Matches(@"[A-Za-z]{2}", WithoutPlaceholders(row, Language.En));
        Assert.DoesNotMatch(@"\p{IsCyrillic}", row.Template(Language.En));
        Assert.Matches(@"\p{IsCyrillic}{3}", row.Template(Language.Ru));
        Assert.Matches(@"\p{IsCyrillic}{3}", row.Template(Language.Kk));
        Assert.DoesNotMatch(@"[әғқңөұүһіӘҒҚҢӨҰҮҺІ]", row.Template(Language.Ru));
        Assert.NotEqual(row.Template(Language.Ru), row.Template(Language.Kk));
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void No_word_mixes_Latin_and_Cyrillic_letters(string reason) => Assert.All(Languages, language =>
        Assert.DoesNotMatch(@"[A-Za-z]\p{IsCyrillic}|\p{IsCyrillic}[A-Za-z]", WithoutPlaceholders(ErrorCatalogue.Of(reason), language)));

    [Theory]
    [MemberData(nameof(Reasons))]
    public void A_text_is_a_sentence_without_stray_spaces(string reason) => Assert.All(Languages, language =>
    {
        var text = ErrorCatalogue.Of(reason).Template(language);
        Assert.Equal(text.Trim(), text);
        Assert.DoesNotContain("  ", text, StringComparison.Ordinal);
        Assert.EndsWith(".", text, StringComparison.Ordinal);
    });

    [Fact]
    public void The_letters_that_only_Kazakh_has_are_used()
    {
        var texts = string.Concat(ErrorCatalogue.All.Select(row => row.Template(Language.Kk)));

        Assert.Equal([], "әғқңөұүі".Where(letter => !texts.Contains(letter, StringComparison.OrdinalIgnoreCase)));
    }

    private static string[] Placeholders(ErrorRow row, Language language) =>
        [.. Placeholder().Matches(row.Template(language)).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal)];

    private static string WithoutPlaceholders(ErrorRow row, Language language) => Placeholder().Replace(row.Template(language), " ");

    [GeneratedRegex(@"\{[a-z]+(_[a-z]+)*\}")]
    private static partial Regex Placeholder();
}
