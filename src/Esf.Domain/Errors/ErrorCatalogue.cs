using System.Collections.Frozen;
using static Esf.Domain.Errors.ErrorKind;

namespace Esf.Domain.Errors;

/// <summary>Every reason of the service, once. The order of the rows is the order in which violations are told.</summary>
/// <remarks>
/// The three texts are required arguments: a missing language does not compile. Reasons are never renamed; those that the state's
/// IS ESF has are kept as integrators know them. Kazakh puts no suffix on a placeholder: vowel harmony would need its value.
/// </remarks>
public static class ErrorCatalogue
{
    private static readonly List<ErrorRow> Rows = [];

    // Shape.
    public static readonly ErrorRow InvoiceInvalid = Row("INVOICE_INVALID", Invalid,
        en: "The invoice was refused; number of violations: {violation_count}. Each is listed with its field; items of lists are counted from 1.",
        ru: "Счёт-фактура отклонена; нарушений: {violation_count}. Каждое указано со своим полем; элементы списков нумеруются с 1.",
        kk: "Шот-фактура қабылданбады; бұзушылықтар саны: {violation_count}. Әрқайсысы өз өрісімен көрсетілген; тізім элементтері 1-ден бастап нөмірленеді.");

    public static readonly ErrorRow RequestInvalid = Row("REQUEST_INVALID", Invalid,
        en: "The request was refused; number of violations: {violation_count}. Each is listed with its field; items of lists are counted from 1.",
        ru: "Запрос отклонён; нарушений: {violation_count}. Каждое указано со своим полем; элементы списков нумеруются с 1.",
        kk: "Сұрау қабылданбады; бұзушылықтар саны: {violation_count}. Әрқайсысы өз өрісімен көрсетілген; тізім элементтері 1-ден бастап нөмірленеді.");

    public static readonly ErrorRow FieldIsNull = Row("FIELD_IS_NULL", Malformed,
        en: "The field is required.",
        ru: "Поле обязательно для заполнения.",
        kk: "Өрісті толтыру міндетті.");

    public static readonly ErrorRow FieldInvalid = Row("FIELD_INVALID", Malformed,
        en: "The value cannot be accepted. Expected: {expected}.",
        ru: "Значение не может быть принято. Ожидается: {expected}.",
        kk: "Мән қабылданбайды. Күтілетіні: {expected}.");

    public static readonly ErrorRow RequestIdInvalid = Row("REQUEST_ID_INVALID", Malformed,
        en: "request_id must be a UUID that is not all zeros.",
        ru: "request_id должен быть UUID, не состоящим из одних нулей.",
        kk: "request_id тек нөлдерден тұрмайтын UUID болуы керек.");

    public static readonly ErrorRow PageTokenInvalid = Row("PAGE_TOKEN_INVALID", Malformed,
        en: "The page token was not issued for this list and this filter. Start again without it.",
        ru: "Токен страницы выдан не для этого списка или не для этого отбора. Начните без него.",
        kk: "Бет таңбалауышы бұл тізім не бұл сүзгі үшін берілмеген. Онсыз қайта бастаңыз.");

    public static readonly ErrorRow TooManyLines = Row("TOO_MANY_LINES", Malformed,
        en: "The invoice has {count} lines; at most {limit} are allowed.",
        ru: "В счёте-фактуре строк: {count}; допускается не более {limit}.",
        kk: "Шот-фактурадағы жол саны: {count}; рұқсат етілетін ең көп саны: {limit}.");

    public static readonly ErrorRow BodyIncomplete = Row("BODY_INCOMPLETE", Malformed,
        en: "The body of the request did not arrive whole, or not within {seconds} seconds. Nothing was done: send it again.",
        ru: "Тело запроса пришло не полностью или не за {seconds} секунд. Ничего не выполнено: отправьте его снова.",
        kk: "Сұрау денесі толық келмеді немесе {seconds} секундта келіп үлгермеді. Ештеңе орындалған жоқ: қайта жіберіңіз.");
    // HTTP: told before a method has read anything.
    public static readonly ErrorRow RouteNotFound = Row("ROUTE_NOT_FOUND", Missing,
        en: "The service has no address {path}. The contract is at /openapi/v1.json.",
        ru: "У сервиса нет адреса {path}. Контракт опубликован по адресу /openapi/v1.json.",
        kk: "Қызметте мұндай мекенжай жоқ: {path}. Келісімшарт /openapi/v1.json мекенжайында жарияланған.");

    public static readonly ErrorRow MethodNotAllowed = Row("METHOD_NOT_ALLOWED", Unsupported,
        en: "The address {path} does not accept {method}. The contract is at /openapi/v1.json.",
        ru: "Адрес {path} не принимает запросы {method}. Контракт опубликован по адресу /openapi/v1.json.",
        kk: "{path} мекенжайы {method} сұрауларын қабылдамайды. Келісімшарт /openapi/v1.json мекенжайында жарияланған.");

    public static readonly ErrorRow RequestTooLarge = Row("REQUEST_TOO_LARGE", Malformed,
        en: "The request is larger than {limit} bytes. Send it in parts.",
        ru: "Запрос больше {limit} байт. Отправьте его частями.",
        kk: "Сұрау көлемі {limit} байттан асады. Оны бөліп жіберіңіз.");

    // Parties.
    public static readonly ErrorRow TaxpayerNotFound = Row("TAXPAYER_NOT_FOUND", Missing,
        en: "Taxpayer {taxpayer} is not registered.",
        ru: "Налогоплательщик {taxpayer} не зарегистрирован.",
        kk: "Салық төлеуші {taxpayer} тіркелмеген.");

    public static readonly ErrorRow WrongTin = Row("WRONG_TIN", Invalid,
        en: "{tin} is not the IIN or BIN of a resident: 12 digits, a valid check digit, a real date part.",
        ru: "{tin} не является ИИН или БИН резидента: 12 цифр, верный контрольный разряд, существующая дата.",
        kk: "{tin} резиденттің ЖСН немесе БСН-і емес: 12 цифр, дұрыс бақылау разряды, бар күн болуы керек.");

    public static readonly ErrorRow NotVatPayer = Row("NOT_VAT_PAYER", Invalid,
        en: "On {date} the taxpayer {taxpayer} is not registered for VAT.",
        ru: "На {date} налогоплательщик {taxpayer} не состоит на учёте по НДС.",
        kk: "{date} күні салық төлеуші {taxpayer} ҚҚС бойынша есепте тұрған жоқ.");

    public static readonly ErrorRow InvalidSellerCountryCode = Row("INVALID_SELLER_COUNTRY_CODE", Invalid,
        en: "{country} is not a country code of ISO 3166-1 (two upper-case letters).",
        ru: "{country} не является кодом страны по ISO 3166-1 (две прописные латинские буквы).",
        kk: "{country} ISO 3166-1 бойынша ел коды емес (екі бас латын әрпі).");

    public static readonly ErrorRow SupplierIsResident = Row("SUPPLIER_IS_RESIDENT", Invalid,
        en: "The supplier of a self-addressed invoice is a non-resident; country {country} is not allowed.",
        ru: "Поставщик в счёте-фактуре, выписанном самому себе, — нерезидент; страна {country} не допускается.",
        kk: "Өзіне жазылған шот-фактурада жеткізуші — бейрезидент; {country} елі рұқсат етілмейді.");

