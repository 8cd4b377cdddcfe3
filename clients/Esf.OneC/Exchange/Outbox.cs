using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CsvHelper;
using Esf.Client;
using Esf.OneC.Results;
using Esf.OneC.Tables;
using Esf.V1;

namespace Esf.OneC.Exchange;

/// <summary>What the folder tells without being asked: the events of the taxpayer's invoices, and what must be issued until when.</summary>
internal sealed class Outbox(ExchangeFolder folder, EsfClient client, ExchangeOptions options, Journal journal)
{
    private static readonly Wording[] Headings =
    [
        new("Payment document", "Номер платёжного документа", "Төлем құжатының нөмірі"),
        new("Paid on", "Дата уплаты", "Төленген күні"),
        new("Left, KZT", "Остаток, KZT", "Қалдығы, KZT"),
        new("Issue from", "Выписать с", "Жазып беру басталады"),
        new("Last day", "Последний день", "Соңғы күн"),
        new("Days left", "Осталось дней", "Қалған күн"),
        new("Closes today", "Закрывается сегодня", "Бүгін жабылады"),
        new("State", "Состояние", "Күйі"),
        new("Period if today", "Период, если сегодня", "Кезең, бүгін болса"),
        new("Period if on the last day", "Период, если в последний день", "Кезең, соңғы күні болса"),
        new("Purpose", "Назначение платежа", "Төлем тағайындауы"),
        new("VAT payment", "Платёж НДС", "ҚҚС төлемі"),
    ];

    private static readonly Wording Yes = new("yes", "да", "иә");
    private static readonly Wording No = new("no", "нет", "жоқ");

    private readonly string _parent = $"taxpayers/{options.Taxpayer}";

    /// <summary>Writes every event behind the kept place, then keeps the new place.</summary>
    /// <remarks>A crash between the two writes the same files again; the token is never ahead of them.</remarks>
    public async Task TellEventsAsync(CancellationToken cancellationToken)
    {
        ListInvoiceEventsResponse page;
        do
        {
            var token = folder.ReadToken();
            var request = new ListInvoiceEventsRequest { Parent = _parent, PageSize = Bounds.EventsInPage, ResumeToken = token };
            page = await client.ListInvoiceEventsAsync(request, cancellationToken);
            foreach (var item in page.Events)
            {
                folder.WriteEvent(item.EventId, Tree(item));
            }

            if (page.ResumeToken != token)
            {
                folder.WriteToken(page.ResumeToken);
            }
        }
        while (page.Events.Count == Bounds.EventsInPage);
    }

    /// <summary>Writes <c>deadlines.csv</c>, the soonest last day first: for Excel, so with its mark and semicolons.</summary>
    public async Task TellDeadlinesAsync(CancellationToken cancellationToken)
    {
        var numbers = new Dictionary<string, VatPayment>(StringComparer.Ordinal);
        var deadlines = new List<IssueDeadline>();
        var request = new ListIssueDeadlinesRequest { Parent = _parent, PageSize = Bounds.EventsInPage };
        await foreach (var deadline in client.ListIssueDeadlinesAsync(request, cancellationToken))
        {
            deadlines.Add(deadline);
        }

        if (deadlines.Count > 0)
        {
            // A payment is made before its window opens, by few days.
            var first = deadlines.Min(deadline => deadline.IssueWindow.OpensOn.ToDateOnly()).AddDays(-10);
            var all = new ListVatPaymentsRequest { Parent = _parent, PaidOnFrom = first.ToProtoDate(), PageSize = Bounds.EventsInPage };
            await foreach (var payment in client.ListVatPaymentsAsync(all, cancellationToken))
            {
                numbers[payment.Name] = payment;
            }
        }

        folder.WriteDeadlines(Csv(deadlines, numbers));
    }

    private static JsonObject Tree(InvoiceEvent item) => new()
    {
        ["eventId"] = item.EventId,
        ["type"] = item.Type.ToString().ToUpperInvariant(),
        ["commitTime"] = item.CommitTime.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        ["registrationNumber"] = Last(item.Invoice),
        ["number"] = item.Number,
        ["relatedRegistrationNumber"] = Last(item.RelatedInvoice),
        ["offsetDate"] = PlainValues.Iso(item.OffsetDate.ToDateOnly()),
        ["offsetAmount"] = PlainValues.Money(item.OffsetAmount.ToDecimal()),
    };

    private byte[] Csv(List<IssueDeadline> deadlines, Dictionary<string, VatPayment> payments)
    {
        using var stream = new MemoryStream();
        using (var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)))
        using (var csv = new CsvWriter(text, CsvForm.Create()))
        {
            foreach (var heading in Headings)
            {
                csv.WriteField(heading.In(options.Language));
            }

            csv.NextRecord();
            foreach (var deadline in deadlines)
            {
                Row(csv, deadline, payments.GetValueOrDefault(deadline.VatPayment));
            }
        }

        return stream.ToArray();
    }

    private void Row(CsvWriter csv, IssueDeadline deadline, VatPayment? payment)
    {
        csv.WriteField(TableText.Guard(payment?.DocumentNumber ?? ""));
        csv.WriteField(payment is null ? "" : PlainValues.Iso(payment.PaidOn.ToDateOnly()));
        csv.WriteField(Money(deadline.RemainingAmount.ToDecimal()));
        csv.WriteField(PlainValues.Iso(deadline.IssueWindow.OpensOn.ToDateOnly()));
        csv.WriteField(PlainValues.Iso(deadline.IssueWindow.ClosesOn.ToDateOnly()));
        csv.WriteField(deadline.DaysLeft);
        csv.WriteField((deadline.State == IssueDeadlineState.LastDay ? Yes : No).In(options.Language));
        csv.WriteField(StateOf(deadline.State).In(options.Language));
        csv.WriteField(deadline.TaxPeriodIfIssuedToday);
        csv.WriteField(deadline.TaxPeriodIfIssuedLastDay);
        csv.WriteField(TableText.Guard(journal.Purpose(deadline.VatPayment)));
        csv.WriteField(deadline.VatPayment);
        csv.NextRecord();
    }

    private static Wording StateOf(IssueDeadlineState state) => state switch
    {
        IssueDeadlineState.NotOpen => new("not open yet", "ещё не открыт", "әлі ашылмаған"),
        IssueDeadlineState.Open => new("open", "открыт", "ашық"),
        IssueDeadlineState.LastDay => new("last day", "последний день", "соңғы күн"),
        _ => new("closed", "закрыт", "жабылған"),
    };

    // Excel in Kazakhstan reads a number by its comma; as a text it would not be summed.
    private string Money(decimal amount) =>
        options.Language == "en" ? PlainValues.Money(amount) : PlainValues.Money(amount).Replace('.', ',');

    private static string Last(string name) => name[(name.LastIndexOf('/') + 1)..];
}
