namespace Esf.OneC.Results;

/// <summary>Every reason that the connector gives by itself, once. Those of the service are told as the service tells them.</summary>
/// <remarks>
/// Reasons are never renamed. The three texts are required arguments, hold the same placeholders, and say what to do. Kazakh puts no
/// suffix on a placeholder: vowel harmony would need its value.
/// </remarks>
internal static class Reasons
{
    private static readonly List<ReasonRow> Rows = [];

    // The file as a whole.
    public static readonly ReasonRow FileTooLarge = Row("FILE_TOO_LARGE",
        "The file has {size} bytes; at most {limit} are read. Split it and drop the parts.",
        "В файле {size} байт; читается не более {limit}. Разделите файл и положите части.",
        "Файлда {size} байт бар; ең көбі {limit} оқылады. Файлды бөліп, бөліктерін салыңыз.");

    public static readonly ReasonRow FileEmpty = Row("FILE_EMPTY",
        "The file is empty. Export it again.",
        "Файл пуст. Выгрузите его заново.",
        "Файл бос. Оны қайта шығарыңыз.");

    public static readonly ReasonRow FileFormatUnknown = Row("FILE_FORMAT_UNKNOWN",
        "Neither IS ESF XML nor a bank statement 1CClientBankExchange. Drop one of these.",
        "Это не XML ИС ЭСФ и не выписка банка 1CClientBankExchange. Положите один из этих форматов.",
        "Бұл ЭШФ АЖ XML-і де, 1CClientBankExchange банк үзіндісі де емес. Осы форматтардың бірін салыңыз.");

    public static readonly ReasonRow FileLocked = Row("FILE_LOCKED",
        "Another program holds the file or it may not be read ({cause}). Close it there; it is tried again by itself.",
        "Файл занят другой программой или недоступен для чтения ({cause}). Закройте его там; попытка повторится сама.",
        "Файлды басқа бағдарлама ұстап тұр немесе ол оқылмайды ({cause}). Оны сол жерде жабыңыз; әрекет өзі қайталанады.");

    public static readonly ReasonRow EncodingMisdeclared = Row("ENCODING_MISDECLARED",
        "The file says Кодировка={declared} but is written in {actual}. Nothing was recorded: correct that line, or start with --lenient-encoding.",
        "В файле указано Кодировка={declared}, а записан он в {actual}. Ничего не учтено: исправьте эту строку или запустите с --lenient-encoding.",
        "Файлда Кодировка={declared} деп көрсетілген, бірақ ол {actual} кодтауында жазылған. Ештеңе есепке алынбады: сол жолды түзетіңіз немесе --lenient-encoding параметрімен іске қосыңыз.");

    public static readonly ReasonRow EncodingUnknown = Row("ENCODING_UNKNOWN",
        "The keys of the statement cannot be read as UTF-8, windows-1251 or cp866. Export it in one of these.",
        "Ключи выписки не читаются ни в UTF-8, ни в windows-1251, ни в cp866. Выгрузите её в одной из этих кодировок.",
        "Үзіндінің кілттері UTF-8, windows-1251, cp866 кодтауларының ешқайсысында оқылмайды. Оны осылардың бірінде шығарыңыз.");

    public static readonly ReasonRow EncodingBroken = Row("ENCODING_BROKEN",
        "Line {line} is not {actual}, in which the file begins. Export the file again.",
        "Строка {line} не в кодировке {actual}, в которой начинается файл. Выгрузите файл заново.",
        "{line}-жол файл басталған {actual} кодтауында емес. Файлды қайта шығарыңыз.");

    public static readonly ReasonRow StatementIncomplete = Row("STATEMENT_INCOMPLETE",
        "The statement ends without КонецФайла (last line read: {line}): it was cut off. Nothing was recorded; export it again.",
        "Выписка заканчивается без КонецФайла (последняя прочитанная строка: {line}): файл обрезан. Ничего не учтено; выгрузите её заново.",
        "Үзінді КонецФайла жолынсыз аяқталды (соңғы оқылған жол: {line}): файл қиылған. Ештеңе есепке алынбады; оны қайта шығарыңыз.");