    public static readonly ErrorRow EaeuIdentifierRequired = Row("EAEU_IDENTIFIER_REQUIRED", Invalid,
        en: "A supplier from the EAEU ({country}) must carry its identifier: the number of its country or a Kazakhstan IIN/BIN.",
        ru: "Для поставщика из ЕАЭС ({country}) обязателен идентификатор: номер его страны либо ИИН/БИН Казахстана.",
        kk: "ЕАЭО елінен ({country}) келген жеткізуші үшін сәйкестендіру нөмірі міндетті: өз елінің нөмірі немесе Қазақстанның ЖСН/БСН-і.");

    public static readonly ErrorRow EaeuIdentifierInvalid = Row("EAEU_IDENTIFIER_INVALID", Invalid,
        en: "{identifier} is neither a valid number of {country} nor a Kazakhstan IIN/BIN; check its digits.",
        ru: "{identifier} не является ни верным номером страны {country}, ни ИИН/БИН Казахстана; проверьте цифры.",
        kk: "{identifier} {country} елінің дұрыс нөмірі де, Қазақстанның ЖСН/БСН-і де емес; цифрларын тексеріңіз.");

    // Dates.
    public static readonly ErrorRow TurnoverDateInFuture = Row("TURNOVER_DATE_IN_FUTURE", Invalid,
        en: "The turnover date {date} is later than today, {today}.",
        ru: "Дата совершения оборота {date} позже сегодняшнего дня {today}.",
        kk: "Айналым жасалған күн {date} бүгінгі күннен кеш: {today}.");

    public static readonly ErrorRow TurnoverDateTooOld = Row("TURNOVER_DATE_TOO_OLD", Invalid,
        en: "The turnover date {date} is more than {years} years before today; the earliest allowed is {earliest}.",
        ru: "Дата совершения оборота {date} старше {years} лет; самая ранняя допустимая: {earliest}.",
        kk: "Айналым жасалған күн {date} {years} жылдан ескі; рұқсат етілетін ең ерте күн: {earliest}.");

    public static readonly ErrorRow IssueWindowNotOpen = Row("ISSUE_WINDOW_NOT_OPEN", Invalid,
        en: "The VAT was paid on {paid_on}: the invoice is issued after that day, from {opens_on} to {closes_on}. Today is {today}. Applied: {policy}, in the tax department's wording \"after the date of payment\"; art. 493 p. 9 itself reads \"after payment\", which also allows the payment day.",
        ru: "НДС уплачен {paid_on}: счёт-фактура выписывается после этого дня, с {opens_on} по {closes_on}. Сегодня {today}. Применено: {policy}, в формулировке налогового департамента «после даты уплаты»; в самом пункте 9 статьи 493 сказано «после уплаты», что допускает и день уплаты.",
        kk: "ҚҚС төленген күн: {paid_on}. Шот-фактура осы күннен кейін жазылады: {opens_on} – {closes_on}. Бүгін: {today}. Қолданылған ереже: {policy}, салық департаментінің «төлем күнінен кейін» деген тұжырымымен; 493-баптың 9-тармағының өзінде «төлегеннен кейін» делінген, бұл төлем күнінің өзіне де жол береді.");

    public static readonly ErrorRow IssueWindowClosed = Row("ISSUE_WINDOW_CLOSED", Invalid,
        en: "The VAT was paid on {paid_on}: the invoice had to be issued from {opens_on} to {closes_on}, calendar days (the working day on or after the last: {working_day}). Today is {today}. Applied: {policy}. Late issue is an offence (Code of administrative offences, art. 280-1: a warning, then {fines} KZT for a small, medium or large business); no article takes the offset away for it.",
        ru: "НДС уплачен {paid_on}: счёт-фактуру следовало выписать с {opens_on} по {closes_on}, в календарных днях (рабочий день — последний или следующий за ним: {working_day}). Сегодня {today}. Применено: {policy}. Поздняя выписка — правонарушение (статья 280-1 КоАП: предупреждение, затем {fines} тенге для малого, среднего и крупного бизнеса); зачёта за неё не лишает ни одна статья.",
        kk: "ҚҚС төленген күн: {paid_on}. Шот-фактура жазылатын мерзім: {opens_on} – {closes_on}, күнтізбелік күндермен (соңғы күн немесе одан кейінгі жұмыс күні: {working_day}). Бүгін: {today}. Қолданылған ереже: {policy}. Кеш жазу — құқық бұзушылық (ӘҚБтК 280-1-бабы: ескерту, кейін шағын, орта, ірі бизнес үшін {fines} теңге); бірақ ол үшін есепке жатқызу құқығынан ешбір бап айырмайды.");

    public static readonly ErrorRow TurnoverDateBeforeMain = Row("TURNOVER_DATE_BEFORE_MAIN", Invalid,
        en: "The turnover date {date} of an additional invoice is the day of the change; it is not before that of the main invoice, {main}.",
        ru: "Дата оборота {date} дополнительной счёт-фактуры — день изменения; она не может быть раньше даты основной: {main}.",
        kk: "Қосымша шот-фактураның айналым күні {date} — өзгеріс болған күн; ол негізгі шот-фактураның күнінен ерте бола алмайды: {main}.");

    public static readonly ErrorRow AdditionalTermPassed = Row("ADDITIONAL_TERM_PASSED", Invalid,
        en: "The additional invoice had to be issued until {term_end}, for a change on {date}; it is {days} days late. Applied: {policy}.",
        ru: "Дополнительную счёт-фактуру по изменению от {date} следовало выписать по {term_end}; просрочено дней: {days}. Применено: {policy}.",
        kk: "Қосымша шот-фактура {date} күнгі өзгеріс бойынша {term_end} күніне дейін жазылуы керек еді; кешіккен күн саны: {days}. Қолданылған ереже: {policy}.");

    public static readonly ErrorRow CorrectionTooLate = Row("CORRECTION_TOO_LATE", Invalid,
        en: "The invoice was first issued on {issued}; it could be corrected or added to until {last}. Today is {today}. Applied: {policy}.",
        ru: "Счёт-фактура впервые выписана {issued}; исправить её или дополнить можно было по {last}. Сегодня {today}. Применено: {policy}.",
        kk: "Шот-фактура алғаш жазылған күн: {issued}; оны түзетуге немесе толықтыруға болатын соңғы күн: {last}. Бүгін: {today}. Қолданылған ереже: {policy}.");

    // Amounts.
    public static readonly ErrorRow NdsRateIncorrect = Row("NDS_RATE_INCORRECT", Invalid,
        en: "VAT for a non-resident on the turnover date {date} is computed at {allowed} % and at no other rate; given: {rate} %.",
        ru: "НДС за нерезидента на дату оборота {date} исчисляется по ставке {allowed} % и ни по какой другой; указано: {rate} %.",
        kk: "Бейрезидент үшін ҚҚС айналым күніне ({date}) тек {allowed} % мөлшерлемемен есептеледі; көрсетілгені: {rate} %.");

    public static readonly ErrorRow IncorrectProductSum = Row("INCORRECT_PRODUCT_SUM", Invalid,
        en: "The amount of the line is {actual}; it must be {expected}.",
        ru: "Сумма в строке {actual}; должна быть {expected}.",
        kk: "Жолдағы сома {actual}; болуы керек: {expected}.");

    public static readonly ErrorRow IncorrectTotalSum = Row("INCORRECT_TOTAL_SUM", Invalid,
        en: "The total is {actual}; the sum of the lines is {expected}.",
        ru: "Итог {actual}; сумма по строкам {expected}.",
        kk: "Қорытынды {actual}; жолдар бойынша сома {expected}.");

