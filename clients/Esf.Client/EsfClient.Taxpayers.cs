using Esf.V1;

namespace Esf.Client;

public partial class EsfClient
{
    /// <summary>Registers a VAT payer; registering the same data again answers the stored one.</summary>
    /// <param name="taxpayer">The registration; name, etag and times are assigned by the service.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The taxpayer as stored.</returns>
    /// <exception cref="EsfException">REQUEST_INVALID with violations; TAXPAYER_EXISTS.</exception>
    public virtual async Task<Taxpayer> RegisterTaxpayerAsync(Taxpayer taxpayer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(taxpayer);
        var request = new RegisterTaxpayerRequest { Taxpayer = taxpayer };
        var response = await CallAsync(Server.Taxpayers.RegisterTaxpayerAsync, request, cancellationToken).ConfigureAwait(false);
        return response.Taxpayer;
    }

    /// <summary>Replaces a registration as a whole; what is left out is removed.</summary>
    /// <remarks>
    /// Not repeated when an etag is sent: if only the answer was lost, the repetition would be told ETAG_MISMATCH about its own change.
    /// </remarks>
    /// <param name="taxpayer">The whole new registration; its name says which.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The taxpayer as stored, with its new etag.</returns>
    /// <exception cref="EsfException">REQUEST_INVALID with violations; TAXPAYER_NOT_FOUND; ETAG_MISMATCH.</exception>
    public virtual async Task<Taxpayer> UpdateTaxpayerAsync(Taxpayer taxpayer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(taxpayer);
        var request = new UpdateTaxpayerRequest { Taxpayer = taxpayer };
        var response = await CallAsync(
            Server.Taxpayers.UpdateTaxpayerAsync, request, cancellationToken).ConfigureAwait(false);
        return response.Taxpayer;
    }

    /// <summary>Answers one taxpayer.</summary>
    /// <param name="name"><c>taxpayers/{bin}</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="EsfException">TAXPAYER_NOT_FOUND.</exception>
    public virtual async Task<Taxpayer> GetTaxpayerAsync(string name, CancellationToken cancellationToken = default)
    {
        var request = new GetTaxpayerRequest { Name = name };
        var response = await CallAsync(Server.Taxpayers.GetTaxpayerAsync, request, cancellationToken).ConfigureAwait(false);
        return response.Taxpayer;
    }

    /// <summary>Lists taxpayers in the order of their BIN, page after page as they are read.</summary>
    /// <param name="request">Page size, and the token to start from; null for all.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="EsfException">PAGE_TOKEN_INVALID, FIELD_INVALID.</exception>
    public virtual IAsyncEnumerable<Taxpayer> ListTaxpayersAsync(
        ListTaxpayersRequest? request = null, CancellationToken cancellationToken = default) =>
        PagesAsync<ListTaxpayersRequest, ListTaxpayersResponse, Taxpayer>(
            Server.Taxpayers.ListTaxpayersAsync,
            request ?? new ListTaxpayersRequest(),
            static (page, token) => page.PageToken = token,
            static page => (page.Taxpayers, page.NextPageToken),
            cancellationToken);
}
