using Esf.Domain.Ledger;

namespace Esf.Storage;

/// <summary>The statements that write down what a batch has appended, each table in one go, parents before children.</summary>
internal static class BookWriter
{
    private const string UpdateHead = """
        update taxpayers set head_sequence = @sequence, head_hash = @hash, head_issue_time_us = @issue_time_us where bin = @bin
        """;

    // Adds instead of setting: even a balance that was read wrongly could not pass the table's check.
    private const string Allocate = """
        update vat_payments set allocated_tiyn = allocated_tiyn + @amount_tiyn where bin = @bin and payment_id = @payment_id
        """;

    private const string InsertInvoice = """
        insert into invoices (bin, sequence, registration_number, number, issue_date, issue_time_us, turnover_date, type, state,
                              supplier_country_code, turnover_tiyn, vat_tiyn, total_tiyn, vat_paid_on, hash, previous_hash, document)
        values (@bin, @sequence, @registration_number, @number, @issue_date, @issue_time_us, @turnover_date, @type, @state,
                @supplier_country_code, @turnover_tiyn, @vat_tiyn, @total_tiyn, @vat_paid_on, @hash, @previous_hash, @document)
        """;

    private const string InsertAllocation =
        "insert into payment_allocations (bin, sequence, payment_id, amount_tiyn) values (@bin, @sequence, @payment_id, @amount_tiyn)";

    private const string InsertRequest =
        "insert into requests (bin, request_id, request_hash, sequence) values (@bin, @request_id, @request_hash, @sequence)";

    public static List<Statement> Write(Books books) =>
    [
        .. books.Changed().Select(book => ToHead(book.Bin, book.Head)),
        .. Allocations(books).GroupBy(allocation => (allocation.Bin, allocation.PaymentId)).Select(payment => new Statement(
            Allocate,
            ("bin", payment.Key.Bin),
            ("payment_id", payment.Key.PaymentId),
            ("amount_tiyn", payment.Sum(allocation => allocation.Tiyn)))),
        .. books.Pages.Select(page => ToInvoice(page.Entry)),
        .. Allocations(books).Select(allocation => new Statement(
            InsertAllocation,
            ("bin", allocation.Bin),
            ("sequence", allocation.Sequence),
            ("payment_id", allocation.PaymentId),
            ("amount_tiyn", allocation.Tiyn))),
        .. books.Pages.Select(page => new Statement(
            InsertRequest,
            ("bin", page.Item.Bin),
            ("request_id", page.Item.RequestId.ToString("D")),
            ("request_hash", page.Item.RequestHash),
            ("sequence", page.Entry.Invoice.Position.Sequence))),
    ];

    private static IEnumerable<(string Bin, long Sequence, string PaymentId, long Tiyn)> Allocations(Books books) =>
        from page in books.Pages
        from allocation in page.Item.Content.PaymentAllocations
        select (page.Item.Bin, page.Entry.Invoice.Position.Sequence, allocation.PaymentId, allocation.Amount.Tiyn);

    private static Statement ToHead(string bin, LedgerHead head) => new(
        UpdateHead,
        ("bin", bin),
        ("sequence", head.Sequence),
        ("hash", head.Hash.ToString()),
        ("issue_time_us", Instant.ToMicroseconds(head.IssueTime)));

    private static Statement ToInvoice(LedgerEntry entry)
    {
        var (content, registrationNumber, position, state) = entry.Invoice;
        return new(
            InsertInvoice,
            ("bin", registrationNumber.Bin),
            ("sequence", position.Sequence),
            ("registration_number", registrationNumber.ToString()),
            ("number", content.Number),
            ("issue_date", content.IssueDate),
            ("issue_time_us", Instant.ToMicroseconds(content.IssueTime)),
            ("turnover_date", content.TurnoverDate),
            ("type", (short)content.Type),
            ("state", (short)state),
            ("supplier_country_code", content.Supplier.CountryCode),
            ("turnover_tiyn", content.Totals.TurnoverAmount.Tiyn),
            ("vat_tiyn", content.Totals.VatAmount.Tiyn),
            ("total_tiyn", content.Totals.TotalAmount.Tiyn),
            ("vat_paid_on", content.VatPaidOn),
            ("hash", position.Hash.ToString()),
            ("previous_hash", position.PreviousHash.ToString()),
            ("document", entry.Document.ToArray()));
    }
}