    public static readonly ReasonRow StatementMalformed = Row("STATEMENT_MALFORMED",
        "Line {line} is not where it belongs: {found}. Nothing was recorded; export the statement again.",
        "Строка {line} не на своём месте: {found}. Ничего не учтено; выгрузите выписку заново.",
        "{line}-жол өз орнында емес: {found}. Ештеңе есепке алынбады; үзіндіні қайта шығарыңыз.");

    public static readonly ReasonRow StatementBoundExceeded = Row("STATEMENT_BOUND_EXCEEDED",
        "Line {line}: more than {limit}. Nothing was recorded; export a shorter period.",
        "Строка {line}: превышен предел {limit}. Ничего не учтено; выгрузите более короткий период.",
        "{line}-жол: {limit} шегінен асты. Ештеңе есепке алынбады; қысқарақ кезеңді шығарыңыз.");

    public static readonly ReasonRow StatementTextBehindEnd = Row("STATEMENT_TEXT_BEHIND_END",
        "Behind КонецФайла stands line {line}, which begins no statement: {found}. Nothing was recorded; export the statement again.",
        "После КонецФайла стоит строка {line}, с которой не начинается выписка: {found}. Ничего не учтено; выгрузите выписку заново.",
        "КонецФайла жолынан кейін үзінді басталмайтын {line}-жол тұр: {found}. Ештеңе есепке алынбады; үзіндіні қайта шығарыңыз.");

    public static readonly ReasonRow XmlMalformed = Row("XML_MALFORMED",
        "The XML is damaged or cut off at line {line}, column {column}. Nothing was issued; export it again.",
        "XML повреждён или обрезан: строка {line}, позиция {column}. Ничего не выписано; выгрузите его заново.",
        "XML бүлінген немесе қиылған: {line}-жол, {column}-орын. Ештеңе жазып берілмеді; оны қайта шығарыңыз.");

    public static readonly ReasonRow XmlEncodingWrong = Row("XML_ENCODING_WRONG",
        "The XML counts as UTF-8 but line {line} is not written in it. Nothing was issued: write it in UTF-8, or declare its encoding in the first line.",
        "XML считается записанным в UTF-8, но строка {line} записана иначе. Ничего не выписано: запишите его в UTF-8 или укажите кодировку в первой строке.",
        "XML UTF-8 кодтауында деп есептеледі, бірақ {line}-жол басқаша жазылған. Ештеңе жазып берілмеді: оны UTF-8-де жазыңыз немесе бірінші жолда кодтауын көрсетіңіз.");

    public static readonly ReasonRow XmlDtdForbidden = Row("XML_DTD_FORBIDDEN",
        "The XML holds a DOCTYPE, which may hide an attack; it was not read. Export without it.",
        "XML содержит DOCTYPE, за которым может скрываться атака; он не прочитан. Выгрузите без него.",
        "XML ішінде DOCTYPE бар, оның астарында шабуыл болуы мүмкін; ол оқылмады. Онсыз шығарыңыз.");

    public static readonly ReasonRow XmlBoundExceeded = Row("XML_BOUND_EXCEEDED",
        "Line {line}: {bound} exceeds its bound of {limit}. Nothing was issued; this is not what accounting software writes.",
        "Строка {line}: {bound} превышает предел {limit}. Ничего не выписано; учётная программа такого не пишет.",
        "{line}-жол: {bound} {limit} шегінен асады. Ештеңе жазып берілмеді; есеп бағдарламасы мұндай жазбайды.");

    public static readonly ReasonRow XmlNotAContainer = Row("XML_NOT_A_CONTAINER",
        "The root of the XML is {root}, not invoiceContainer. Export the invoices in the import format of IS ESF.",
        "Корень XML — {root}, а не invoiceContainer. Выгрузите счета-фактуры в формате импорта ИС ЭСФ.",
        "XML түбірі — {root}, invoiceContainer емес. Шот-фактураларды ЭШФ АЖ импорт форматында шығарыңыз.");

    public static readonly ReasonRow NoInvoices = Row("NO_INVOICES",
        "The container holds no invoice. Choose the documents and export again.",
        "В контейнере нет ни одного счёта-фактуры. Выберите документы и выгрузите заново.",
        "Контейнерде бірде-бір шот-фактура жоқ. Құжаттарды таңдап, қайта шығарыңыз.");

