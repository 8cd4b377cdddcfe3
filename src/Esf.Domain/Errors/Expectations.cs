using System.Collections.Frozen;

namespace Esf.Domain.Errors;

/// <summary>What FIELD_INVALID expected, as a neutral code that every language can tell: <c>characters:3..450</c>.</summary>
/// <remarks>The code travels in metadata for programs; its text stands in the message for people.</remarks>
public static class Expectations
{
    private static readonly FrozenDictionary<string, (string En, string Ru, string Kk)> Kinds = new Dictionary<string, (string, string, string)>(StringComparer.Ordinal)
    {
        ["characters"] = ("text of {0} characters", "текст длиной {0} символов", "{0} таңбадан тұратын мәтін"),
        ["digits"] = ("{0} digits and nothing else", "только цифры; количество: {0}", "тек цифрлар; саны: {0}"),
        ["letters"] = ("{0} upper-case Latin letters", "прописные латинские буквы; количество: {0}", "бас латын әріптері; саны: {0}"),
        ["date"] = ("a day that exists: year, month and day", "существующая дата: год, месяц и день", "бар күн: жыл, ай және күн"),
        ["tax_period"] = ("a quarter like 2026-Q4", "квартал вида 2026-Q4", "2026-Q4 түріндегі тоқсан"),
        ["instant"] = (
            "an instant like 2026-05-26T09:00:00+05:00",
            "момент времени вида 2026-05-26T09:00:00+05:00",
            "2026-05-26T09:00:00+05:00 түріндегі уақыт сәті"),
        ["hex"] = (
            "{0} hexadecimal digits in lower case",
            "шестнадцатеричные цифры в нижнем регистре; количество: {0}",
            "кіші әріпті он алтылық цифрлар; саны: {0}"),
        ["decimal"] = (
            "a decimal number without an exponent, at most {0} digits before the point and {1} after it",
            "десятичное число без экспоненты, не более {0} цифр до точки и {1} после неё",
            "экспонентасыз ондық сан, нүктеге дейін ең көбі {0}, нүктеден кейін ең көбі {1} цифр"),
        ["one_of"] = ("one of {0}", "одно из: {0}", "мыналардың бірі: {0}"),
        ["name"] = ("a resource name of the form {0}", "имя ресурса вида {0}", "мына түрдегі ресурс атауы: {0}"),
        ["account"] = (
            "an account of {0} Latin letters and digits",
            "номер счёта из латинских букв и цифр; количество символов: {0}",
            "латын әріптері мен цифрлардан тұратын шот нөмірі; таңба саны: {0}"),
        ["items"] = ("a list of {0} items", "список; количество элементов: {0}", "тізім; элемент саны: {0}"),
        ["json_object"] = (
            "a JSON object in curly brackets, with the fields of the contract",
            "объект JSON в фигурных скобках с полями из контракта",
            "келісімшарт өрістері бар, жүйелі жақшадағы JSON объектісі"),
        ["json_date"] = (
            "a date as {\"year\": 2026, \"month\": 5, \"day\": 26}",
            "дата вида {\"year\": 2026, \"month\": 5, \"day\": 26}",
            "{\"year\": 2026, \"month\": 5, \"day\": 26} түріндегі күн"),
        ["json_decimal"] = (
            "a number as {\"value\": \"832000.00\"}",
            "число вида {\"value\": \"832000.00\"}",
            "{\"value\": \"832000.00\"} түріндегі сан"),
        ["json_list"] = ("a list in square brackets", "список в квадратных скобках", "тік жақшадағы тізім"),
        ["json_text"] = ("text in quotation marks", "текст в кавычках", "тырнақшадағы мәтін"),
        ["boolean"] = ("true or false", "true или false", "true немесе false"),
        ["integer"] = ("a whole number that fits the field", "целое число в пределах поля", "өріске сыятын бүтін сан"),
        ["json_at"] = (
            "correct JSON in UTF-8; it cannot be read at line {0}, byte {1}",
            "корректный JSON в UTF-8; он не читается в строке {0}, байт {1}",
            "UTF-8 кодындағы дұрыс JSON; оқылмайтын жері: жол {0}, байт {1}"),
        ["json_form"] = ("JSON in the form that the contract describes", "JSON в форме, описанной в контракте", "келісімшартта сипатталған пішіндегі JSON"),
        ["content_type"] = (
            "JSON in UTF-8, sent with Content-Type: application/json",
            "JSON в UTF-8, отправленный с Content-Type: application/json",
            "Content-Type: application/json арқылы жіберілген, UTF-8 кодындағы JSON"),
        ["http"] = (
            "a correct HTTP request: address, headers and body",
            "корректный запрос HTTP: адрес, заголовки и тело",
            "дұрыс HTTP сұрауы: мекенжай, тақырыптар және дене"),
        ["protobuf"] = ("a message of the contract in protobuf", "сообщение контракта в формате protobuf", "protobuf пішіміндегі келісімшарт хабарламасы"),
        ["text"] = (
            "plain text without control characters, marks of writing direction and broken characters",
            "обычный текст без управляющих символов, знаков направления письма и повреждённых символов",
            "басқару таңбалары, жазу бағытының белгілері және бүлінген таңбалары жоқ қарапайым мәтін"),
        ["known_field"] = ("a field of the contract", "поле, предусмотренное контрактом", "келісімшартта көзделген өріс"),
        ["registration_number"] = (
            "a registration number, ESF-{BIN}-{yyyymmdd}-{8 digits}",
            "регистрационный номер вида ESF-{БИН}-{ггггммдд}-{8 цифр}",
            "ESF-{БСН}-{жжжжааКК}-{8 цифр} түріндегі тіркеу нөмірі"),
        ["once"] = ("each value once", "каждое значение один раз", "әр мән бір рет"),
        ["same_as"] = ("the same value as {0}", "то же значение, что и в {0}", "{0} мәнімен бірдей мән"),
        ["not"] = ("a value other than {0}", "значение, отличное от {0}", "{0} мәнінен басқа мән"),
        ["range"] = ("a number from {0}", "число: {0}", "сан: {0}"),
        ["at_most"] = ("at most {0} KZT", "не более {0} тенге", "ең көбі {0} теңге"),
        ["positive"] = (
            "a number greater than zero, at most {0} digits before the point and {1} after it",
            "число больше нуля, не более {0} цифр до точки и {1} после неё",
            "нөлден үлкен сан, нүктеге дейін ең көбі {0}, нүктеден кейін ең көбі {1} цифр"),
        ["not_negative"] = ("a number not less than zero", "число не меньше нуля", "нөлден кем емес сан"),
        ["not_later_than"] = ("{0} or earlier", "{0} или раньше", "{0} немесе одан ертерек"),
        ["not_earlier_than"] = ("{0} or later", "{0} или позже", "{0} немесе одан кейінірек"),
        ["later_than"] = ("a day later than {0}", "дата позже {0}", "{0} күнінен кейінгі күн"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Codes whose argument is a pair of numbers, like decimal:15.2.
    private static readonly FrozenSet<string> Pairs = FrozenSet.ToFrozenSet(["decimal", "positive", "json_at"], StringComparer.Ordinal);

    /// <summary>A text of so many characters.</summary>
    public static string Characters(int min, int max) => $"characters:{min}..{max}";

    /// <summary>So many digits and nothing else.</summary>
    public static string Digits(int min, int max) => min == max ? $"digits:{min}" : $"digits:{min}..{max}";

    /// <summary>One of some values.</summary>
    public static string OneOf(params IEnumerable<string> values) => $"one_of:{string.Join(", ", values)}";

    /// <summary>The text of an argument in a language; one that is no expectation is its own text.</summary>
    public static string Text(string argument, Language language)
    {
        var colon = argument.IndexOf(':', StringComparison.Ordinal);
        var kind = colon < 0 ? argument : argument[..colon];
        if (!Kinds.TryGetValue(kind, out var texts))
        {
            return argument;
        }

        var text = language switch { Language.Ru => texts.Ru, Language.Kk => texts.Kk, _ => texts.En };
        var value = colon < 0 ? string.Empty : argument[(colon + 1)..];
        var parts = Pairs.Contains(kind) ? value.Split('.', 2) : [Range(value, language)];
        text = text.Replace("{0}", parts[0], StringComparison.Ordinal);
        return parts.Length < 2 ? text : text.Replace("{1}", parts[1], StringComparison.Ordinal);
    }

    private static string Range(string value, Language language)
    {
        if (value.Split("..") is not [var from, var to])
        {
            return value;
        }

        return language switch { Language.Ru => $"от {from} до {to}", Language.Kk => $"{from}–{to}", _ => $"{from} to {to}" };
    }
}
