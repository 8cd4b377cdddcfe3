using System.Collections.Frozen;

namespace Esf.Domain.Errors;

/// <summary>What FIELD_INVALID expected, as a neutral code that every language can tell: <c>characters:3..450</c>.</summary>
/// <remarks>The code travels in metadata for programs; its text stands in the message for people.</remarks>
public static class Expectations
{
    private static readonly FrozenDictionary<string, (string En, string Ru, string Kk)> Kinds = new Dictionary<string, (string, string, string)>(StringComparer.Ordinal)
    {
        ["characters"] = ("{0} characters", "символов: {0}", "таңба саны: {0}"),
        ["digits"] = ("digits only, {0} of them", "только цифры, {0}", "тек цифрлар, {0}"),
        ["letters"] = ("Latin upper-case letters, {0} of them", "прописные латинские буквы, {0}", "бас латын әріптері, {0}"),
        ["date"] = ("a day that exists: year, month and day", "существующая дата: год, месяц и день", "бар күн: жыл, ай және күн"),
        ["tax_period"] = ("a quarter like 2026-Q4", "квартал вида 2026-Q4", "2026-Q4 түріндегі тоқсан"),
        ["instant"] = ("an instant between the years 1 and 9999", "момент времени между годами 1 и 9999", "1 және 9999 жылдар арасындағы уақыт сәті"),
        ["hex"] = ("{0} lower-case hex digits", "шестнадцатеричные цифры в нижнем регистре, {0}", "кіші әріпті он алтылық цифрлар, {0}"),
        ["decimal"] = (
            "a plain decimal number, at most {0} digits before and after the point",
            "десятичное число без экспоненты, не более {0} цифр до и после точки",
            "экспонентасыз ондық сан, нүктеге дейін және кейін ең көбі {0} цифр"),
        ["one_of"] = ("one of {0}", "одно из: {0}", "мыналардың бірі: {0}"),
        ["name"] = ("a resource name of the form {0}", "имя ресурса вида {0}", "мына түрдегі ресурс атауы: {0}"),
        ["items"] = ("{0} items", "элементов: {0}", "элемент саны: {0}"),
        ["type"] = ("a JSON value of type {0}", "значение JSON типа {0}", "мына түрдегі JSON мәні: {0}"),
        ["json"] = ("correct JSON in UTF-8 ({0})", "корректный JSON в UTF-8 ({0})", "UTF-8 кодындағы дұрыс JSON ({0})"),
        ["protobuf"] = ("a message of the contract in protobuf", "сообщение контракта в формате protobuf", "protobuf пішіміндегі келісімшарт хабарламасы"),
        ["text"] = ("text without control characters", "текст без управляющих символов", "басқару таңбаларынсыз мәтін"),
        ["known_field"] = ("a field of the contract", "поле, предусмотренное контрактом", "келісімшартта көзделген өріс"),
        ["registration_number"] = (
            "a registration number, ESF-{BIN}-{yyyymmdd}-{8 digits}",
            "регистрационный номер вида ESF-{БИН}-{ггггммдд}-{8 цифр}",
            "ESF-{БСН}-{жжжжааКК}-{8 цифр} түріндегі тіркеу нөмірі"),
        ["once"] = ("each value once", "каждое значение один раз", "әр мән бір рет"),
        ["same_as"] = ("the same value as {0}", "то же значение, что и в {0}", "{0} мәнімен бірдей мән"),
        ["not"] = ("a value other than {0}", "значение, отличное от {0}", "{0} мәнінен басқа мән"),
        ["range"] = ("a number in {0}", "число в пределах {0}", "{0} аралығындағы сан"),
        ["positive"] = ("a number greater than zero, {0}", "число больше нуля, {0}", "нөлден үлкен сан, {0}"),
        ["not_negative"] = ("a number not less than zero", "число не меньше нуля", "нөлден кем емес сан"),
        ["not_later_than"] = ("not later than {0}", "не позже {0}", "{0} мәнінен кеш емес"),
        ["not_earlier_than"] = ("not earlier than {0}", "не раньше {0}", "{0} мәнінен ерте емес"),
        ["later_than"] = ("a day later than {0}", "дата позже {0}", "{0} күнінен кейінгі күн"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

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
        return text.Replace("{0}", colon < 0 ? string.Empty : argument[(colon + 1)..], StringComparison.Ordinal);
    }
}