    public static readonly ReasonRow ServiceUnavailable = Row("SERVICE_UNAVAILABLE",
        "The service does not answer ({cause}). Nothing is lost: it is tried again by itself.",
        "Сервис не отвечает ({cause}). Ничего не потеряно: попытка повторится сама.",
        "Сервис жауап бермейді ({cause}). Ештеңе жоғалған жоқ: әрекет өзі қайталанады.");

    public static readonly ReasonRow ServiceAddressWrong = Row("SERVICE_ADDRESS_WRONG",
        "{cause}. Nothing is lost: correct --server and start again.",
        "{cause}. Ничего не потеряно: исправьте --server и запустите снова.",
        "{cause}. Ештеңе жоғалған жоқ: --server мәнін түзетіп, қайта іске қосыңыз.");

    public static readonly ReasonRow ServiceBack = Row("SERVICE_BACK",
        "The service answers again.",
        "Сервис снова отвечает.",
        "Сервис қайта жауап береді.");

    public static readonly ReasonRow Started = Row("STARTED",
        "Folder {folder}, taxpayer {taxpayer}, service {server}, {mode}.",
        "Папка {folder}, налогоплательщик {taxpayer}, сервис {server}, {mode}.",
        "Қалта {folder}, салық төлеуші {taxpayer}, сервис {server}, {mode}.");

    public static readonly ReasonRow FolderUnusable = Row("FOLDER_UNUSABLE",
        "The exchange folder cannot be written ({cause}). Nothing was sent: give rights or room; it is tried again by itself.",
        "В папку обмена нельзя писать ({cause}). Ничего не отправлено: дайте права или место; попытка повторится сама.",
        "Алмасу қалтасына жазу мүмкін емес ({cause}). Ештеңе жіберілмеді: құқық немесе орын беріңіз; әрекет өзі қайталанады.");

    public static readonly ReasonRow ConnectorStops = Row("CONNECTOR_STOPS",
        "The connector was told to stop; it goes on with this document when it runs again.",
        "Коннектор останавливается; он продолжит с этого документа при следующем запуске.",
        "Коннектор тоқтатылуда; келесі іске қосылғанда осы құжаттан жалғастырады.");

    public static readonly ReasonRow ResultNotWritten = Row("RESULT_NOT_WRITTEN",
        "The result could not be written or the file not moved ({cause}). Nothing is lost: free the file or the disk; it is tried again by itself.",
        "Не удалось записать результат или переместить файл ({cause}). Ничего не потеряно: освободите файл или место на диске; попытка повторится сама.",
        "Нәтижені жазу немесе файлды жылжыту мүмкін болмады ({cause}). Ештеңе жоғалған жоқ: файлды немесе дискідегі орынды босатыңыз; әрекет өзі қайталанады.");

    public static readonly ReasonRow Unexpected = Row("UNEXPECTED",
        "The connector failed ({cause}). The file stays where it is; please report it.",
        "Сбой коннектора ({cause}). Файл остаётся на месте; сообщите разработчикам.",
        "Коннектор ақаулығы ({cause}). Файл орнында қалады; әзірлеушілерге хабарлаңыз.");

    // One document.
    public static readonly ReasonRow FieldIsNull = Row("FIELD_IS_NULL",
        "The field is required.",
        "Поле обязательно для заполнения.",
        "Өрісті толтыру міндетті.");

    public static readonly ReasonRow DateInvalid = Row("DATE_INVALID",
        "'{value}' is not a day of the calendar written dd.MM.yyyy.",
        "«{value}» не является календарной датой вида дд.ММ.гггг.",
        "«{value}» — кк.аа.жжжж түріндегі күнтізбелік күн емес.");

    public static readonly ReasonRow AmountInvalid = Row("AMOUNT_INVALID",
        "'{value}' is not an amount: digits with a decimal point, without spaces and commas, like 1234.56.",
        "«{value}» не является суммой: цифры с десятичной точкой, без пробелов и запятых, например 1234.56.",
        "«{value}» сома емес: бос орынсыз және үтірсіз, ондық нүктесі бар цифрлар, мысалы 1234.56.");

    public static readonly ReasonRow InvoiceTypeUnknown = Row("INVOICE_TYPE_UNKNOWN",
        "'{value}' is not ORDINARY_INVOICE, FIXED_INVOICE or ADDITIONAL_INVOICE.",
        "«{value}» не является ORDINARY_INVOICE, FIXED_INVOICE или ADDITIONAL_INVOICE.",
        "«{value}» — ORDINARY_INVOICE, FIXED_INVOICE немесе ADDITIONAL_INVOICE емес.");

