using System.Globalization;
using System.Text;
using Google.Protobuf.Reflection;

namespace Esf.Server.JsonFace;

/// <summary>Enum values on the JSON face: <c>BANK_PAYMENT</c>, without the prefix of protobuf's style.</summary>
internal static class EnumNames
{
    /// <summary>The names of all values, in the order of the contract: the unspecified one first.</summary>
    public static IEnumerable<string> AllOf(EnumDescriptor values) => values.Values.Select(Short);

    /// <summary>The value of a name as JSON shows it, or of a number, as protobuf's JSON allows; null when there is none.</summary>
    public static EnumValueDescriptor? Find(EnumDescriptor values, string text) =>
        values.Values.FirstOrDefault(value => Short(value) == text)
        ?? (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? values.FindValueByNumber(number) : null);

    /// <summary>A value's name without the name of its enum.</summary>
    public static string Short(EnumValueDescriptor value)
    {
        var prefix = new StringBuilder();
        foreach (var c in value.EnumDescriptor.Name)
        {
            if (char.IsAsciiLetterUpper(c) && prefix.Length > 0)
            {
                prefix.Append('_');
            }

            prefix.Append(char.ToUpperInvariant(c));
        }

        prefix.Append('_');
        return value.Name.StartsWith(prefix.ToString(), StringComparison.Ordinal) ? value.Name[prefix.Length..] : value.Name;
    }
}
