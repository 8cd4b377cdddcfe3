namespace Esf.Domain.Parties;

/// <summary>An Armenian taxpayer number (ՀՎՀՀ) is eight digits.</summary>
/// <remarks>No checksum is published, so the shape is all that can be judged.</remarks>
public static class ArmeniaTin
{
    private const int Length = 8;

    /// <summary>The number itself, for it has one spelling only; null when it is not eight digits.</summary>
    public static string? Normalize(string text) => CheckDigit.AreDigits(text, Length) ? text : null;
}