    public static readonly ReasonRow OtherTaxpayer = Row("OTHER_TAXPAYER",
        "The recipient is {tin}, but this folder belongs to {taxpayer}. Drop it into that taxpayer's folder.",
        "Получатель — {tin}, а эта папка принадлежит {taxpayer}. Положите файл в папку того налогоплательщика.",
        "Алушы — {tin}, ал бұл қалта мына салық төлеушіге тиесілі: {taxpayer}. Файлды сол салық төлеушінің қалтасына салыңыз.");

    public static readonly ReasonRow SupplierNotNonResident = Row("SUPPLIER_NOT_NON_RESIDENT",
        "The supplier (country {country}) is not marked NONRESIDENT: a domestic invoice does not belong here. Set the seller's status, or send it through IS ESF.",
        "Поставщик (страна {country}) не отмечен как NONRESIDENT: счёт-фактура внутри страны сюда не относится. Укажите статус поставщика или отправьте через ИС ЭСФ.",
        "Өнім беруші (елі {country}) NONRESIDENT деп белгіленбеген: ел ішіндегі шот-фактура мұнда жатпайды. Өнім берушінің мәртебесін көрсетіңіз немесе ЭШФ АЖ арқылы жіберіңіз.");

    public static readonly ReasonRow MoreThanOne = Row("MORE_THAN_ONE",
        "There are {count} of these; a self-addressed invoice has exactly one.",
        "Их {count}; в счёте-фактуре, выписанном самому себе, должен быть ровно один.",
        "Олардың саны {count}; өзіне жазылған шот-фактурада дәл біреу болуы керек.");

    public static readonly ReasonRow CurrencyNotKzt = Row("CURRENCY_NOT_KZT",
        "The currency is {currency}; amounts of the invoice are in KZT.",
        "Валюта {currency}; суммы счёта-фактуры указываются в тенге (KZT).",
        "Валюта {currency}; шот-фактура сомалары теңгемен (KZT) көрсетіледі.");

    public static readonly ReasonRow OriginNotServices = Row("ORIGIN_NOT_SERVICES",
        "The origin sign is {value}; works and services of a non-resident have 6.",
        "Признак происхождения {value}; у работ и услуг нерезидента он равен 6.",
        "Шығу тегінің белгісі {value}; бейрезиденттің жұмыстары мен қызметтерінде ол 6-ға тең.");

    public static readonly ReasonRow ExciseNotExpected = Row("EXCISE_NOT_EXPECTED",
        "The excise is {value}; services of a non-resident have none.",
        "Акциз {value}; у услуг нерезидента его нет.",
        "Акциз {value}; бейрезидент қызметтерінде ол болмайды.");

    public static readonly ReasonRow AmountsDisagree = Row("AMOUNTS_DISAGREE",
        "{one} and {other} name the same amount but differ. Correct the document.",
        "{one} и {other} — одна и та же сумма, но они различаются. Исправьте документ.",
        "{one} және {other} — бір сома, бірақ олар әртүрлі. Құжатты түзетіңіз.");

    public static readonly ReasonRow KeyTwice = Row("KEY_TWICE",
        "{key} stands twice in the document, with different values. Leave the right one.",
        "{key} стоит в документе дважды с разными значениями. Оставьте правильное.",
        "{key} құжатта екі рет, әртүрлі мәнмен тұр. Дұрысын қалдырыңыз.");

    public static readonly ReasonRow DuplicateInFile = Row("DUPLICATE_IN_FILE",
        "It is a copy of the document on line {line} of this file; that one was taken.",
        "Это копия документа в строке {line} этого файла; взят он.",
        "Бұл — осы файлдың {line}-жолындағы құжаттың көшірмесі; сол құжат алынды.");