    public static readonly ErrorRow AmountNotPositive = Row("AMOUNT_NOT_POSITIVE", Invalid,
        en: "The amount is {actual}; it must be more than zero.",
        ru: "Сумма {actual}; должна быть больше нуля.",
        kk: "Сома {actual}; нөлден артық болуы керек.");

    public static readonly ErrorRow CurrencyRateNotMatch = Row("CURRENCY_RATE_NOT_MATCH", Invalid,
        en: "{amount} {currency} at {rate} is {expected} KZT, but the turnover of the invoice is {actual} KZT.",
        ru: "{amount} {currency} по курсу {rate} — это {expected} тенге, а оборот по счёту-фактуре {actual} тенге.",
        kk: "{amount} {currency} {rate} бағамы бойынша {expected} теңге, ал шот-фактура бойынша айналым {actual} теңге.");

    public static readonly ErrorRow TotalBecomesNegative = Row("TOTAL_BECOMES_NEGATIVE", Invalid,
        en: "The invoice and its additional ones would sum to {actual}; no total may become negative.",
        ru: "Счёт-фактура вместе с дополнительными составила бы {actual}; ни один итог не может стать отрицательным.",
        kk: "Шот-фактура мен оның қосымшалары бірге {actual} болар еді; бірде-бір қорытынды теріс бола алмайды.");

    public static readonly ErrorRow RelatedInvoiceDiffers = Row("RELATED_INVOICE_DIFFERS", Invalid,
        en: "It must be as in the invoice that is added to: {expected}.",
        ru: "Должно совпадать с дополняемой счёт-фактурой: {expected}.",
        kk: "Толықтырылатын шот-фактурадағыдай болуы керек: {expected}.");

    public static readonly ErrorRow SupplierReplaced = Row("SUPPLIER_REPLACED", Invalid,
        en: "A corrected invoice keeps the supplier: {expected}, not {actual}. For another supplier revoke the invoice and issue a new one.",
        ru: "Исправленная счёт-фактура сохраняет поставщика: {expected}, а не {actual}. Для другого поставщика отзовите счёт-фактуру и выпишите новую.",
        kk: "Түзетілген шот-фактурада жеткізуші өзгермейді: {actual} емес, {expected} болуы керек. Басқа жеткізуші үшін шот-фактураны кері қайтарып, жаңасын жазыңыз.");

    public static readonly ErrorRow ChangeReasonRequired = Row("CHANGE_REASON_REQUIRED", Invalid,
        en: "An additional invoice is for a change: name its reason, PRICE, TERMS, DISCOUNT, RETURN or OTHER. For an error issue a corrected invoice instead.",
        ru: "Дополнительная счёт-фактура выписывается при изменении: укажите причину — PRICE (цена), TERMS (условия), DISCOUNT (скидка), RETURN (возврат) или OTHER (иное). При ошибке выпишите исправленную.",
        kk: "Қосымша шот-фактура өзгеріс болғанда жазылады: себебін көрсетіңіз — PRICE (баға), TERMS (шарттар), DISCOUNT (жеңілдік), RETURN (қайтару) немесе OTHER (басқа). Қате болса, түзетілген шот-фактура жазыңыз.");

    public static readonly ErrorRow RestoresWrong = Row("RESTORES_WRONG", Invalid,
        en: "{invoice} cannot be restored: it is no additional invoice of this family that a correction has annulled, or it has been restored.",
        ru: "{invoice} нельзя восстановить: это не дополнительная счёт-фактура, аннулированная исправлением этой счёт-фактуры, либо она уже восстановлена.",
        kk: "{invoice} қалпына келтірілмейді: бұл осы шот-фактураны түзету арқылы күші жойылған қосымша шот-фактура емес немесе ол қалпына келтіріліп қойған.");

    public static readonly ErrorRow RestoresMore = Row("RESTORES_MORE", Invalid,
        en: "The restored invoice has {actual} KZT; it must not go beyond the {annulled} KZT of the annulled one. For more issue another additional invoice.",
        ru: "В восстановленной счёт-фактуре {actual} тенге; больше, чем в аннулированной ({annulled} тенге), нельзя. На остальное выпишите ещё одну дополнительную.",
        kk: "Қалпына келтірілген шот-фактурада {actual} теңге; күші жойылғандағыдан ({annulled} теңге) артық болмауы керек. Қалғанына тағы бір қосымша шот-фактура жазыңыз.");

    // Payments.
    public static readonly ErrorRow VatPaymentNotFound = Row("VAT_PAYMENT_NOT_FOUND", Missing,
        en: "The VAT payment {payment} is not recorded for this taxpayer.",
        ru: "Платёж НДС {payment} у этого налогоплательщика не найден.",
        kk: "Осы салық төлеушіде ҚҚС төлемі табылмады: {payment}.");

    public static readonly ErrorRow VatPaymentConflict = Row("VAT_PAYMENT_CONFLICT", Taken,
        en: "Payment document {document} of {paid_on} is recorded as {payment} with {stored}; {sent} cannot be recorded under the same document. If it is another payment, or the recorded one is wrong: send payer_account and name {payment} in distinct_from. A payment that no invoice has used gives no offset, so a wrong one may be left unused.",
        ru: "Платёжный документ {document} от {paid_on} уже учтён как {payment}: {stored}; учесть по нему {sent} нельзя. Если это другой платёж или учтённый неверен: передайте payer_account и укажите {payment} в distinct_from. Платёж, не использованный ни одним счётом-фактурой, зачёта не даёт, поэтому неверный можно оставить неиспользованным.",
        kk: "Төлем құжаты {document}, күні {paid_on}, бұрын {payment} ретінде тіркелген: {stored}; сол құжатпен {sent} тіркеуге болмайды. Егер бұл басқа төлем болса немесе тіркелгені қате болса: payer_account беріп, distinct_from өрісінде {payment} көрсетіңіз. Бірде-бір шот-фактура пайдаланбаған төлем есепке жатқызу құқығын бермейді, сондықтан қатесін пайдаланбай қалдыруға болады.");

    public static readonly ErrorRow VatPaymentMayBeRepeated = Row("VAT_PAYMENT_MAY_BE_REPEATED", Taken,
        en: "Payment document {document} of {paid_on} for {sent} may be a copy of one that is recorded: {stored}. Nothing was recorded. If it is another payment, send it again and name {payments} in distinct_from; if it is the same, there is nothing to do.",
        ru: "Платёжный документ {document} от {paid_on} на {sent} может быть копией уже учтённого: {stored}. Ничего не учтено. Если это другой платёж, отправьте его ещё раз и укажите {payments} в distinct_from; если тот же, делать ничего не нужно.",
        kk: "Төлем құжаты {document}, күні {paid_on}, {sent}, бұрын тіркелген құжаттың көшірмесі болуы мүмкін: {stored}. Ештеңе тіркелген жоқ. Егер бұл басқа төлем болса, оны қайта жіберіп, distinct_from өрісінде {payments} көрсетіңіз; сол төлемнің өзі болса, ештеңе істеудің қажеті жоқ.");

