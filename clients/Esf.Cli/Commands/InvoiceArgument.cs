using Esf.Cli.Output;
using Esf.V1;

namespace Esf.Cli.Commands;

/// <summary>Which invoice is meant: by its name, by its registration number, or by its number in the books.</summary>
internal static class InvoiceArgument
{
    // More invoices of one number are more days than anybody lists by it.
    private const int MaxShown = 100;

    /// <summary>The name of the one invoice that is meant.</summary>
    /// <exception cref="UsageException">There are several; all are named.</exception>
    /// <exception cref="NothingFoundException">There is none.</exception>
    public static async Task<string> NameAsync(Session session, string text, CancellationToken cancellationToken)
    {
        if (!IsNumber(text))
        {
            return ResourceNames.Invoice(text);
        }

        var found = await FindAsync(session, text, cancellationToken);
        return found is [var only]
            ? only.Name
            : throw new UsageException(
                $"{session.Screen.Say(Remarks.SeveralOfNumber.With("number", text))} {string.Join(", ", found.Select(invoice => invoice.RegistrationNumber))}");
    }

    /// <summary>True for a number in the taxpayer's own books, which more than one invoice may have.</summary>
    public static bool IsNumber(string text) => text.Length is > 0 and <= 30 && text.All(char.IsAsciiDigit);

    /// <summary>The invoices of a number, in the order of the ledger; at least one.</summary>
    /// <exception cref="NothingFoundException">There is none.</exception>
    public static async Task<IReadOnlyList<Invoice>> FindAsync(Session session, string number, CancellationToken cancellationToken)
    {
        var request = new ListInvoicesRequest { Parent = session.Parent(), Number = number, PageSize = MaxShown };
        var found = new List<Invoice>();
        await foreach (var invoice in session.Client.ListInvoicesAsync(request, cancellationToken))
        {
            found.Add(invoice);
            if (found.Count == MaxShown)
            {
                break;
            }
        }

        return found.Count > 0
            ? found
            : throw new NothingFoundException(Remarks.NoneOfNumber.With("number", number).With("taxpayer", ResourceNames.Id(request.Parent)));
    }
}