    public static readonly ReasonRow MayBeCopyInFile = Row("MAY_BE_COPY_IN_FILE",
        "Document {number} of {date} for {amount} KZT may be a copy of the one on line {line}; it was not recorded. Write into decisions.csv {row};record if it is another payment, {row};skip if it is the same (columns paymentDocument;paidOn;amount;decision).",
        "Документ {number} от {date} на {amount} тенге может быть копией документа в строке {line}; он не учтён. Запишите в decisions.csv {row};учесть, если это другой платёж, или {row};пропустить, если тот же (столбцы paymentDocument;paidOn;amount;decision).",
        "{number} құжаты, күні {date}, {amount} теңге, {line}-жолдағы құжаттың көшірмесі болуы мүмкін; ол есепке алынбады. Басқа төлем болса, decisions.csv файлына {row};есепке алу деп, сол төлемнің өзі болса, {row};өткізіп жіберу деп жазыңыз (бағандары paymentDocument;paidOn;amount;decision).");

    public static readonly ReasonRow MayBeRecorded = Row("MAY_BE_RECORDED",
        "Document {number} of {date} for {amount} KZT may be a copy of a payment that is recorded: {stored}. It was not recorded. Write into decisions.csv {row};record if it is another payment, {row};skip if it is the same (columns paymentDocument;paidOn;amount;decision).",
        "Документ {number} от {date} на {amount} тенге может быть копией уже учтённого платежа: {stored}. Он не учтён. Запишите в decisions.csv {row};учесть, если это другой платёж, или {row};пропустить, если тот же (столбцы paymentDocument;paidOn;amount;decision).",
        "{number} құжаты, күні {date}, {amount} теңге, бұрын есепке алынған төлемнің көшірмесі болуы мүмкін: {stored}. Ол есепке алынбады. Басқа төлем болса, decisions.csv файлына {row};есепке алу деп, сол төлемнің өзі болса, {row};өткізіп жіберу деп жазыңыз (бағандары paymentDocument;paidOn;amount;decision).");

    public static readonly ReasonRow TreasuryWithoutCode = Row("TREASURY_WITHOUT_CODE",
        "Document {number} of {date} pays {amount} KZT of tax and names no budget code. Write into decisions.csv {row};record if it is VAT for a non-resident, {row};skip if it is another tax (columns paymentDocument;paidOn;amount;decision).",
        "Документ {number} от {date} платит в бюджет {amount} тенге, но КБК не указан. Запишите в decisions.csv {row};учесть, если это НДС за нерезидента, или {row};пропустить, если другой налог (столбцы paymentDocument;paidOn;amount;decision).",
        "{number} құжаты, күні {date}, бюджетке {amount} теңге төлейді, бірақ БСК көрсетілмеген. Бейрезидент үшін ҚҚС болса, decisions.csv файлына {row};есепке алу деп, басқа салық болса, {row};өткізіп жіберу деп жазыңыз (бағандары paymentDocument;paidOn;amount;decision).");

    public static readonly ReasonRow SkippedByDecision = Row("SKIPPED_BY_DECISION",
        "Left out, as decisions.csv says.",
        "Пропущен по решению в decisions.csv.",
        "decisions.csv шешімі бойынша өткізіп жіберілді.");

    public static readonly ReasonRow DecisionsInvalid = Row("DECISIONS_INVALID",
        "decisions.csv cannot be used: {cause} Correct it; until then nothing is decided.",
        "Файл decisions.csv использовать нельзя: {cause} Исправьте; до тех пор решений нет.",
        "decisions.csv файлы пайдалануға келмейді: {cause} Түзетіңіз; оған дейін шешім жоқ.");

    public static readonly ReasonRow DocumentUnreadable = Row("DOCUMENT_UNREADABLE",
        "The document cannot be understood at line {line}: {found}. It was not used; if it is a payment of VAT for a non-resident, record it by hand.",
        "Документ не удалось понять в строке {line}: {found}. Он не использован; если это уплата НДС за нерезидента, учтите её вручную.",
        "Құжатты {line}-жолда түсіну мүмкін болмады: {found}. Ол пайдаланылмады; бейрезидент үшін ҚҚС төлемі болса, оны қолмен есепке алыңыз.");

    public static readonly ReasonRow BudgetCodesDisagree = Row("BUDGET_CODES_DISAGREE",
        "The document names several budget codes: {codes}. Leave the right one.",
        "В документе несколько КБК: {codes}. Оставьте правильный.",
        "Құжатта бірнеше БСК бар: {codes}. Дұрысын қалдырыңыз.");

