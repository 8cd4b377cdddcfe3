using Esf.V1;
using Google.Protobuf.WellKnownTypes;

namespace Esf.Client;

public partial class EsfClient
{
    /// <summary>Lists offsets by offset date, taxpayer and ledger, page after page as they are read; all pages are of one moment.</summary>
    /// <remarks>For a long list take <see cref="StreamOffsetsAsync"/>, which also tells the moment and how many there are.</remarks>
    /// <param name="request">Whose offsets, of which days, and as of when.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="EsfException">
    /// REQUEST_INVALID with FIELD_INVALID, INVALID_SELLER_COUNTRY_CODE, PAGE_TOKEN_INVALID or AS_OF_TOO_RECENT; TAXPAYER_NOT_FOUND.
    /// </exception>
    public virtual IAsyncEnumerable<Offset> ListOffsetsAsync(ListOffsetsRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return PagesAsync<ListOffsetsRequest, ListOffsetsResponse, Offset>(
            Server.Offsets.ListOffsetsAsync,
            request,
            static (page, token) => page.PageToken = token,
            static page => (page.Offsets, page.NextPageToken),
            cancellationToken);
    }

    /// <summary>Opens the same list as a stream of any length, which takes no more memory for being long.</summary>
    /// <remarks>
    /// Opening is repeated like any call. A stream that breaks later is not taken up again: it throws, with MayBeRepeated, and the whole
    /// stream is to be asked for anew (give <c>as_of</c> to get the same one).
    /// </remarks>
    /// <param name="request">Whose offsets, of which days, and as of when.</param>
    /// <param name="cancellationToken">Ends the call, also while the stream is read.</param>
    /// <exception cref="EsfException">As of <see cref="ListOffsetsAsync"/>.</exception>
    public virtual async Task<StreamedOffsets> StreamOffsetsAsync(StreamOffsetsRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (stream, first) = await ServerStream<StreamOffsetsResponse>
            .OpenAsync(options => Server.Offsets.StreamOffsets(request, options), Server.Options, Server.Retry, cancellationToken)
            .ConfigureAwait(false);
        return new StreamedOffsets(stream, first);
    }

    /// <summary>Sums offsets by day, tax period, taxpayer or supplier country: page after page, each with the total of all and the moment.</summary>
    /// <param name="request">Whose offsets, by what, of which days, and as of when.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="EsfException">As of <see cref="ListOffsetsAsync"/>.</exception>
    public virtual IAsyncEnumerable<SummarizeOffsetsResponse> SummarizeOffsetsAsync(
        SummarizeOffsetsRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return PagesAsync<SummarizeOffsetsRequest, SummarizeOffsetsResponse, SummarizeOffsetsResponse>(
            Server.Offsets.SummarizeOffsetsAsync,
            request,
            static (page, token) => page.PageToken = token,
            static page => ([page], page.NextPageToken),
            cancellationToken);
    }

    /// <summary>Compares any number of declarations with the register, in calls of at most 10,000 of them.</summary>
    /// <remarks>
    /// <para>
    /// The declarations of one taxpayer stay together in one call. All calls are of one moment, <paramref name="asOf"/> or else that of the
    /// first call, and span the same quarters; so the findings do not depend on how the declarations were divided.
    /// </para>
    /// <para>
    /// <see cref="ReconciliationFinding.Row"/> is the place in <paramref name="declarations"/>, from 1, whichever call it was in.
    /// </para>
    /// </remarks>
    /// <param name="parent"><c>taxpayers/{bin}</c>, or <c>taxpayers/-</c> for an auditor.</param>
    /// <param name="declarations">What returns declare; each taxpayer and quarter once. It is read by index, each one twice.</param>
    /// <param name="asOf">As the register stood at this instant; null: now.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The answer of each call as it comes: the findings of whole taxpayers.</returns>
    /// <exception cref="ArgumentException">There are no declarations, or more than 10,000 of one taxpayer.</exception>
    /// <exception cref="EsfException">
    /// REQUEST_INVALID with FIELD_IS_NULL, FIELD_INVALID, DECLARATION_REPEATED or AS_OF_TOO_RECENT; the index in a violation's field counts
    /// within its call. TAXPAYER_NOT_FOUND of the parent.
    /// </exception>
    public virtual IAsyncEnumerable<ReconcileOffsetsResponse> ReconcileOffsetsAsync(
        string parent,
        IReadOnlyList<Declaration> declarations,
        Timestamp? asOf = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parent);
        ArgumentNullException.ThrowIfNull(declarations);
        var parts = ReconciliationParts.Of(parent, declarations);
        return new Reconciliation(
            (request, cancellation) => CallAsync(Server.Offsets.ReconcileOffsetsAsync, request, cancellation),
            Server.Options.TimeProvider)
            .RunAsync(parent, declarations, parts, asOf, cancellationToken);
    }
}
