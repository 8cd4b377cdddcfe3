namespace Esf.Cli.Output;

/// <summary>Headings and labels of tables. What the service says comes from the service.</summary>
internal static class Phrases
{
    public static readonly Phrase Issued = new("Issued", "Выписан", "Жазып берілді");
    public static readonly Phrase WouldBeIssued = new("May be issued", "Можно выписать", "Жазып беруге болады");
    public static readonly Phrase CorrectedIssued = new(
        "Corrected invoice issued", "Выписан исправленный", "Түзетілген шот-фактура жазып берілді");
    public static readonly Phrase AdditionalIssued = new(
        "Additional invoice issued", "Выписан дополнительный", "Қосымша шот-фактура жазып берілді");
    public static readonly Phrase Revoked = new("Revoked", "Отозван", "Кері қайтарылды");
    public static readonly Phrase ToBeRevoked = new("To be revoked", "Будет отозван", "Кері қайтарылады");
    public static readonly Phrase RevokeIt = new("Revoke it? [y/N]", "Отозвать? [д/Н]", "Кері қайтару керек пе? [и/Ж]");
    public static readonly IReadOnlyList<string> Yes = ["y", "yes", "д", "да", "и", "иә"];
    public static readonly Phrase Refused = new("Refused", "Отказано", "Қабылданбады");
    public static readonly Phrase NoAnswer = new("No answer", "Нет ответа", "Жауап жоқ");
    public static readonly Phrase TryingAgain = new(
        "No connection; trying again, from the same place.",
        "Нет соединения; попытка повторится с того же места.",
        "Байланыс жоқ; әрекет сол жерден қайталанады.");
    public static readonly Phrase Warnings = new("Please note", "Обратите внимание", "Назар аударыңыз");
    public static readonly Phrase Outcome = new("Outcome", "Результат", "Нәтиже");

    public static readonly Phrase Field = new("Field", "Поле", "Өріс");
    public static readonly Phrase Explanation = new("What is wrong", "Что не так", "Не дұрыс емес");
    public static readonly Phrase Note = new("Note", "Пояснение", "Түсіндірме");
    public static readonly Phrase Reason = new("Reason", "Код", "Код");
    public static readonly Phrase Article = new("Article", "Статья", "Бап");
    public static readonly Phrase Source = new("From", "Откуда", "Қайдан");

    public static readonly Phrase RegistrationNumber = new("Registration number", "Регистрационный номер", "Тіркеу нөмірі");
    public static readonly Phrase OffsetDate = new("Offset date", "Дата зачёта", "Есепке жатқызу күні");
    public static readonly Phrase OffsetAmount = new("VAT to offset, KZT", "НДС в зачёт, KZT", "Есепке жатқызылатын ҚҚС, KZT");
    public static readonly Phrase TaxPeriod = new("Tax period", "Налоговый период", "Салық кезеңі");
    public static readonly Phrase IssueDate = new("Issue date", "Дата выписки", "Жазып берілген күні");
    public static readonly Phrase TurnoverDate = new("Turnover date", "Дата оборота", "Айналым жасалған күн");
    public static readonly Phrase WithdrawnOffset = new(
        "Offset withdrawn, KZT", "Зачёт снят, KZT", "Есептен алынған ҚҚС, KZT");
    public static readonly Phrase Number = new("Number", "Номер", "Нөмірі");
    public static readonly Phrase State = new("State", "Состояние", "Күйі");
    public static readonly Phrase StateChangedBy = new("State changed by", "Состояние изменил", "Күйін өзгерткен");
    public static readonly Phrase Invoice = new("Invoice", "Счёт-фактура", "Шот-фактура");
    public static readonly Phrase RelatedInvoice = new("Related invoice", "К счёту-фактуре", "Байланысты шот-фактура");
    public static readonly Phrase Cause = new("Reason given", "Причина", "Себебі");
    public static readonly Phrase Recipient = new("Recipient", "Получатель", "Алушы");
    public static readonly Phrase Supplier = new("Supplier", "Поставщик", "Өнім беруші");
    public static readonly Phrase Country = new("Country", "Страна", "Ел");
    public static readonly Phrase Identifier = new("Identifier", "Идентификатор", "Сәйкестендіру нөмірі");
    public static readonly Phrase Contract = new("Contract", "Договор", "Шарт");
    public static readonly Phrase Act = new("Act", "Акт", "Акт");
    public static readonly Phrase Settlement = new("Settlement", "Расчёт в валюте", "Валютамен есеп айырысу");
    public static readonly Phrase Ledger = new("Ledger", "Реестр", "Тізілім");

