using System.Text.RegularExpressions;

namespace Esf.Domain.Errors;

/// <summary>What kind of failure a reason is; the server maps each kind to one gRPC code.</summary>
public enum ErrorKind
{
    /// <summary>A field is missing or cannot be read.</summary>
    Malformed,

    /// <summary>The fields can be read but the law or the contract refuses them.</summary>
    Invalid,

    /// <summary>Nobody knows who calls.</summary>
    Unauthenticated,

    /// <summary>The caller may not do this.</summary>
    Forbidden,

    /// <summary>What the request names does not exist.</summary>
    Missing,

    /// <summary>What the request would create exists with other content.</summary>
    Taken,

    /// <summary>The resource is in a state that forbids the call.</summary>
    WrongState,

    /// <summary>The caller's copy is out of date.</summary>
    Stale,

    /// <summary>A limit of load is reached; the same call may succeed later.</summary>
    Exhausted,

    /// <summary>A part of the service cannot be reached; the same call may succeed later.</summary>
    Unavailable,

    /// <summary>It would take longer than it may; the same call takes as long again.</summary>
    Slow,

    /// <summary>The service has no such operation.</summary>
    Unsupported,

    /// <summary>A fault of the service itself.</summary>
    Unexpected,

    /// <summary>Not a failure: something to know about a document that may be issued.</summary>
    Note,

    /// <summary>Not a failure of the call: what it has found in a ledger or in a return.</summary>
    Finding,
}

/// <summary>Languages in which every reason has its text.</summary>
public enum Language
{
    /// <summary>English.</summary>
    En,

    /// <summary>Russian.</summary>
    Ru,

    /// <summary>Kazakh.</summary>
    Kk,
}

/// <summary>One reason of the catalogue: it has a kind and a text in each of the three languages, with the same placeholders.</summary>
public sealed partial class ErrorRow
{
    private readonly string _en;
    private readonly string _ru;
    private readonly string _kk;

    internal ErrorRow(int precedence, string reason, ErrorKind kind, string en, string ru, string kk)
    {
        Precedence = precedence;
        Reason = reason;
        Kind = kind;
        _en = en;
        _ru = ru;
        _kk = kk;
    }

    /// <summary>Place in the catalogue; violations are told in this order.</summary>
    public int Precedence { get; }

    /// <summary>Stable name, UPPER_SNAKE_CASE; never renamed, since clients branch on it.</summary>
    public string Reason { get; }

    /// <summary>The kind of failure.</summary>
    public ErrorKind Kind { get; }

    /// <summary>The text with its placeholders, like <c>{limit}</c>.</summary>
    public string Template(Language language) => language switch
    {
        Language.Ru => _ru,
        Language.Kk => _kk,
        _ => _en,
    };

    /// <summary>The text with its placeholders filled; one without an argument stays visible.</summary>
    public string Text(Language language, IReadOnlyDictionary<string, string> arguments) =>
        Placeholder().Replace(Template(language), match => match.Groups[1].Value switch
        {
            var name when !arguments.TryGetValue(name, out _) => match.Value,
            "expected" when this == ErrorCatalogue.FieldInvalid => Expectations.Text(arguments["expected"], language),
            var name => arguments[name],
        });

    /// <inheritdoc/>
    public override string ToString() => Reason;

    [GeneratedRegex(@"\{([a-z_]+)\}")]
    private static partial Regex Placeholder();
}