    public static readonly ErrorRow VatPaymentWrongBudgetCode = Row("VAT_PAYMENT_WRONG_BUDGET_CODE", Invalid,
        en: "Budget code {code} is not VAT for a non-resident; expected {expected}.",
        ru: "КБК {code} — не НДС за нерезидента; ожидается {expected}.",
        kk: "{code} БСК — бейрезидент үшін ҚҚС емес; күтілетіні: {expected}.");

    public static readonly ErrorRow VatNotFullyPaid = Row("VAT_NOT_FULLY_PAID", Invalid,
        en: "The allocations sum to {allocated} KZT; they must equal the VAT of the invoice, {vat} KZT.",
        ru: "Сумма распределённых платежей {allocated} тенге; она должна равняться НДС по счёту-фактуре: {vat} тенге.",
        kk: "Бөлінген төлемдер сомасы {allocated} теңге; ол шот-фактурадағы ҚҚС сомасына тең болуы керек: {vat} теңге.");

    public static readonly ErrorRow VatPaymentExhausted = Row("VAT_PAYMENT_EXHAUSTED", Invalid,
        en: "{requested} KZT was asked of the payment {payment}; {remaining} KZT is left.",
        ru: "Из платежа {payment} запрошено {requested} тенге; осталось {remaining} тенге.",
        kk: "{payment} төлемінен сұралғаны {requested} теңге; қалғаны {remaining} теңге.");

    public static readonly ErrorRow PaymentHeldByAdditional = Row("PAYMENT_HELD_BY_ADDITIONAL", Invalid,
        en: "Additional invoices have freed {freed} KZT of the payment {payment}: the invoices that stay in force must stand on at least as much of it; it would be {actual} KZT.",
        ru: "Дополнительные счета-фактуры освободили {freed} тенге платежа {payment}: на остающиеся в силе должно приходиться не меньше; было бы {actual} тенге.",
        kk: "Қосымша шот-фактуралар {payment} төлемінен босатқан сома {freed} теңге: күшінде қалатын шот-фактураларға осыдан кем тимеуі керек; тиетіні {actual} теңге болар еді.");

    // Registering.
    public static readonly ErrorRow RegisterTotalExceeded = Row("REGISTER_TOTAL_EXCEEDED", Invalid,
        en: "With this invoice all invoices of the taxpayer would come to {total} KZT; the register holds at most {limit} KZT of one taxpayer. Check the amounts.",
        ru: "С этим счётом-фактурой сумма всех счетов-фактур налогоплательщика составила бы {total} тенге; реестр хранит не более {limit} тенге одного налогоплательщика. Проверьте суммы.",
        kk: "Осы шот-фактурамен салық төлеушінің барлық шот-фактураларының сомасы {total} теңге болар еді; тізілім бір салық төлеуші бойынша ең көбі {limit} теңге сақтайды. Сомаларды тексеріңіз.");

    public static readonly ErrorRow NotUniqueNumberAndDate = Row("NOT_UNIQUE_NUMBER_AND_DATE", Taken,
        en: "The taxpayer has already issued an invoice with number {number} on {date}.",
        ru: "Налогоплательщик уже выписал счёт-фактуру с номером {number} {date}.",
        kk: "Салық төлеуші {number} нөмірлі шот-фактураны {date} күні жазып қойған.");

    public static readonly ErrorRow RequestIdReused = Row("REQUEST_ID_REUSED", Taken,
        en: "The request id {request_id} belongs to another request; use a new one.",
        ru: "Идентификатор запроса {request_id} уже использован для другого запроса; укажите новый.",
        kk: "Сұрау идентификаторы {request_id} басқа сұрау үшін қолданылған; жаңасын көрсетіңіз.");

    public static readonly ErrorRow RequestNotFound = Row("REQUEST_NOT_FOUND", Missing,
        en: "No document was made by the request {request_id}. That is the state of this moment: one that is still under way may yet be carried out.",
        ru: "Запросом {request_id} документ не создан. Это состояние на данный момент: запрос, который ещё выполняется, может завершиться.",
        kk: "{request_id} сұрауымен құжат жасалмаған. Бұл — осы сәттегі күй: әлі орындалып жатқан сұрау аяқталуы мүмкін.");

    public static readonly ErrorRow TaxpayerExists = Row("TAXPAYER_EXISTS", Taken,
        en: "Taxpayer {taxpayer} is registered with other data; use UpdateTaxpayer.",
        ru: "Налогоплательщик {taxpayer} уже зарегистрирован с другими данными; используйте UpdateTaxpayer.",
        kk: "Салық төлеуші {taxpayer} басқа деректермен тіркелген; UpdateTaxpayer қолданыңыз.");

    public static readonly ErrorRow InvoiceNotFound = Row("INVOICE_NOT_FOUND", Missing,
        en: "There is no invoice {invoice}.",
        ru: "Счёт-фактура {invoice} не найдена.",
        kk: "Шот-фактура табылмады: {invoice}.");

    public static readonly ErrorRow InvoiceStateWrong = Row("INVOICE_STATE_WRONG", WrongState,
        en: "{operation} is not possible for the invoice {invoice}: type {type}, state {state}, VAT {vat} KZT, additional invoices in force: {additional}.",
        ru: "Операция {operation} невозможна для счёта-фактуры {invoice}: тип {type}, состояние {state}, НДС {vat} тенге, действующих дополнительных: {additional}.",
        kk: "{operation} операциясы {invoice} шот-фактурасы үшін мүмкін емес: түрі {type}, күйі {state}, ҚҚС {vat} теңге, қолданыстағы қосымшалар: {additional}.");

    public static readonly ErrorRow ResumeTokenInvalid = Row("RESUME_TOKEN_INVALID", Malformed,
        en: "The resume token was not made by this service, or it was edited. Start again without it.",
        ru: "Токен продолжения выдан не этим сервисом или изменён. Начните без него.",
        kk: "Жалғастыру таңбалауышын бұл қызмет бермеген немесе ол өзгертілген. Онсыз қайта бастаңыз.");

    public static readonly ErrorRow ResumeTokenForeign = Row("RESUME_TOKEN_FOREIGN", Malformed,
        en: "The resume token belongs to the feed of {owner}.",
        ru: "Токен продолжения относится к ленте {owner}.",
        kk: "Жалғастыру таңбалауышы {owner} таспасына тиесілі.");

    public static readonly ErrorRow ResumeTokenAhead = Row("RESUME_TOKEN_AHEAD", Malformed,
        en: "The resume token names a place that the feed has not reached; it may come from another database.",
        ru: "Токен продолжения указывает на место, которого лента ещё не достигла; возможно, он из другой базы данных.",
        kk: "Жалғастыру таңбалауышы таспа әлі жетпеген орынды көрсетеді; ол басқа дерекқордан болуы мүмкін.");

    public static readonly ErrorRow ResumeTokenEpochChanged = Row("RESUME_TOKEN_EPOCH_CHANGED", Malformed,
        en: "The feed is no longer the one that the resume token was issued for: the register was restored, or lost events in a failover. Start again without the token.",
        ru: "Лента уже не та, для которой выдан токен продолжения: реестр восстановлен из копии или потерял события при переключении. Начните без токена.",
        kk: "Таспа бұл жалғастыру таңбалауышы берілген таспа емес: тізілім көшірмеден қалпына келтірілген немесе ауысу кезінде оқиғаларын жоғалтқан. Таңбалауышсыз қайта бастаңыз.");

