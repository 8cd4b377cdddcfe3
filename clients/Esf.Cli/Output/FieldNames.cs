using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Esf.Cli.Output;

/// <summary>What an accountant calls a field of the contract. A field without a name here is shown by its path alone.</summary>
internal static partial class FieldNames
{
    private static readonly Phrase Line = new("line", "строка", "жол");
    private static readonly Phrase Allocation = new("payment", "платёж", "төлем");

    private static readonly FrozenDictionary<string, Phrase> Names = new Dictionary<string, Phrase>
    {
        ["parent"] = Phrases.Taxpayer,
        ["name"] = Phrases.Invoice,
        ["invoice"] = Phrases.Invoice,
        ["reason"] = Phrases.Cause,
        ["resume_token"] = new("Resume token", "Токен продолжения", "Жалғастыру таңбалауышы"),
        ["offset_date_from"] = new("From day", "С даты", "Күннен бастап"),
        ["offset_date_to"] = new("To day", "По дату", "Күнге дейін"),
        ["tax_period"] = Phrases.TaxPeriod,
        ["supplier_country_code"] = new("Supplier's country", "Страна поставщика", "Өнім берушінің елі"),
        ["as_of"] = new("As of", "По состоянию на", "Жағдай бойынша"),
        ["checkpoint"] = new("Checkpoint", "Контрольная точка", "Бақылау нүктесі"),
        ["declarations"] = new("Declarations", "Декларации", "Декларациялар"),
        ["request_id"] = new("Request id", "Идентификатор запроса", "Сұрау идентификаторы"),
        ["number"] = new("Invoice number", "Номер ЭСФ", "ЭШФ нөмірі"),
        ["turnover_date"] = Phrases.TurnoverDate,
        ["issue_date"] = Phrases.IssueDate,
        ["supplier"] = Phrases.Supplier,
        ["supplier.legal_name"] = new("Supplier's name", "Наименование поставщика", "Өнім берушінің атауы"),
        ["supplier.address"] = new("Supplier's address", "Адрес поставщика", "Өнім берушінің мекенжайы"),
        ["supplier.country_code"] = new("Supplier's country", "Страна поставщика", "Өнім берушінің елі"),
        ["supplier.tax_identifier"] = new(
            "Supplier's identifier", "Идентификатор поставщика", "Өнім берушінің сәйкестендіру нөмірі"),
        ["contract"] = Phrases.Contract,
        ["contract.number"] = new("Contract number", "Номер договора", "Шарт нөмірі"),
        ["contract.date"] = new("Contract date", "Дата договора", "Шарт күні"),
        ["act"] = Phrases.Act,
        ["act.number"] = new("Act number", "Номер акта", "Акт нөмірі"),
        ["act.date"] = new("Act date", "Дата акта", "Акт күні"),
        ["settlement"] = Phrases.Settlement,
        ["settlement.currency_code"] = new("Currency", "Валюта", "Валюта"),
        ["settlement.amount"] = new("Amount in currency", "Сумма в валюте", "Валютадағы сома"),
        ["settlement.exchange_rate"] = new("Exchange rate", "Курс валюты", "Валюта бағамы"),
        ["lines"] = new("Lines", "Строки", "Жолдар"),
        ["lines.description"] = Phrases.Description,
        ["lines.unit_code"] = new("Unit", "Единица измерения", "Өлшем бірлігі"),
        ["lines.quantity"] = Phrases.Quantity,
        ["lines.unit_price"] = Phrases.UnitPrice,
        ["lines.turnover_amount"] = new("Turnover", "Размер оборота", "Айналым мөлшері"),
        ["lines.vat_rate"] = new("VAT rate", "Ставка НДС", "ҚҚС мөлшерлемесі"),
        ["lines.vat_amount"] = new("VAT amount", "Сумма НДС", "ҚҚС сомасы"),
        ["lines.total_amount"] = new("Cost with VAT", "Стоимость с НДС", "ҚҚС-пен құны"),
        ["totals.turnover_amount"] = new("Total turnover", "Итого оборот", "Айналым, барлығы"),
        ["totals.vat_amount"] = new("Total VAT", "Итого НДС", "ҚҚС, барлығы"),
        ["totals.total_amount"] = new("Total with VAT", "Итого с НДС", "ҚҚС-пен, барлығы"),
        ["payment_allocations"] = new("VAT payments", "Платежи НДС", "ҚҚС төлемдері"),
        ["payment_allocations.vat_payment"] = new("VAT payment", "Платёж НДС", "ҚҚС төлемі"),
        ["payment_allocations.amount"] = new("Amount from the payment", "Сумма из платежа", "Төлемнен алынатын сома"),
        ["vat_payment.document_number"] = new("Payment document", "Номер платёжного документа", "Төлем құжатының нөмірі"),
        ["vat_payment.paid_on"] = Phrases.PaidOn,
        ["vat_payment.amount"] = new("Amount paid", "Сумма платежа", "Төлем сомасы"),
        ["vat_payment.budget_code"] = new("Budget code", "КБК", "БСК"),
        ["vat_payment.kind"] = new("Kind of payment", "Вид платежа", "Төлем түрі"),
        ["taxpayer.bin"] = Phrases.Bin,
        ["taxpayer.legal_name"] = Phrases.Name,
        ["taxpayer.address"] = Phrases.Address,
        ["taxpayer.vat_registration"] = new("VAT registration", "Регистрация по НДС", "ҚҚС бойынша тіркеу"),
        ["taxpayer.vat_registration.certificate_series"] = new("Certificate series", "Серия свидетельства", "Куәлік сериясы"),
        ["taxpayer.vat_registration.certificate_number"] = new("Certificate number", "Номер свидетельства", "Куәлік нөмірі"),
        ["taxpayer.vat_registration.registered_on"] = Phrases.RegisteredOn,
        ["taxpayer.vat_registration.deregistered_on"] = new("VAT payer until", "Плательщик НДС до", "ҚҚС төлеушісі (соңы)"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The name for a path, with the line or payment that it is in: <c>Сумма НДС (строка 2)</c>; null when it has none.</summary>
    public static string? Of(string path, Language language)
    {
        var key = Prefix().Replace(Index().Replace(path, ""), "");
        if (!Names.TryGetValue(key, out var name))
        {
            return null;
        }

        var text = name.In(language);
        return Place().Match(path) is { Success: true } place
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{text} ({(place.Groups["list"].Value == "lines" ? Line : Allocation).In(language)} {place.Groups["index"].Value})")
            : text;
    }

    [GeneratedRegex(@"\[[0-9]+\]")]
    private static partial Regex Index();

    // Where the document stands in its request says nothing to its reader; the row of the table does.
    [GeneratedRegex(@"\A(requests\.|request\.)?(invoice\.)?")]
    private static partial Regex Prefix();

    [GeneratedRegex(@"(?<list>lines|payment_allocations)\[(?<index>[0-9]+)\]")]
    private static partial Regex Place();
}
