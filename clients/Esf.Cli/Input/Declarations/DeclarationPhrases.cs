using System.Globalization;
using Esf.Cli.Output;
using Esf.OneC.Results;

namespace Esf.Cli.Input.Declarations;

/// <summary>What can be wrong with a file of declarations.</summary>
internal static class DeclarationPhrases
{
    public static readonly Phrase Missing = new("there is no value", "нет значения", "мән жоқ");

    public static readonly Phrase BinMalformed = new(
        "an IIN or BIN of 12 digits with a right check digit is expected",
        "нужен ИИН или БИН из 12 цифр с верной контрольной цифрой",
        "бақылау цифры дұрыс 12 цифрдан тұратын ЖСН немесе БСН қажет");

    public static readonly Phrase TotalDiffers = new(
        "the total is not the sum of the rows above it: is a row missing?",
        "итог не равен сумме строк над ним: не пропала ли строка?",
        "қорытынды үстіндегі жолдардың қосындысына тең емес: жол түсіп қалған жоқ па?");

    public static readonly Phrase BinRounded = new(
        "a spreadsheet has rounded the number: make the column a text column",
        "таблица округлила номер: сделайте столбец текстовым",
        "кесте нөмірді дөңгелектеген: бағанды мәтіндік етіңіз");

    public static readonly Phrase BinForeign = new(
        "is not the taxpayer of --taxpayer", "это не налогоплательщик из --taxpayer", "бұл --taxpayer көрсеткен салық төлеуші емес");

    public static readonly Phrase PeriodMalformed = new(
        "a quarter like 2026-Q2, 2026-2 or '2 кв. 2026' is expected",
        "нужен квартал: 2026-Q2, 2026-2 или «2 кв. 2026»",
        "тоқсан қажет: 2026-Q2, 2026-2 немесе «2-тоқсан 2026»");

    public static readonly Phrase PeriodIsDate = new(
        "a spreadsheet has made a date of the quarter: write it as 2026-Q2",
        "таблица сделала из квартала дату: запишите его как 2026-Q2",
        "кесте тоқсаннан күн жасаған: оны 2026-Q2 деп жазыңыз");

    public static readonly Phrase AmountMalformed = new(
        "an amount in whole tenge is expected, like 832000 or 832 000",
        "нужна сумма в целых тенге, например 832000 или 832 000",
        "бүтін теңгедегі сома қажет, мысалы 832000 немесе 832 000");

    public static readonly Phrase AmountAmbiguous = new(
        "may be thousands or a fraction: separate thousands by spaces",
        "непонятно, тысячи это или дробь: разделяйте тысячи пробелами",
        "мыңдық па, бөлшек пе белгісіз: мыңдықтарды бос орынмен бөліңіз");

    public static readonly Phrase AmountNotWhole = new(
        "the return has whole tenge: there must be no tiyn",
        "в декларации целые тенге: тиынов быть не должно",
        "декларацияда бүтін теңге: тиын болмауы керек");

    public static readonly Phrase AmountTooLong = new(
        "has more than 15 digits", "больше 15 цифр", "15 цифрдан артық");

    public static readonly Phrase Repeated = new(
        "this taxpayer and quarter stand in an earlier row already",
        "этот налогоплательщик и квартал уже есть в строке выше",
        "бұл салық төлеуші мен тоқсан жоғарыдағы жолда бар");

    public static readonly Phrase TooManyValues = new(
        "the row has more values than the heading has columns; is a decimal comma in it that needs quotes?",
        "в строке больше значений, чем столбцов в заголовке; нет ли десятичной запятой без кавычек?",
        "жолдағы мәндер тақырыптағы бағандардан көп; тырнақшасыз ондық үтір жоқ па?");

    public static readonly Phrase BadQuotes = new(
        "quotes inside of a value are not doubled, or not closed",
        "кавычки внутри значения не удвоены или не закрыты",
        "мән ішіндегі тырнақшалар қосарланбаған немесе жабылмаған");

    /// <summary>A number with a character in it that is no digit, perhaps one that cannot be seen.</summary>
    public static Phrase BinHasOther(Wording other) => new(
        $"{other.En}: an IIN or BIN has 12 digits and nothing else",
        $"{other.Ru}: в ИИН или БИН 12 цифр и ничего больше",
        $"{other.Kk}: ЖСН немесе БСН — 12 цифр, басқа ештеңе емес");

    /// <summary>A total that was recognised.</summary>
    public static Phrase TotalLeftOut(int row, string text) => new(
        string.Create(CultureInfo.InvariantCulture, $"Row {row} is a total ({text}); it agrees with the rows above it and is not sent."),
        string.Create(CultureInfo.InvariantCulture, $"Строка {row} — итог ({text}); он сходится со строками и не отправляется."),
        string.Create(CultureInfo.InvariantCulture, $"{row}-жол — қорытынды ({text}); ол жолдармен сәйкес келеді және жіберілмейді."));
}
