namespace Esf.OneC.Results;

/// <summary>One thing that stands against a document, or should be known about it: the row {field, reason, text} that 1C stores.</summary>
/// <param name="Field">Where it stands in the dropped file: <c>productSet/products/product[2]/ndsAmount</c>; empty for the whole.</param>
/// <param name="Reason">Stable reason, UPPER_SNAKE_CASE: a row of <see cref="Reasons"/>, or one of the service's catalogue.</param>
/// <param name="Text">What is wrong and what to do.</param>
internal sealed record Finding(string Field, string Reason, Wording Text)
{
    // Values come from hostile files too.
    private const int MaxValue = 80;

    /// <summary>A finding of this program.</summary>
    public static Finding Of(ReasonRow row, string field = "", params (string Name, string Value)[] values) =>
        new(field, row.Reason, row.Text.With(values.Select(value => (value.Name, Shown(value.Value)))));

    /// <summary>What the service said, in the language that it was asked for.</summary>
    public static Finding Told(string field, string reason, string text) => new(field, reason, new Wording(text, text, text));

    private static string Shown(string value)
    {
        var clean = string.Concat(value.Take(MaxValue).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c));
        return value.Length > MaxValue ? clean + "…" : clean;
    }
}
