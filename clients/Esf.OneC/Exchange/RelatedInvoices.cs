using System.Text.RegularExpressions;
using Esf.Client;
using Esf.OneC.EsfXml;
using Esf.OneC.Results;
using Esf.V1;

namespace Esf.OneC.Exchange;

/// <summary>Finds the invoice in the register that a corrected or an additional one relates to.</summary>
/// <remarks>
/// The registration number decides. Without one the journal knows what this folder issued under that number and date; else the register
/// is asked for the number, first with the date as day of issue. Several are told, none is guessed.
/// </remarks>
internal sealed partial class RelatedInvoices(EsfClient client, string parent, Journal journal)
{
    /// <summary>The invoice, or what stands against it.</summary>
    public async Task<(Invoice? Invoice, Finding? Fault)> FindAsync(RelatedDocument related, CancellationToken cancellationToken)
    {
        if (Ours().IsMatch(related.RegistrationNumber))
        {
            var named = await GetAsync(related.RegistrationNumber, cancellationToken);
            return named is null ? (null, NotFound(related)) : (named, null);
        }

        var known = Enum.GetValues<EsfOperation>()
            .SelectMany(operation => journal.Issued($"{operation}|{related.Number}|{Day(related)}"))
            .Select(request => request.RegistrationNumber)
            .ToArray();
        var found = known.Length > 0 ? await GetAllAsync(known, cancellationToken) : await ListAsync(related, cancellationToken);
        var inForce = found.Where(invoice => invoice.State == InvoiceState.Issued).ToArray();
        return (found, inForce) switch
        {
            ([], _) => (null, NotFound(related)),
            ([var only], _) => (only, null),
            (_, [var only]) => (only, null),
            _ => (null, Finding.Of(
                Reasons.RelatedInvoiceAmbiguous,
                "relatedInvoice/registrationNumber",
                ("candidates", string.Join(", ", found.Select(invoice => invoice.RegistrationNumber))))),
        };
    }

    /// <summary>An invoice of this taxpayer; null when there is none of that registration number.</summary>
    public async Task<Invoice?> GetAsync(string registrationNumber, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetInvoiceAsync($"{parent}/invoices/{registrationNumber}", cancellationToken);
        }
        catch (EsfException failure) when (failure.Reason == "INVOICE_NOT_FOUND")
        {
            return null;
        }
    }

    /// <summary>All invoices with a number in the taxpayer's books.</summary>
    public async Task<List<Invoice>> WithNumberAsync(string number, CancellationToken cancellationToken)
    {
        var invoices = new List<Invoice>();
        var request = new ListInvoicesRequest { Parent = parent, Number = number, PageSize = Bounds.EventsInPage };
        await foreach (var invoice in client.ListInvoicesAsync(request, cancellationToken))
        {
            invoices.Add(invoice);
        }

        return invoices;
    }

    private async Task<List<Invoice>> ListAsync(RelatedDocument related, CancellationToken cancellationToken)
    {
        if (related.Number.Length == 0)
        {
            return [];
        }

        var all = await WithNumberAsync(related.Number, cancellationToken);
        var ofDay = all.FindAll(invoice => invoice.IssueDate.ToDateOnly() == related.Date);
        return ofDay.Count > 0 ? ofDay : all;
    }

    private async Task<List<Invoice>> GetAllAsync(IEnumerable<string> registrationNumbers, CancellationToken cancellationToken)
    {
        var found = new List<Invoice>();
        foreach (var number in registrationNumbers)
        {
            if (await GetAsync(number, cancellationToken) is { } invoice)
            {
                found.Add(invoice);
            }
        }

        return found;
    }

    private static Finding NotFound(RelatedDocument related) => Finding.Of(
        Reasons.RelatedInvoiceNotFound,
        "relatedInvoice",
        ("number", related.Number.Length > 0 ? related.Number : related.RegistrationNumber),
        ("date", Day(related)));

    private static string Day(RelatedDocument related) => related.Date is { } day ? PlainValues.Iso(day) : "";

    // The state's own system writes other numbers into the same element.
    [GeneratedRegex(@"\AESF-[0-9]{12}-[0-9]{8}-[0-9]{8}\z")]
    private static partial Regex Ours();
}