    public static readonly Phrase Description = new("Description", "Описание", "Сипаттамасы");
    public static readonly Phrase Quantity = new("Quantity", "Количество", "Саны");
    public static readonly Phrase UnitPrice = new("Price", "Цена", "Бағасы");
    public static readonly Phrase Turnover = new("Turnover, KZT", "Оборот, KZT", "Айналым, KZT");
    public static readonly Phrase Rate = new("Rate, %", "Ставка, %", "Мөлшерлеме, %");
    public static readonly Phrase Vat = new("VAT, KZT", "НДС, KZT", "ҚҚС, KZT");
    public static readonly Phrase Total = new("With VAT, KZT", "С НДС, KZT", "ҚҚС-пен, KZT");
    public static readonly Phrase Sum = new("Total", "Итого", "Барлығы");

    public static readonly Phrase NumberOfDay = new("No. {number} of {day}", "№ {number} от {day}", "{day} № {number}");
    public static readonly Phrase BudgetCode = new("Budget code", "КБК", "БСК");
    public static readonly Phrase ResourceName = new("Name in the service", "Имя в сервисе", "Сервистегі атауы");
    public static readonly Phrase LocalTime = new("Time, Almaty", "Время, Алматы", "Уақыты, Алматы");
    public static readonly Phrase Payment = new("Payment", "Платёж", "Төлем");
    public static readonly Phrase Document = new("Document", "Документ", "Құжат");
    public static readonly Phrase PaidOn = new("Paid on", "Дата уплаты", "Төленген күні");
    public static readonly Phrase Kind = new("Kind", "Вид", "Түрі");
    public static readonly Phrase Amount = new("Amount, KZT", "Сумма, KZT", "Сомасы, KZT");
    public static readonly Phrase Remaining = new("Left, KZT", "Остаток, KZT", "Қалдығы, KZT");
    public static readonly Phrase IssueWindow = new("Issue from … to", "Выписать с … по", "Жазып беру мерзімі");
    public static readonly Phrase ClosesOn = new("Last day", "Последний день", "Соңғы күн");
    public static readonly Phrase DaysLeft = new("Days left", "Осталось дней", "Қалған күн");
    public static readonly Phrase PeriodToday = new("Period if today", "Период, если сегодня", "Кезең, бүгін болса");
    public static readonly Phrase PeriodLastDay = new("if on the last day", "если в последний день", "соңғы күні болса");
    public static readonly Phrase Line = new("Line", "Строка", "Жол");
    public static readonly Phrase Skipped = new("Not ours", "Не наш", "Біздікі емес");
    public static readonly Phrase NotYet = new("Not yet", "Пока нет", "Әзірше жоқ");
    public static readonly Phrase Candidates = new("Payments that came near", "Близкие платежи", "Жақын төлемдер");
    public static readonly Phrase Recorded = new("Recorded", "Записан", "Жазылды");

    public static readonly Phrase CommitTime = new("Time, UTC", "Время, UTC", "Уақыты, UTC");
    public static readonly Phrase Event = new("Event", "Событие", "Оқиға");
    public static readonly Phrase OffsetEffect = new("Offset, KZT", "Зачёт, KZT", "Есепке, KZT");

    public static readonly Phrase NotOpen = new("opens on", "откроется", "ашылады:");
    public static readonly Phrase Open = new("open", "открыт", "ашық");
    public static readonly Phrase LastDay = new("LAST DAY", "ПОСЛЕДНИЙ ДЕНЬ", "СОҢҒЫ КҮН");
    public static readonly Phrase Closed = new("closed", "закрыт", "жабылған");
    public static readonly Phrase QuartersDiffer = new(
        "* the offset falls into another quarter if the invoice waits for the last day",
        "* если ждать последнего дня, зачёт попадёт в другой квартал",
        "* соңғы күнді күтсе, есепке жатқызу басқа тоқсанға түседі");

    public static readonly Phrase Taxpayer = new("Taxpayer", "Налогоплательщик", "Салық төлеуші");
    public static readonly Phrase Bin = new("IIN/BIN", "ИИН/БИН", "ЖСН/БСН");
    public static readonly Phrase Name = new("Name", "Наименование", "Атауы");
    public static readonly Phrase Address = new("Address", "Адрес", "Мекенжайы");
    public static readonly Phrase VatCertificate = new("VAT certificate", "Свидетельство по НДС", "ҚҚС бойынша куәлік");
    public static readonly Phrase RegisteredOn = new("VAT payer from", "Плательщик НДС с", "ҚҚС төлеушісі (басы)");
    public static readonly Phrase DeregisteredOn = new("until", "до", "соңы");
}