    public static readonly ErrorRow AsOfTooRecent = Row("AS_OF_TOO_RECENT", Malformed,
        en: "The register as of {as_of} is not settled: that instant has not passed yet, or a write is under way; now it is {now}. Ask again a little later, or as of an earlier instant.",
        ru: "Состояние на {as_of} ещё не окончательно: этот момент не наступил или идёт запись; сейчас {now}. Повторите запрос чуть позже или укажите более ранний момент.",
        kk: "{as_of} сәтіндегі күй әлі түпкілікті емес: бұл сәт әлі келмеген немесе жазу жүріп жатыр; қазір {now}. Сұрауды сәл кейінірек қайталаңыз немесе ертерек сәтті көрсетіңіз.");

    public static readonly ErrorRow DeclarationRepeated = Row("DECLARATION_REPEATED", Malformed,
        en: "The return of {taxpayer} for {period} stands in row {first} already.",
        ru: "Декларация {taxpayer} за {period} уже указана в строке {first}.",
        kk: "{taxpayer} салық төлеушінің {period} кезеңіндегі декларациясы мына жолда бар: {first}.");

    public static readonly ErrorRow LedgerCheckpointInvalid = Row("LEDGER_CHECKPOINT_INVALID", Malformed,
        en: "The checkpoint was not signed by a key of this server, was edited, or is of another taxpayer.",
        ru: "Контрольная точка подписана не ключом этого сервера, изменена или относится к другому налогоплательщику.",
        kk: "Бақылау нүктесіне осы сервердің кілтімен қол қойылмаған, ол өзгертілген немесе басқа салық төлеушіге тиесілі.");

    public static readonly ErrorRow EtagMismatch = Row("ETAG_MISMATCH", Stale,
        en: "The resource has changed since it was read: its etag is {actual}, not {sent}. Read it again.",
        ru: "Ресурс изменился после чтения: его etag {actual}, а не {sent}. Прочитайте его снова.",
        kk: "Ресурс оқылғаннан кейін өзгерген: оның etag мәні {actual}, {sent} емес. Қайта оқыңыз.");

    // Access and limits.
    public static readonly ErrorRow HostNotAllowed = Row("HOST_NOT_ALLOWED", Forbidden,
        en: "This server runs without authentication and answers only calls addressed to {allowed}; this one names the host {host}.",
        ru: "Сервер работает без аутентификации и отвечает только на запросы к {allowed}; в этом запросе указан узел {host}.",
        kk: "Сервер аутентификациясыз жұмыс істейді және тек мына мекенжайларға жіберілген сұрауларға жауап береді: {allowed}; бұл сұрауда көрсетілген түйін: {host}.");

    public static readonly ErrorRow RateLimited = Row("RATE_LIMITED", Exhausted,
        en: "The server is busy. Repeat the call with the same request_id after a pause.",
        ru: "Сервер занят. Повторите вызов с тем же request_id после паузы.",
        kk: "Сервер бос емес. Біраздан кейін шақыруды сол request_id мәнімен қайталаңыз.");

    public static readonly ErrorRow StoreUnavailable = Row("STORE_UNAVAILABLE", Unavailable,
        en: "The database cannot be reached. Repeat the call with the same request_id after a pause: nothing is issued twice.",
        ru: "База данных недоступна. Повторите вызов с тем же request_id после паузы: дважды ничего не будет выписано.",
        kk: "Дерекқор қолжетімсіз. Біраздан кейін шақыруды сол request_id мәнімен қайталаңыз: ештеңе екі рет жазылмайды.");

    public static readonly ErrorRow StoreFull = Row("STORE_FULL", Unavailable,
        en: "The database has no space left, so nothing can be written. The operator must free space; then repeat the call with the same request_id.",
        ru: "В базе данных закончилось место, запись невозможна. Оператор должен освободить место; затем повторите вызов с тем же request_id.",
        kk: "Дерекқорда орын қалмады, ештеңе жазылмайды. Оператор орын босатуы керек; содан кейін шақыруды сол request_id мәнімен қайталаңыз.");

    public static readonly ErrorRow DeadlineExceeded = Row("DEADLINE_EXCEEDED", Slow,
        en: "The server did not finish in time. Repeat the call with the same request_id: nothing is issued twice.",
        ru: "Сервер не успел выполнить вызов. Повторите его с тем же request_id: дважды ничего не будет выписано.",
        kk: "Сервер шақыруды уақытында аяқтап үлгермеді. Оны сол request_id мәнімен қайталаңыз: ештеңе екі рет жазылмайды.");

    public static readonly ErrorRow LedgerLocked = Row("LEDGER_LOCKED", Unavailable,
        en: "Another transaction of the database holds this taxpayer's records, and did not release them in time. Repeat the call with the same request_id after a pause: nothing is issued twice.",
        ru: "Записи этого налогоплательщика заняты другой транзакцией базы данных и не освободились вовремя. Повторите вызов с тем же request_id после паузы: дважды ничего не будет выписано.",
        kk: "Осы салық төлеушінің жазбалары дерекқордың басқа транзакциясында бос емес және уақытында босатылмады. Біраздан кейін шақыруды сол request_id мәнімен қайталаңыз: ештеңе екі рет жазылмайды.");

    public static readonly ErrorRow QueryTooSlow = Row("QUERY_TOO_SLOW", Slow,
        en: "Answering takes longer than the service allows, and the query was stopped. The same call would take as long again: ask for a shorter period, one taxpayer or smaller pages.",
        ru: "Ответ занимает больше времени, чем допускает сервис, и запрос к базе данных остановлен. Тот же вызов займёт столько же: сузьте период, выберите одного налогоплательщика или уменьшите страницы.",
        kk: "Жауап беру сервис рұқсат еткен уақыттан ұзаққа созылды, дерекқорға сұрау тоқтатылды. Сол шақыру тағы сонша уақыт алады: қысқарақ кезеңді, бір салық төлеушіні немесе кішірек беттерді таңдаңыз.");

    public static readonly ErrorRow ServerStopping = Row("SERVER_STOPPING", Unavailable,
        en: "The server is stopping. Repeat the call with the same request_id at another server, or when this one is back.",
        ru: "Сервер останавливается. Повторите вызов с тем же request_id на другом сервере или после его запуска.",
        kk: "Сервер тоқтап жатыр. Шақыруды сол request_id мәнімен басқа серверде немесе сервер қайта іске қосылғанда қайталаңыз.");

    public static readonly ErrorRow OutcomeUnknown = Row("OUTCOME_UNKNOWN", Unavailable,
        en: "The database has not confirmed the commit, so it is not known whether the request was carried out. Repeat the call with the same request_id: nothing is issued twice.",
        ru: "База данных не подтвердила фиксацию, поэтому неизвестно, выполнен ли запрос. Повторите вызов с тем же request_id: дважды ничего не будет выписано.",
        kk: "Дерекқор жазбаның сақталғанын растамады, сондықтан сұраудың орындалғаны белгісіз. Шақыруды сол request_id мәнімен қайталаңыз: ештеңе екі рет жазылмайды.");

    public static readonly ErrorRow ClockAhead = Row("CLOCK_AHEAD", Unavailable,
        en: "The server's clock says {server_time}, the database's {database_time}: the server is too far ahead. Nothing was written. The operator must set the clock that is wrong.",
        ru: "Часы сервера показывают {server_time}, часы базы данных — {database_time}: сервер спешит больше допустимого. Ничего не записано. Оператор должен исправить часы, которые идут неверно.",
        kk: "Сервер сағаты {server_time}, дерекқор сағаты {database_time} көрсетеді: сервер сағаты рұқсат етілгеннен артық озып тұр. Ештеңе жазылған жоқ. Оператор қате жүрген сағатты түзетуі керек.");

