namespace Esf.Client;

/// <summary>What differs from <see cref="EsfClientOptions"/> for some calls; what is null stays as the client has it.</summary>
/// <remarks><c>client.WithOptions(new EsfCallOptions { Language = "kk" }).GetInvoiceAsync(name)</c>.</remarks>
public sealed class EsfCallOptions
{
    /// <summary>How long one attempt may take; in a stream, how long requests may stay without any answer. Positive.</summary>
    public TimeSpan? Deadline { get; set; }

    /// <summary>Language of the texts: <c>kk</c>, <c>ru</c> or <c>en</c>. Anything else is answered in English.</summary>
    public string? Language { get; set; }

    /// <summary>How often a call that may be repeated is tried in all, the first time included. 1 or more; 1 repeats nothing.</summary>
    public int? MaxAttempts { get; set; }

    /// <summary>Headers to send besides those of the client; one of the same name replaces it.</summary>
    /// <remarks>
    /// Names are of ASCII letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, values of printable ASCII; a name that ends in <c>-bin</c>,
    /// begins with <c>grpc-</c> or is <c>accept-language</c> is not taken.
    /// </remarks>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}