    public static readonly ReasonRow NumberTwiceInFile = Row("NUMBER_TWICE_IN_FILE",
        "Different documents of this file carry the same number and date (first on line {line}); none of them was taken. Leave the right one.",
        "Разные документы файла имеют один номер и дату (первый в строке {line}); ни один не взят. Оставьте правильный.",
        "Файлдағы әртүрлі құжаттардың нөмірі мен күні бірдей (біріншісі: {line}-жол); бірде-біреуі алынбады. Дұрысын қалдырыңыз.");

    public static readonly ReasonRow NumberIssuedBefore = Row("NUMBER_ISSUED_BEFORE",
        "Number {number} of that date is already registered as {registration_number}, with other content. To change it send FIXED_INVOICE.",
        "Номер {number} с этой датой уже зарегистрирован как {registration_number} с другим содержанием. Для изменения отправьте FIXED_INVOICE.",
        "Осы күнгі {number} нөмірі басқа мазмұнмен {registration_number} болып тіркелген. Өзгерту үшін FIXED_INVOICE жіберіңіз.");

    public static readonly ReasonRow RelatedInvoiceNotFound = Row("RELATED_INVOICE_NOT_FOUND",
        "The invoice {number} of {date} that this one relates to is not in the register. Give its registration number.",
        "Счёт-фактура {number} от {date}, к которой относится этот документ, в реестре не найдена. Укажите её регистрационный номер.",
        "Осы құжат қатысты {number} нөмірлі, күні {date} шот-фактура тізілімнен табылмады. Оның тіркеу нөмірін көрсетіңіз.");

    public static readonly ReasonRow RelatedInvoiceAmbiguous = Row("RELATED_INVOICE_AMBIGUOUS",
        "Several invoices have this number: {candidates}. Give the registration number of the right one.",
        "Этот номер имеют несколько счетов-фактур: {candidates}. Укажите регистрационный номер нужной.",
        "Бұл нөмір бірнеше шот-фактурада бар: {candidates}. Керектісінің тіркеу нөмірін көрсетіңіз.");

    public static readonly ReasonRow RelatedInvoiceWaits = Row("RELATED_INVOICE_WAITS",
        "The invoice {number} that this one relates to waits itself; this one follows it.",
        "Счёт-фактура {number}, к которой относится этот документ, сама ждёт; этот последует за ней.",
        "Осы құжат қатысты {number} нөмірлі шот-фактураның өзі күтуде; бұл содан кейін жіберіледі.");

    // Payments.
    public static readonly ReasonRow PaymentNotFound = Row("PAYMENT_NOT_FOUND",
        "No open payment of VAT for a non-resident fits {vat} KZT. Drop the bank statement of the payment, or name the payment in mapping.csv.",
        "Нет открытого платежа НДС за нерезидента на {vat} тенге. Положите выписку банка с платежом или укажите платёж в mapping.csv.",
        "Бейрезидент үшін ҚҚС-тың {vat} теңгеге сай ашық төлемі жоқ. Төлемі бар банк үзіндісін салыңыз немесе төлемді mapping.csv файлында көрсетіңіз.");

    public static readonly ReasonRow PaymentWindowNotOpen = Row("PAYMENT_WINDOW_NOT_OPEN",
        "The payment is found; the invoice may be issued against it from {opens_on}. It is issued then by itself.",
        "Платёж найден; выписать счёт-фактуру по нему можно с {opens_on}. Тогда она будет выписана сама.",
        "Төлем табылды; ол бойынша шот-фактураны {opens_on} күнінен бастап жазуға болады. Сонда ол өзі жазылады.");

    public static readonly ReasonRow PaymentWindowClosed = Row("PAYMENT_WINDOW_CLOSED",
        "Only a payment whose issue window has closed fits {vat} KZT. If it is the one, name it in mapping.csv.",
        "Сумме {vat} тенге отвечает только платёж, срок выписки по которому истёк. Если это он, укажите его в mapping.csv.",
        "{vat} теңгеге жазып беру мерзімі өткен төлем ғана сай келеді. Егер сол болса, оны mapping.csv файлында көрсетіңіз.");

    public static readonly ReasonRow PaymentAmbiguous = Row("PAYMENT_AMBIGUOUS",
        "{count} payments fit {vat} KZT; none was chosen. Name the right one in mapping.csv.",
        "Под {vat} тенге подходят платежи: {count}; ни один не выбран. Укажите нужный в mapping.csv.",
        "{vat} теңгеге сай төлемдер саны: {count}; бірде-біреуі таңдалмады. Керектісін mapping.csv файлында көрсетіңіз.");

