namespace Esf.Cli.Output;

/// <summary>Sentences beside the results.</summary>
internal static class Remarks
{
    public static readonly Phrase Written = new("Written", "Записано", "Жазылды");

    public static readonly Phrase Count = new("{count} in all.", "Всего: {count}.", "Барлығы: {count}.");

    public static readonly Phrase CompleteThrough = new(
        "Complete through {time} (Almaty).", "Полно по {time} (Алматы).", "{time} дейін толық (Алматы).");

    public static readonly Phrase EndOfDay = new(
        "As of the end of {day} in Almaty ({instant}).",
        "По состоянию на конец дня {day} в Алматы ({instant}).",
        "Алматы уақытымен {day} күнінің соңындағы жағдай бойынша ({instant}).");

    public static readonly Phrase FirstShown = new(
        "The first {count} are shown; {option} shows more, -o FILE.xlsx writes them to a file.",
        "Показаны первые {count}; {option} покажет больше, -o FILE.xlsx запишет их в файл.",
        "Алғашқы {count} көрсетілді; {option} көбірек көрсетеді, -o FILE.xlsx файлға жазады.");

    public static readonly Phrase SeveralOfNumber = new(
        "Several invoices have the number {number}; give the registration number.",
        "Номер {number} у нескольких счетов-фактур; укажите регистрационный номер.",
        "{number} нөмірі бірнеше шот-фактурада бар; тіркеу нөмірін көрсетіңіз.");

    public static readonly Phrase NoneOfNumber = new(
        "{taxpayer} has no invoice with the number {number}.",
        "У {taxpayer} нет счёта-фактуры с номером {number}.",
        "{taxpayer}: {number} нөмірлі шот-фактура жоқ.");

    public static readonly Phrase RequestId = new("Request id", "Идентификатор запроса", "Сұрау идентификаторы");
    public static readonly Phrase ResumeToken = new("Resume token", "Токен продолжения", "Жалғастыру таңбалауышы");
    public static readonly Phrase ToGoOn = new("To go on", "Продолжить", "Жалғастыру");
    public static readonly Phrase Interrupted = new("Interrupted.", "Прервано.", "Үзілді.");
    public static readonly Phrase Connected = new("Connected.", "Связь восстановлена.", "Байланыс қалпына келді.");

    public static readonly Phrase Watching = new(
        "Watching {what} at {server}; Ctrl+C ends.", "Слежу за {what} на {server}; Ctrl+C завершит.", "{server} серверіндегі {what} бақыланады; Ctrl+C аяқтайды.");

    public static readonly Phrase OutcomeUnknown = new(
        "Whether it was done is not known. Safe to repeat, nothing is done twice: {command}",
        "Выполнено ли это, неизвестно. Повторять безопасно, ничего не сделается дважды: {command}",
        "Оның орындалғаны белгісіз. Қайталау қауіпсіз, ештеңе екі рет жасалмайды: {command}");

    public static readonly Phrase ProblemsShown = new(
        "Shown are the first {shown} of {count}.", "Показаны первые {shown} из {count}.", "{count} ішінен алғашқы {shown} көрсетілді.");

    public static readonly Phrase BadValues = new(
        "{source}: {count} values cannot be taken as they are. Nothing was sent.",
        "{source}: значений, которые нельзя принять: {count}. Ничего не отправлено.",
        "{source}: қабылдауға келмейтін мәндер саны: {count}. Ештеңе жіберілген жоқ.");

    public static readonly Phrase WhichTaxpayer = new(
        "Which taxpayer? Give --taxpayer BIN, or set ESF_TAXPAYER.",
        "Какой налогоплательщик? Укажите --taxpayer БИН или задайте ESF_TAXPAYER.",
        "Қай салық төлеуші? --taxpayer БСН көрсетіңіз немесе ESF_TAXPAYER орнатыңыз.");

    // The sheet that says what a workbook is.
    public static readonly Phrase AboutSheet = new("About", "О выгрузке", "Үзінді туралы");
    public static readonly Phrase AboutWhat = new("What", "Что", "Не");
    public static readonly Phrase AboutValue = new("Value", "Значение", "Мән");
    public static readonly Phrase Command = new("Question", "Запрос", "Сұрау");
    public static readonly Phrase Filter = new("Filter", "Отбор", "Сүзгі");
    public static readonly Phrase NoFilter = new("none", "нет", "жоқ");
    public static readonly Phrase AsOf = new("As of", "По состоянию на", "Жағдай бойынша");
    public static readonly Phrase Now = new("the moment of the question", "момент запроса", "сұрау сәті");
    public static readonly Phrase Complete = new("Complete through (Almaty)", "Полно по (Алматы)", "Толық (Алматы уақыты)");
    public static readonly Phrase Server = new("Server", "Сервер", "Сервер");
    public static readonly Phrase MadeAt = new("Made at (Almaty)", "Составлено (Алматы)", "Жасалған уақыты (Алматы)");
    public static readonly Phrase Rows = new("Rows", "Строк", "Жолдар саны");
}
