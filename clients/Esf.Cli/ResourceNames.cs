using System.Text.RegularExpressions;

namespace Esf.Cli;

/// <summary>Resource names of the contract from what a person types.</summary>
internal static partial class ResourceNames
{
    /// <summary>What an auditor asks for who asks across taxpayers.</summary>
    public const string AllTaxpayers = "taxpayers/-";

    private const string Taxpayers = "taxpayers/";

    /// <summary><c>taxpayers/{bin}</c> from a BIN, from <c>-</c>, or from the name itself.</summary>
    /// <remarks>The check digit is the service's business.</remarks>
    public static string Taxpayer(string text)
    {
        var bin = text.StartsWith(Taxpayers, StringComparison.Ordinal) ? text[Taxpayers.Length..] : text;
        return bin == "-" || Bin().IsMatch(bin)
            ? Taxpayers + bin
            : throw new UsageException($"A taxpayer is an IIN or BIN of 12 digits, not '{text}'.");
    }

    /// <summary>The name of an invoice from its registration number, which holds the taxpayer, or from the name itself.</summary>
    public static string Invoice(string text)
    {
        if (text.StartsWith(Taxpayers, StringComparison.Ordinal))
        {
            return text;
        }

        return RegistrationNumber().Match(text) is { Success: true } match
            ? $"{Taxpayers}{match.Groups["bin"].Value}/invoices/{text}"
            : throw new UsageException($"'{text}' is neither a registration number (ESF-941240001151-20260526-00000001) nor a name.");
    }

    /// <summary>The name of a payment from its id and its taxpayer, or from the name itself.</summary>
    public static string Payment(string text, Func<string> parent) =>
        text.StartsWith(Taxpayers, StringComparison.Ordinal) ? text : $"{parent()}/vatPayments/{text}";

    /// <summary>The last part of a name.</summary>
    public static string Id(string name) => name[(name.LastIndexOf('/') + 1)..];

    [GeneratedRegex(@"\A[0-9]{12}\z")]
    private static partial Regex Bin();

    [GeneratedRegex(@"\AESF-(?<bin>[0-9]{12})-[0-9]{8}-[0-9]{8}\z")]
    private static partial Regex RegistrationNumber();
}