    public static readonly ReasonRow PaymentWantedBySeveral = Row("PAYMENT_WANTED_BY_SEVERAL",
        "The payment fits this invoice and also: {numbers}; it was given to none. Name the right one in mapping.csv.",
        "Платёж подходит этому счёту-фактуре, а также: {numbers}; он не отдан никому. Укажите нужный в mapping.csv.",
        "Төлем осы шот-фактураға да, мыналарға да сай: {numbers}; ол ешкімге берілмеді. Керектісін mapping.csv файлында көрсетіңіз.");

    public static readonly ReasonRow PaymentRounded = Row("PAYMENT_ROUNDED",
        "The payment differs from the VAT of {vat} KZT by less than one tenge: it was made in whole tenge. It was not taken by itself; name it in mapping.csv, and the rest counts as rounding.",
        "Платёж отличается от НДС {vat} тенге меньше чем на тенге: он сделан в целых тенге. Сам он не взят; укажите его в mapping.csv, остаток будет считаться округлением.",
        "Төлем {vat} теңге ҚҚС-тан бір теңгеден азға ғана өзгеше: ол бүтін теңгемен жасалған. Ол өздігінен алынбады; оны mapping.csv файлында көрсетіңіз, қалдығы дөңгелектеу болып саналады.");

    public static readonly ReasonRow PaymentRoundedDown = Row("PAYMENT_ROUNDED_DOWN",
        "The payment is less than the VAT of {vat} KZT by under one tenge. The VAT of an invoice is never more than what was paid: pay the rest, or issue for the amount that was paid.",
        "Платёж меньше НДС {vat} тенге меньше чем на тенге. НДС по счёту-фактуре не может превышать уплаченное: доплатите или выпишите на уплаченную сумму.",
        "Төлем {vat} теңге ҚҚС-тан бір теңгеге жетпейтін сомаға кем. Шот-фактурадағы ҚҚС төленгеннен көп бола алмайды: қосымша төлеңіз немесе төленген сомаға жазып беріңіз.");

    public static readonly ReasonRow PaymentTooSmall = Row("PAYMENT_TOO_SMALL",
        "Payments name the contract, but none has {vat} KZT left. Pay the rest, or name several payments with amounts in mapping.csv.",
        "Платежи с этим договором есть, но ни в одном не осталось {vat} тенге. Доплатите или укажите несколько платежей с суммами в mapping.csv.",
        "Осы шарт көрсетілген төлемдер бар, бірақ ешқайсысында {vat} теңге қалмаған. Қосымша төлеңіз немесе mapping.csv файлында бірнеше төлемді сомасымен көрсетіңіз.");

    public static readonly ReasonRow MappedPaymentNotFound = Row("MAPPED_PAYMENT_NOT_FOUND",
        "mapping.csv names payment {payment}, which is not recorded or has nothing left. Drop its statement, or correct the line.",
        "В mapping.csv указан платёж {payment}, который не учтён или исчерпан. Положите его выписку или исправьте строку.",
        "mapping.csv файлында көрсетілген төлем {payment} есепке алынбаған немесе қалдығы жоқ. Оның үзіндісін салыңыз немесе жолды түзетіңіз.");

    public static readonly ReasonRow MappingInvalid = Row("MAPPING_INVALID",
        "The mapping file cannot be used: {cause} Correct it; until then no payment is chosen.",
        "Файл соответствий использовать нельзя: {cause} Исправьте; до тех пор платежи не выбираются.",
        "Сәйкестік файлы пайдалануға келмейді: {cause} Түзетіңіз; оған дейін төлемдер таңдалмайды.");

    public static readonly ReasonRow MappingLineInvalid = Row("MAPPING_LINE_INVALID",
        "{file}, line {line}, {column} '{value}': {what}. The line is not used; correct it.",
        "{file}, строка {line}, {column} «{value}»: {what}. Строка не используется; исправьте её.",
        "{file}, {line}-жол, {column} «{value}»: {what}. Жол пайдаланылмайды; оны түзетіңіз.");