    public static readonly ErrorRow ClockBehind = Row("CLOCK_BEHIND", Unavailable,
        en: "The server's clock says {server_time}, the database's {database_time}: the server is too far behind. Nothing was written. The operator must set the clock that is wrong.",
        ru: "Часы сервера показывают {server_time}, часы базы данных — {database_time}: сервер отстаёт больше допустимого. Ничего не записано. Оператор должен исправить часы, которые идут неверно.",
        kk: "Сервер сағаты {server_time}, дерекқор сағаты {database_time} көрсетеді: сервер сағаты рұқсат етілгеннен артық қалып тұр. Ештеңе жазылған жоқ. Оператор қате жүрген сағатты түзетуі керек.");

    public static readonly ErrorRow ClockLeap = Row("CLOCK_LEAP", Unavailable,
        en: "The server's clock says {server_time}, more than {days} days after the register's last commit, {last_commit}. Nothing was written. If the clock is right, the operator starts the server once with --Storage:AcceptClockLeap={last_commit}.",
        ru: "Часы сервера показывают {server_time}: больше {days} дней после последней записи в реестр, {last_commit}. Ничего не записано. Если часы верны, оператор один раз запускает сервер с --Storage:AcceptClockLeap={last_commit}.",
        kk: "Сервер сағаты {server_time} көрсетеді: тізілімдегі соңғы жазбадан ({last_commit}) бері {days} күннен артық уақыт өткен. Ештеңе жазылған жоқ. Сағат дұрыс болса, оператор серверді бір рет --Storage:AcceptClockLeap={last_commit} параметрімен іске қосады.");

    public static readonly ErrorRow ClockBehindLedger = Row("CLOCK_BEHIND_LEDGER", Unavailable,
        en: "The server's day is {today}, but the taxpayer's ledger has reached {ledger_day}. Nothing is issued into the past; set the server's clock.",
        ru: "День сервера {today}, но реестр налогоплательщика уже дошёл до {ledger_day}. Задним числом ничего не выписывается; исправьте часы сервера.",
        kk: "Сервердің күні {today}, бірақ салық төлеушінің тізілімінде {ledger_day} күнгі құжат бар. Өткен күнмен ештеңе жазылмайды; сервер сағатын түзетіңіз.");

    public static readonly ErrorRow WrongPort = Row("WRONG_PORT", Malformed,
        en: "This port speaks {protocol}; the address for {other_protocol} is {address}.",
        ru: "Этот порт принимает {protocol}; адрес для {other_protocol}: {address}.",
        kk: "Бұл порт {protocol} қабылдайды; {other_protocol} мекенжайы: {address}.");

    public static readonly ErrorRow Unexpected = Row("UNEXPECTED", ErrorKind.Unexpected,
        en: "An unexpected fault. Tell the operator the trace id {trace_id}.",
        ru: "Непредвиденная ошибка. Сообщите оператору идентификатор трассировки {trace_id}.",
        kk: "Күтпеген қате. Операторға із идентификаторын хабарлаңыз: {trace_id}.");

    // Breaks of a ledger: what VerifyLedger finds.
    public static readonly ErrorRow LedgerDocumentMissing = Row("LEDGER_DOCUMENT_MISSING", Finding,
        en: "Taxpayer {taxpayer}: document {sequence} is missing from the ledger; the next one that is there is {found}.",
        ru: "Налогоплательщик {taxpayer}: в реестре нет документа {sequence}; следующий имеющийся: {found}.",
        kk: "Салық төлеуші {taxpayer}: тізілімде {sequence} құжаты жоқ; келесі бар құжат: {found}.");

    public static readonly ErrorRow LedgerDocumentChanged = Row("LEDGER_DOCUMENT_CHANGED", Finding,
        en: "Taxpayer {taxpayer}: the bytes of document {sequence} are not those that were hashed: {actual}, recorded {expected}.",
        ru: "Налогоплательщик {taxpayer}: байты документа {sequence} не те, что были хешированы: {actual}, записано {expected}.",
        kk: "Салық төлеуші {taxpayer}: {sequence} құжатының байттары хештелген байттар емес: {actual}, жазылғаны {expected}.");

    public static readonly ErrorRow LedgerLinkBroken = Row("LEDGER_LINK_BROKEN", Finding,
        en: "Taxpayer {taxpayer}: document {sequence} does not continue the one before it: it names {actual}, the one before it is {expected}.",
        ru: "Налогоплательщик {taxpayer}: документ {sequence} не продолжает предыдущий: в нём указан {actual}, а предыдущий {expected}.",
        kk: "Салық төлеуші {taxpayer}: {sequence} құжаты алдыңғысын жалғастырмайды: онда {actual} көрсетілген, ал алдыңғысы {expected}.");

    public static readonly ErrorRow LedgerColumnChanged = Row("LEDGER_COLUMN_CHANGED", Finding,
        en: "Taxpayer {taxpayer}: {column} of document {sequence} is {actual}, by the document it is {expected}.",
        ru: "Налогоплательщик {taxpayer}: {column} документа {sequence} — {actual}, по документу {expected}.",
        kk: "Салық төлеуші {taxpayer}: {sequence} құжатының {column} мәні {actual}, құжат бойынша {expected}.");

    public static readonly ErrorRow LedgerHeadWrong = Row("LEDGER_HEAD_WRONG", Finding,
        en: "Taxpayer {taxpayer}: the ledger ends with document {sequence}, {actual}; its head says {expected}.",
        ru: "Налогоплательщик {taxpayer}: реестр заканчивается документом {sequence}, {actual}; в его заголовке {expected}.",
        kk: "Салық төлеуші {taxpayer}: тізілім {sequence} құжатымен аяқталады, {actual}; оның тақырыбында {expected}.");

    public static readonly ErrorRow LedgerCheckpointDiffers = Row("LEDGER_CHECKPOINT_DIFFERS", Finding,
        en: "Taxpayer {taxpayer}: document {sequence} is {actual}, the signed checkpoint says {expected}.",
        ru: "Налогоплательщик {taxpayer}: документ {sequence} — {actual}, в подписанной контрольной точке {expected}.",
        kk: "Салық төлеуші {taxpayer}: {sequence} құжаты {actual}, қол қойылған бақылау нүктесінде {expected}.");

    // Findings of a reconciliation: sentences that may stand in a notice.
    public static readonly ErrorRow FindingMatch = Row("FINDING_MATCH", Finding,
        en: "Taxpayer {taxpayer}, {period}: the declared offset {declared} KZT agrees with the register, {registered} KZT.",
        ru: "Налогоплательщик {taxpayer}, {period}: заявленный зачёт {declared} тенге соответствует реестру, {registered} тенге.",
        kk: "Салық төлеуші {taxpayer}, {period}: мәлімделген есепке жатқызу {declared} теңге тізілімге сәйкес, {registered} теңге.");

    public static readonly ErrorRow FindingDeclaredMore = Row("FINDING_DECLARED_MORE", Finding,
        en: "Taxpayer {taxpayer}, {period}: declared in line 300.00.014 {column} is {declared} KZT, registered {registered} KZT: {difference} KZT too much.",
        ru: "Налогоплательщик {taxpayer}, {period}: в строке 300.00.014 {column} заявлено {declared} тенге, по реестру {registered} тенге: больше на {difference} тенге.",
        kk: "Салық төлеуші {taxpayer}, {period}: 300.00.014 {column} жолында {declared} теңге мәлімделген, тізілім бойынша {registered} теңге: {difference} теңгеге артық.");

