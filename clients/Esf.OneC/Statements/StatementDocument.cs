namespace Esf.OneC.Statements;

/// <summary>One document of a statement, as the bank wrote it: texts by key.</summary>
/// <remarks>
/// Banks write keys like <c>ПлательщикБИН_ИИН</c> and like <c>ПЛАТЕЛЬЩИКБИН_ИИН</c>, with other names for some: a key counts by its
/// letters and digits, in upper case.
/// </remarks>
/// <param name="line">The line on which it begins, counted from 1.</param>
internal sealed class StatementDocument(int line)
{
    private const string PurposeKey = "НАЗНАЧЕНИЕПЛАТЕЖА";

    // Beside the names of Kazakh banks that of the exchange standard 1.02 and 1.03 (ПоказательКБК), and how people shorten them.
    private static readonly string[] CodeKeys = ["КОДБК", "КБК", "КОДКБК", "БСК", "КОДБЮДЖЕТНОЙКЛАССИФИКАЦИИ", "ПОКАЗАТЕЛЬКБК", "ПОЛУЧАТЕЛЬКБК"];

    // What a payment is made of: two values for one of these leave open which is meant.
    private static readonly string[] Telling =
        ["СУММА", "ДАТА", "НОМЕР", "ВАЛЮТА", "ПЛАТЕЛЬЩИКБИН", "ПЛАТЕЛЬЩИКИИН", "ПЛАТЕЛЬЩИКИИК", "ПОЛУЧАТЕЛЬИИК", .. CodeKeys];

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<string> _twice = [];

    public int Line { get; } = line;

    public string PayerTin => Digits(First("ПЛАТЕЛЬЩИКБИНИИН", "ПЛАТЕЛЬЩИКИИНБИН", "ПЛАТЕЛЬЩИКБИН", "ПЛАТЕЛЬЩИКИИН", "ПЛАТЕЛЬЩИКИНН"));

    public string PayeeTin => Digits(First("ПОЛУЧАТЕЛЬБИНИИН", "ПОЛУЧАТЕЛЬИИНБИН", "ПОЛУЧАТЕЛЬБИН", "ПОЛУЧАТЕЛЬИИН", "ПОЛУЧАТЕЛЬИНН"));

    public string Number => First("НОМЕРДОКУМЕНТА", "НОМЕР");

    /// <summary>The day on which the money went, with the key that says it; empty when no key does.</summary>
    public (string Key, string Value) PaidOn => FirstOf("ДатаОперации", "ДатаСписано", "ДатаВалютирования", "ДатаДокумента", "Дата");

    /// <summary>The day on which the bank carried it out; empty in a copy that has only the order.</summary>
    public string CarriedOutOn => FirstOf("ДатаОперации", "ДатаСписано", "ДатаВалютирования").Value;

    /// <summary>The day on which the order was written.</summary>
    public string WrittenOn => FirstOf("ДатаДокумента", "Дата").Value;

    /// <summary>The account that it was paid from (ИИК); empty when no key names it.</summary>
    public string PayerAccount => Account(First("ПЛАТЕЛЬЩИКИИК", "ПЛАТЕЛЬЩИКИК", "ПЛАТЕЛЬЩИКСЧЕТ", "ПЛАТЕЛЬЩИКРАСЧСЧЕТ"));

    /// <summary>The account that it was paid to; empty when no key names it.</summary>
    public string PayeeAccount => Account(First("ПОЛУЧАТЕЛЬИИК", "ПОЛУЧАТЕЛЬИК", "ПОЛУЧАТЕЛЬСЧЕТ", "ПОЛУЧАТЕЛЬРАСЧСЧЕТ"));

    public string Outgoing => First("СУММАРАСХОД");

    public string Incoming => First("СУММАПРИХОД");

    public string Sum => First("СУММА", "СУММАДОКУМЕНТА");

    public string Currency => First("ВАЛЮТА", "КОДВАЛЮТЫ");

    /// <summary>The budget codes that its own keys name, each once; <c>0</c> is what programs write for none.</summary>
    public IReadOnlyList<string> BudgetCodes =>
        [.. CodeKeys.Select(key => First(key).Trim('0', ' ').Length == 0 ? "" : First(key)).Where(code => code.Length > 0).Distinct(StringComparer.Ordinal)];

    /// <summary>The purpose; a bank may cut it into numbered keys.</summary>
    public string Purpose => string.Join(' ', _values
        .Where(pair => pair.Key.StartsWith(PurposeKey, StringComparison.Ordinal) && pair.Value.Length > 0)
        .OrderBy(pair => pair.Key.Length).ThenBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(pair => pair.Value));

    /// <summary>Where it stops being a document that can be understood, and what stands there; null: nowhere.</summary>
    public (int Line, string Found)? Fault { get; private set; }

    /// <summary>Telling keys that came twice with different values.</summary>
    public IReadOnlyList<string> Twice => _twice;

    /// <summary>What makes two keys the same.</summary>
    public static string Normal(string key) => string.Concat(key.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    /// <summary>Keeps a value; of a key that comes twice the first value that is not empty.</summary>
    public void Add(string key, string value)
    {
        if (!_values.TryGetValue(key, out var kept) || kept.Length == 0)
        {
            _values[key] = value;
        }
        else if (value.Length > 0 && value != kept && Telling.Any(telling => key.StartsWith(telling, StringComparison.Ordinal)))
        {
            _twice.Add(key);
        }
    }

    /// <summary>Appends what stands on a further line. False when there is nothing to append it to, or it would become longer than the limit.</summary>
    public bool Continue(string key, string more, int limit)
    {
        if (!_values.TryGetValue(key, out var value) || value.Length + 1 + more.Length > limit)
        {
            return false;
        }

        _values[key] = $"{value} {more}".Trim();
        return true;
    }

    /// <summary>Notes that it cannot be understood; of several places the first.</summary>
    public void Spoil(int line, string found) => Fault ??= (line, found);

    private string First(params IEnumerable<string> keys) =>
        keys.Select(key => _values.GetValueOrDefault(key, "")).FirstOrDefault(value => value.Length > 0, "");

    private (string Key, string Value) FirstOf(params IEnumerable<string> keys) => keys
        .Select(key => (Key: key, Value: First(Normal(key))))
        .FirstOrDefault(pair => pair.Value.Length > 0, (Key: "ДатаОперации", Value: ""));

    // What is no account at all is not known to be one.
    private static string Account(string text)
    {
        var account = string.Concat(text.Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
        return account.Length is >= 5 and <= 34 && account.All(char.IsAsciiLetterOrDigit) ? account : "";
    }

    private static string Digits(string tin) => string.Concat(tin.Where(c => !char.IsWhiteSpace(c)));
}
