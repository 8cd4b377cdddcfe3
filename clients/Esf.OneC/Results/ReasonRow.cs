namespace Esf.OneC.Results;

/// <summary>A reason of the connector and its texts, with placeholders like <c>{value}</c>.</summary>
internal sealed record ReasonRow(string Reason, Wording Text);