    public static readonly ErrorRow FindingDeclaredLess = Row("FINDING_DECLARED_LESS", Finding,
        en: "Taxpayer {taxpayer}, {period}: declared in line 300.00.014 {column} is {declared} KZT, registered {registered} KZT: {difference} KZT too little.",
        ru: "Налогоплательщик {taxpayer}, {period}: в строке 300.00.014 {column} заявлено {declared} тенге, по реестру {registered} тенге: меньше на {difference} тенге.",
        kk: "Салық төлеуші {taxpayer}, {period}: 300.00.014 {column} жолында {declared} теңге мәлімделген, тізілім бойынша {registered} теңге: {difference} теңгеге кем.");

    public static readonly ErrorRow FindingNotDeclared = Row("FINDING_NOT_DECLARED", Finding,
        en: "Taxpayer {taxpayer}, {period}: the register holds an offset of {registered} KZT, the return declares none.",
        ru: "Налогоплательщик {taxpayer}, {period}: по реестру зачёт {registered} тенге, в декларации он не отражён.",
        kk: "Салық төлеуші {taxpayer}, {period}: тізілім бойынша есепке жатқызу {registered} теңге, декларацияда көрсетілмеген.");

    public static readonly ErrorRow FindingNoInvoice = Row("FINDING_NO_INVOICE", Finding,
        en: "Taxpayer {taxpayer}, {period}: an offset of {declared} KZT is declared, the register holds no invoice for it.",
        ru: "Налогоплательщик {taxpayer}, {period}: заявлен зачёт {declared} тенге, счёта-фактуры для него в реестре нет.",
        kk: "Салық төлеуші {taxpayer}, {period}: {declared} теңге есепке жатқызу мәлімделген, тізілімде ол үшін шот-фактура жоқ.");

    public static readonly ErrorRow FindingDeclaredInOtherPeriod = Row("FINDING_DECLARED_IN_OTHER_PERIOD", Finding,
        en: "Taxpayer {taxpayer}, {period}: declared {declared} KZT, registered {registered} KZT; together with {others} the sums agree. The offset belongs to the quarter in which the invoice was issued, not to that of the payment.",
        ru: "Налогоплательщик {taxpayer}, {period}: заявлено {declared} тенге, по реестру {registered} тенге; вместе с {others} суммы сходятся. Зачёт относится к кварталу выписки счёта-фактуры, а не уплаты.",
        kk: "Салық төлеуші {taxpayer}, {period}: {declared} теңге мәлімделген, тізілім бойынша {registered} теңге; {others} кезеңімен бірге сомалар сәйкес келеді. Есепке жатқызу төлем емес, шот-фактура жазылған тоқсанға жатады.");

    public static readonly ErrorRow FindingDeclaredByDocumentDay = Row("FINDING_DECLARED_BY_DOCUMENT_DAY", Finding,
        en: "{taxpayer}, {period}: line 300.00.014 {column} declares {declared}, which is {by_day} by the days of the documents; by the law's attribution (art. 481, 483) the register has {registered}. Only the reading differs.",
        ru: "{taxpayer}, {period}: по строке 300.00.014 {column} заявлено {declared}, что соответствует {by_day} по датам документов; по отнесению к периодам (статьи 481, 483) в реестре {registered}. Различается только прочтение.",
        kk: "{taxpayer}, {period}: 300.00.014 {column} жолында {declared} мәлімделген, бұл құжаттар күндері бойынша {by_day} сомасына сәйкес; кезеңдерге жатқызу бойынша (481, 483-баптар) тізілімде {registered}. Айырмашылық тек түсіндіруде.");

    public static readonly ErrorRow FindingHintNeighbour = Row("FINDING_HINT_NEIGHBOUR", Finding,
        en: "Together with {others} the sums would agree, but no row was sent for it: send it, so that the same VAT is not claimed twice.",
        ru: "Вместе с {others} суммы сошлись бы, но строка за этот период не прислана: пришлите её, чтобы один и тот же НДС не был заявлен дважды.",
        kk: "{others} кезеңімен бірге сомалар сәйкес келер еді, бірақ ол кезең бойынша жол жіберілмеген: бір ҚҚС екі рет мәлімделмеуі үшін оны да жіберіңіз.");

    // Notes: the document may be issued, but this should be known.
    public static readonly ErrorRow IssuedLate = Row("ISSUED_LATE", Note,
        en: "Issued after the window: it closed on {closes_on}, days overdue: {days}. Applied: {policy}. Late issue is an offence (Code of administrative offences, art. 280-1: a warning, then {fines} KZT for a small, medium or large business); no article takes the offset away for it.",
        ru: "Выписан после срока: он закончился {closes_on}, дней просрочки: {days}. Применено: {policy}. Поздняя выписка — правонарушение (статья 280-1 КоАП: предупреждение, затем {fines} тенге для малого, среднего и крупного бизнеса); зачёта за неё не лишает ни одна статья.",
        kk: "Мерзімнен кейін жазылған: мерзім {closes_on} күні аяқталды, кешіктірілген күн саны: {days}. Қолданылған ереже: {policy}. Кеш жазу — құқық бұзушылық (ӘҚБтК 280-1-бабы: ескерту, кейін шағын, орта, ірі бизнес үшін {fines} теңге); бірақ ол үшін есепке жатқызу құқығынан ешбір бап айырмайды.");

    public static readonly ErrorRow WindowCountedFromLastPayment = Row("WINDOW_COUNTED_FROM_LAST_PAYMENT", Note,
        en: "The window is counted from the last payment, {last}; counted from the first, {first}, it would have closed on {closes_on}.",
        ru: "Срок отсчитан от последнего платежа {last}; от первого, {first}, он истёк бы {closes_on}.",
        kk: "Мерзім соңғы төлемнен есептелді: {last}; біріншісінен ({first}) есептелсе, {closes_on} күні аяқталар еді.");

    public static readonly ErrorRow PaidByOverpaymentOffset = Row("PAID_BY_OVERPAYMENT_OFFSET", Note,
        en: "The VAT {payment} was settled by an offset of an overpayment; the date of that offset, {paid_on}, is taken as the day of payment.",
        ru: "НДС {payment} погашен зачётом переплаты; днём уплаты считается дата этого зачёта: {paid_on}.",
        kk: "ҚҚС {payment} артық төлемді есепке жатқызу арқылы өтелген; төленген күн ретінде сол есепке жатқызу күні алынды: {paid_on}.");

    public static readonly ErrorRow PaidBeforeTurnover = Row("PAID_BEFORE_TURNOVER", Note,
        en: "The VAT was paid on {paid_on}, before the turnover date {turnover_date}; the window runs from the payment.",
        ru: "НДС уплачен {paid_on}, раньше даты оборота {turnover_date}; срок идёт от платежа.",
        kk: "ҚҚС {paid_on} күні, айналым күнінен ({turnover_date}) бұрын төленген; мерзім төлемнен басталады.");