    public static readonly ReasonRow MappingUndivided = Row("MAPPING_UNDIVIDED",
        "The mapping names several payments for invoice {number}: each of its lines needs an amount.",
        "В файле соответствий у счёта-фактуры {number} несколько платежей: в каждой его строке нужна сумма.",
        "Сәйкестік файлында {number} шот-фактурасына бірнеше төлем берілген: оның әр жолында сома қажет.");

    // Documents of a statement that are none of ours.
    public static readonly ReasonRow NotOutgoing = Row("NOT_OUTGOING",
        "Money came in; a payment of VAT goes out.",
        "Это поступление; уплата НДС — списание.",
        "Бұл түсім; ҚҚС төлеу — шығыс.");

    public static readonly ReasonRow OtherPayer = Row("OTHER_PAYER",
        "The payer is {payer}, not {taxpayer}.",
        "Плательщик — {payer}, а не {taxpayer}.",
        "Төлеуші — {payer}, мынау емес: {taxpayer}.");

    public static readonly ReasonRow PayerNotNamed = Row("PAYER_NOT_NAMED",
        "The document pays budget code 105104 but does not name the payer's IIN/BIN. Record the payment by hand if it is yours.",
        "Документ уплачивает КБК 105104, но ИИН/БИН плательщика не указан. Если платёж ваш, учтите его вручную.",
        "Құжат 105104 БСК бойынша төлейді, бірақ төлеушінің ЖСН/БСН-і көрсетілмеген. Төлем сіздікі болса, оны қолмен есепке алыңыз.");

    public static readonly ReasonRow OtherBudgetCode = Row("OTHER_BUDGET_CODE",
        "The budget code is {code}; VAT for a non-resident is 105104.",
        "КБК {code}; НДС за нерезидента — 105104.",
        "БСК {code}; бейрезидент үшін ҚҚС — 105104.");

    public static readonly ReasonRow NoBudgetCode = Row("NO_BUDGET_CODE",
        "Neither a field nor the purpose holds the budget code 105104.",
        "Ни в полях, ни в назначении платежа нет КБК 105104.",
        "Өрістерде де, төлем тағайындауында да 105104 БСК жоқ.");

    // What should be known about an accepted document.
    public static readonly ReasonRow IssueDateDiffers = Row("ISSUE_DATE_DIFFERS",
        "The document is dated {date}; it was issued on {issue_date}. The VAT is offset on {offset_date}.",
        "Дата документа {date}; выписан он {issue_date}. НДС относится в зачёт {offset_date}.",
        "Құжат күні {date}; жазып берілген күні {issue_date}. ҚҚС есепке жатқызылатын күн: {offset_date}.");

    public static readonly ReasonRow InvoiceRevoked = Row("INVOICE_REVOKED",
        "The document was issued as {registration_number} and has been revoked; its payment is open again. The same document is not issued a second time: to issue it anew give it another number.",
        "Документ был выписан как {registration_number} и отозван; его платёж снова открыт. Тот же документ второй раз не выписывается: чтобы выписать заново, дайте ему другой номер.",
        "Құжат {registration_number} болып жазып берілген және қайтарып алынған; оның төлемі қайта ашық. Сол құжат екінші рет жазып берілмейді: қайта жазу үшін оған басқа нөмір беріңіз.");

    public static readonly ReasonRow RequestIdTaken = Row("REQUEST_ID_TAKEN",
        "The service knows the id of this document for another one, {registration_number}. Change the document, for example its number, and drop it again.",
        "Идентификатор этого документа сервис знает за другим: {registration_number}. Измените документ, например номер, и положите его снова.",
        "Бұл құжаттың идентификаторы сервисте басқа құжатқа тиесілі: {registration_number}. Құжатты, мысалы нөмірін, өзгертіп, қайта салыңыз.");

    public static readonly ReasonRow InvoiceNoLongerInForce = Row("INVOICE_NO_LONGER_IN_FORCE",
        "The document was issued before; its state is now {state}.",
        "Документ был выписан ранее; сейчас его состояние {state}.",
        "Құжат бұрын жазып берілген; қазіргі күйі {state}.");

    public static IReadOnlyList<ReasonRow> All => Rows;

    private static ReasonRow Row(string reason, string en, string ru, string kk)
    {
        var row = new ReasonRow(reason, new Wording(en, ru, kk));
        Rows.Add(row);
        return row;
    }
}
