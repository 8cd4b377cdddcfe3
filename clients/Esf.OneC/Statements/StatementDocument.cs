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

    // What a payment is made of: two values for one of these leave open which is meant.
    private static readonly string[] Telling = ["СУММА", "ДАТА", "НОМЕР", "ВАЛЮТА", "КОДБК", "КБК", "КОДБЮДЖЕТНОЙКЛАССИФИКАЦИИ", "ПЛАТЕЛЬЩИКБИН", "ПЛАТЕЛЬЩИКИИН"];

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<string> _twice = [];

    public int Line { get; } = line;

    public string PayerTin => Digits(First("ПЛАТЕЛЬЩИКБИНИИН", "ПЛАТЕЛЬЩИКИИНБИН", "ПЛАТЕЛЬЩИКБИН", "ПЛАТЕЛЬЩИКИИН", "ПЛАТЕЛЬЩИКИНН"));

    public string PayeeTin => Digits(First("ПОЛУЧАТЕЛЬБИНИИН", "ПОЛУЧАТЕЛЬИИНБИН", "ПОЛУЧАТЕЛЬБИН", "ПОЛУЧАТЕЛЬИИН", "ПОЛУЧАТЕЛЬИНН"));

    public string Number => First("НОМЕРДОКУМЕНТА", "НОМЕР");

    /// <summary>The day on which the money went, with the key that says it; empty when no key does.</summary>
    public (string Key, string Value) PaidOn => FirstOf("ДатаОперации", "ДатаСписано", "ДатаВалютирования", "ДатаДокумента", "Дата");

    public string Outgoing => First("СУММАРАСХОД");

    public string Incoming => First("СУММАПРИХОД");

    public string Sum => First("СУММА", "СУММАДОКУМЕНТА");

    public string Currency => First("ВАЛЮТА", "КОДВАЛЮТЫ");

    public string BudgetCode => First("КОДБК", "КБК", "КОДБЮДЖЕТНОЙКЛАССИФИКАЦИИ");

    /// <summary>The purpose; a bank may cut it into numbered keys.</summary>
    public string Purpose => string.Join(' ', _values
        .Where(pair => pair.Key.StartsWith(PurposeKey, StringComparison.Ordinal) && pair.Value.Length > 0)
        .OrderBy(pair => pair.Key.Length).ThenBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(pair => pair.Value));

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

    /// <summary>Appends what stands on a further line. Answers the length of the whole value.</summary>
    public int Continue(string key, string more)
    {
        _values[key] = $"{_values[key]} {more}".Trim();
        return _values[key].Length;
    }

    private string First(params IEnumerable<string> keys) =>
        keys.Select(key => _values.GetValueOrDefault(key, "")).FirstOrDefault(value => value.Length > 0, "");

    private (string Key, string Value) FirstOf(params IEnumerable<string> keys) => keys
        .Select(key => (Key: key, Value: First(Normal(key))))
        .FirstOrDefault(pair => pair.Value.Length > 0, (Key: "ДатаОперации", Value: ""));

    private static string Digits(string tin) => string.Concat(tin.Where(c => !char.IsWhiteSpace(c)));
}