    public static readonly ErrorRow WindowSpansPeriods = Row("WINDOW_SPANS_PERIODS", Note,
        en: "Issued today the offset falls in {today_period}; issued on the last day, {closes_on}, in {last_period}.",
        ru: "При выписке сегодня зачёт попадает в период {today_period}; в последний день, {closes_on}, — в {last_period}.",
        kk: "Бүгін жазылса, есепке жатқызу кезеңі {today_period}; соңғы күні, {closes_on}, жазылса — {last_period}.");

    public static readonly ErrorRow OffsetMovesWithCorrection = Row("OFFSET_MOVES_WITH_CORRECTION", Note,
        en: "The offset date of a corrected invoice is its own issue date, {date}; {withdrawn} KZT of what it annuls is withdrawn on the same day, and leaves the quarter to which it belonged ({withdrawn_period}). Applied: {policy}.",
        ru: "Датой зачёта исправленной счёт-фактуры является дата её выписки {date}; {withdrawn} тенге по аннулированному исключаются в тот же день — из того квартала, к которому относились ({withdrawn_period}). Применено: {policy}.",
        kk: "Түзетілген шот-фактура бойынша есепке жатқызу күні — оның жазылған күні {date}; күші жойылғанның сомасы ({withdrawn} теңге) сол күні өзі жатқызылған тоқсаннан ({withdrawn_period}) алынып тасталады. Қолданылған ереже: {policy}.");

    public static readonly ErrorRow PaymentDayCounted = Row("PAYMENT_DAY_COUNTED", Note,
        en: "Issued on the payment day, {paid_on}: art. 493 p. 9 reads \"after payment\". The tax department writes \"after the date of payment\", which is read as from the next day. Applied: {policy}.",
        ru: "Выписана в день уплаты {paid_on}: в пункте 9 статьи 493 сказано «после уплаты». Налоговый департамент пишет «после даты уплаты», что читается как со следующего дня. Применено: {policy}.",
        kk: "Төлем күні жазылған: {paid_on}; 493-баптың 9-тармағында «төлегеннен кейін» делінген. Салық департаменті «төлем күнінен кейін» деп жазады, бұл келесі күннен бастап деп оқылады. Қолданылған ереже: {policy}.");

    public static readonly ErrorRow WindowEndsOnDayOff = Row("WINDOW_ENDS_ON_DAY_OFF", Note,
        en: "The last day to issue, {closes_on}, is a day off. The days are calendar days, so it does not move; art. 64 p. 2 of the Tax Code, if applied, would give {working_day}.",
        ru: "Последний день выписки {closes_on} — выходной. Дни календарные, поэтому срок не переносится; по пункту 2 статьи 64 Налогового кодекса, если его применить, было бы {working_day}.",
        kk: "Жазудың соңғы күні {closes_on} — демалыс күні. Күндер күнтізбелік болғандықтан, мерзім ауыспайды; Салық кодексінің 64-бабының 2-тармағы қолданылса, {working_day} болар еді.");

    public static readonly ErrorRow ActDateDiffers = Row("ACT_DATE_DIFFERS", Note,
        en: "The act is of {act}, the turnover date is {turnover_date}: the turnover date is that on which both sides have signed the act (art. 460).",
        ru: "Акт от {act}, а дата оборота {turnover_date}: датой оборота считается дата подписания акта обеими сторонами (статья 460).",
        kk: "Акт күні {act}, ал айналым күні {turnover_date}: айналым күні — актіге екі тарап қол қойған күн (460-бап).");

    public static readonly ErrorRow NoOffsetForPrincipal = Row("NO_OFFSET_FOR_PRINCIPAL", Note,
        en: "Bought for a principal: the VAT of {vat} KZT is no offset of the commission agent (art. 482 p. 3); it is passed on to the principal on separate lines (art. 495 p. 3).",
        ru: "Приобретено для комитента: НДС {vat} тенге у комиссионера в зачёт не относится (статья 482, пункт 3) и передаётся комитенту отдельными строками (статья 495, пункт 3).",
        kk: "Комитент үшін сатып алынған: ҚҚС {vat} теңге комиссионерде есепке жатқызылмайды (482-баптың 3-тармағы) және комитентке жеке жолдармен беріледі (495-баптың 3-тармағы).");

    public static readonly ErrorRow AdditionalAnnulled = Row("ADDITIONAL_ANNULLED", Note,
        en: "The correction annuls the additional invoices in force: {invoices}. New additional ones that name them restore them (art. 499 p. 1).",
        ru: "Исправление аннулирует действующие дополнительные счета-фактуры: {invoices}. Их восстанавливают новые дополнительные с указанием аннулированных (статья 499, пункт 1).",
        kk: "Түзету қолданыстағы қосымша шот-фактуралардың күшін жояды: {invoices}. Оларды күші жойылғандарын көрсететін жаңа қосымша шот-фактуралар қалпына келтіреді (499-баптың 1-тармағы).");

    public static readonly ErrorRow AdditionalLate = Row("ADDITIONAL_LATE", Note,
        en: "Issued {days} days after the term for a change on {date}, which ended on {term_end}. Applied: {policy}; the VAT of the difference had to be paid first.",
        ru: "Выписана через {days} дн. после срока по изменению от {date}, который истёк {term_end}. Применено: {policy}; НДС с разницы сначала должен быть уплачен.",
        kk: "{date} күнгі өзгеріс бойынша мерзім {term_end} күні аяқталған, содан кейін өткен күн саны: {days}. Қолданылған ереже: {policy}; айырманың ҚҚС-ы алдымен төленуі керек.");

    public static readonly ErrorRow AttributedToOtherPeriod = Row("ATTRIBUTED_TO_OTHER_PERIOD", Note,
        en: "The date of the offset lies in {period}; the law attributes the VAT to {attributed}. Applied: {policy}.",
        ru: "Дата зачёта приходится на {period}; по закону НДС относится к периоду {attributed}. Применено: {policy}.",
        kk: "Есепке жатқызу күні {period} кезеңіне түседі; заң бойынша ҚҚС {attributed} кезеңіне жатады. Қолданылған ереже: {policy}.");

    public static readonly ErrorRow PaymentRestIsRounding = Row("PAYMENT_REST_IS_ROUNDING", Note,
        en: "{remaining} KZT is left of the payment {payment}: less than {unit} KZT. Payments are made in whole tenge, so the rest counts as rounding and is no longer listed as open. Applied: {policy}.",
        ru: "От платежа {payment} осталось {remaining} тенге — меньше {unit}. Платежи делаются в целых тенге, поэтому остаток считается округлением и больше не числится открытым. Применено: {policy}.",
        kk: "{payment} төлемінен {remaining} теңге қалды — {unit} теңгеден аз. Төлемдер бүтін теңгемен жасалады, сондықтан қалдық дөңгелектеу болып саналады және ашық деп көрсетілмейді. Қолданылған ереже: {policy}.");

    private static readonly FrozenDictionary<string, ErrorRow> ByReason = Rows.ToFrozenDictionary(row => row.Reason, StringComparer.Ordinal);

    /// <summary>Every row, in order.</summary>
    public static IReadOnlyList<ErrorRow> All => Rows;

    /// <summary>The row of a reason.</summary>
    /// <exception cref="KeyNotFoundException">No row has this reason.</exception>
    public static ErrorRow Of(string reason) => ByReason[reason];

    private static ErrorRow Row(string reason, ErrorKind kind, string en, string ru, string kk)
    {
        var row = new ErrorRow(Rows.Count, reason, kind, en, ru, kk);
        Rows.Add(row);
        return row;
    }
}
