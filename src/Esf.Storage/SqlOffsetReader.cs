using System.Data.Common;
using System.Globalization;
using Esf.Domain.Amounts;
using Esf.Domain.Ledger;
using Esf.Domain.Offsets;
using Esf.Domain.Storage;

namespace Esf.Storage;

/// <summary>Reads offsets in SQL. A moment is a place in the feed: every statement leaves out what stands behind it, so no transaction is needed.</summary>
internal sealed class SqlOffsetReader(Dialect dialect, RegisterClock clock) : IOffsetReader
{
    /// <summary>An invoice <c>i</c> with its document <c>l</c> and the document <c>e</c> that had ended its offset by the moment.</summary>
    private const string FromOffsets = """
        from invoices i
        join ledger l on l.bin = i.bin and l.sequence = i.sequence and l.position <= @position
        left join (offset_ends o join ledger e on e.bin = o.bin and e.sequence = o.sequence and e.position <= @position)
            on o.bin = i.bin and o.ended_sequence = i.sequence
        """;

    /// <summary>
    /// Sums over any number of taxpayers do not fit 64 bits, where SQLite fails. So thousand millions of tiyn and the rest are summed apart.
    /// </summary>
    private const string Totals = """
        cast(sum(x.begins) as bigint),
        cast(sum(x.vat / 1000000000) as bigint), cast(sum(x.vat % 1000000000) as bigint),
        cast(sum(x.ends) as bigint),
        cast(sum(x.withdrawn / 1000000000) as bigint), cast(sum(x.withdrawn % 1000000000) as bigint),
        cast(sum(x.turnover / 1000000000) as bigint), cast(sum(x.turnover % 1000000000) as bigint)
        """;

    /// <summary>
    /// What an invoice stands on: a corrected one on what its family's main line has taken so far, since a document's movements are only what
    /// it changed; an additional one (type 3) on its own. What stands here never changes, so it needs no moment.
    /// </summary>
    private string PaymentsOf => $"""
        select i.bin, i.sequence, p.payment_id, p.document_number, p.paid_on, cast(sum(m.amount_tiyn) as bigint)
        from {dialect.From(OffsetKeys)}
        join invoices i on i.bin = offset_keys.bin and i.sequence = offset_keys.sequence
        join invoices f on f.bin = i.bin and f.family = i.family and f.sequence <= i.sequence
            and (f.sequence = i.sequence or (i.type <> 3 and f.type <> 3))
        join payment_movements m on m.bin = f.bin and m.sequence = f.sequence
        join vat_payments p on p.bin = m.bin and p.payment_id = m.payment_id
        group by i.bin, i.sequence, p.payment_id, p.document_number, p.paid_on
        having sum(m.amount_tiyn) <> 0
        order by i.bin, i.sequence, p.paid_on, p.document_number, p.payment_id
        """;

    private static readonly KeyTable OffsetKeys = new("offset_keys", ("bin", KeyType.Text), ("sequence", KeyType.Integer));
    private static readonly KeyTable TaxpayerKeys = new("taxpayer_keys", ("bin", KeyType.Text));

    public async Task<RegisterMoment?> FindMomentAsync(DateTimeOffset? asOf, CancellationToken cancellationToken)
    {
        var (moment, isSettled) = await ReadMomentAsync(asOf, cancellationToken).ConfigureAwait(false);
        if (!isSettled && await SettleAsync(asOf!.Value, cancellationToken).ConfigureAwait(false))
        {
            (moment, isSettled) = await ReadMomentAsync(asOf, cancellationToken).ConfigureAwait(false);
        }

        return isSettled ? moment : null;
    }

    public async Task<IReadOnlyList<Offset>> ListOffsetsAsync(OffsetQuery query, OffsetKey? after, int limit, CancellationToken cancellationToken)
    {
        var filter = FilterOf(query);
        if (after is not null && query.Bin is not null)
        {
            filter.Where("(i.issue_date, i.sequence) > (@after_date, @after_sequence)", ("after_date", after.Date), ("after_sequence", after.Sequence));
        }
        else if (after is not null)
        {
            filter.Where(
                "(i.issue_date, i.bin, i.sequence) > (@after_date, @after_bin, @after_sequence)",
                ("after_date", after.Date),
                ("after_bin", after.Bin),
                ("after_sequence", after.Sequence));
        }

        var offsets = await QueryAsync(
            $"""
            select l.registration_number, i.number, i.supplier_name, i.supplier_country_code, i.issue_date, l.offset_tiyn, i.turnover_tiyn, i.vat_paid_on,
                   l.offset_period, i.turnover_date, e.registration_number, e.issue_date, e.kind
            {FromOffsets}{filter}
            order by {(query.Bin is null ? "i.issue_date, i.bin, i.sequence" : "i.issue_date, i.sequence")} limit @limit
            """,
            [.. filter.Parameters, ("limit", (long)limit)],
            ReadOffset,
            cancellationToken).ConfigureAwait(false);
        var payments = await PaymentsOfAsync(offsets, cancellationToken).ConfigureAwait(false);
        return [.. offsets.Select(offset => offset with { Payments = [.. payments[(offset.Invoice.Bin, offset.Invoice.Sequence)]] })];
    }

    private async Task<ILookup<(string Bin, long Sequence), OffsetPayment>> PaymentsOfAsync(List<Offset> offsets, CancellationToken cancellationToken)
    {
        var rows = offsets.Count == 0 ? [] : await dialect.ReadAsync(
            (session, cancel) =>
            {
                var command = session.Command(PaymentsOf);
                dialect.Bind(command, OffsetKeys, [.. offsets.Select(offset => new object?[] { offset.Invoice.Bin, offset.Invoice.Sequence })]);
                return command.QueryAsync(
                    row => (Key: (row.GetString(0), row.GetInt64(1)), Payment: new OffsetPayment(
                        row.GetString(2), row.GetString(3), row.GetFieldValue<DateOnly>(4), Amount.FromTiyn(row.GetInt64(5)))),
                    cancel);
            },
            cancellationToken).ConfigureAwait(false);
        return rows.ToLookup(row => row.Key, row => row.Payment);
    }

    public async Task<long> CountOffsetsAsync(OffsetQuery query, CancellationToken cancellationToken)
    {
        var filter = FilterOf(query);
        return (await QueryAsync($"select count(*) {FromOffsets}{filter}", [.. filter.Parameters], row => row.GetInt64(0), cancellationToken).ConfigureAwait(false))[0];
    }

    public async Task<IReadOnlyList<OffsetSum>> SumOffsetsAsync(
        OffsetQuery query, OffsetGroup group, string afterKey, int limit, CancellationToken cancellationToken)
    {
        var (effects, parameters) = EffectsOf(query);
        var (column, after) = group switch
        {
            OffsetGroup.Day => ("x.day", afterKey.Length == 0 ? null : (object?)DateOnly.ParseExact(afterKey, "yyyy-MM-dd", CultureInfo.InvariantCulture)),
            OffsetGroup.TaxPeriod => ("x.period", afterKey.Length == 0 ? null : afterKey),
            OffsetGroup.Taxpayer => ("x.bin", afterKey.Length == 0 ? null : afterKey),
            OffsetGroup.SupplierCountry => ("x.country", afterKey.Length == 0 ? null : afterKey),
            _ => throw new ArgumentOutOfRangeException(nameof(group), group, "Not a column."),
        };
        var behind = after is null ? string.Empty : $"where {column} > @after_key";
        return await QueryAsync(
            $"select {column}, {Totals} from ({effects}) x {behind} group by {column} order by {column} limit @limit",
            [.. parameters, .. after is null ? [] : new[] { ("after_key", after) }, ("limit", (long)limit)],
            row => new OffsetSum(
                group == OffsetGroup.Day ? row.GetFieldValue<DateOnly>(0).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : row.GetString(0),
                ReadTotals(row, 1)),
            cancellationToken).ConfigureAwait(false);
    }

    public async Task<OffsetTotals> TotalOffsetsAsync(OffsetQuery query, CancellationToken cancellationToken)
    {
        var (effects, parameters) = EffectsOf(query);
        return (await QueryAsync($"select {Totals} from ({effects}) x", parameters, row => row.IsDBNull(0) ? OffsetTotals.None : ReadTotals(row, 0), cancellationToken)
            .ConfigureAwait(false))[0];
    }

    public async Task<IReadOnlyList<DayOfTaxpayer>> SumTaxpayersAsync(
        IReadOnlyCollection<string> bins, TaxPeriod first, TaxPeriod last, RegisterMoment moment, CancellationToken cancellationToken)
    {
        var (effects, parameters) = EffectsOf(
            new(moment, null, null, null, null, null), $" and l.bin in (select {TaxpayerKeys.Name}.bin from {dialect.From(TaxpayerKeys)})");
        return await dialect.ScanAsync(
            (session, cancel) =>
            {
                var command = session.Command(
                    $"""
                    select x.bin, x.day, x.period, {Totals} from ({effects}) x
                    where x.day between @first_day and @last_day or x.period between @first_period and @last_period
                    group by x.bin, x.day, x.period order by x.bin, x.day, x.period
                    """,
                    [
                        .. parameters,
                        ("first_day", first.FirstDay),
                        ("last_day", last.LastDay),
                        ("first_period", first.ToString()),
                        ("last_period", last.ToString()),
                    ]);
                dialect.Bind(command, TaxpayerKeys, [.. bins.Select(bin => new object?[] { bin })]);
                return command.QueryAsync(
                    row => new DayOfTaxpayer(row.GetString(0), row.GetFieldValue<DateOnly>(1), Period(row.GetString(2)), ReadTotals(row, 3)), cancel);
            },
            cancellationToken).ConfigureAwait(false);
    }

    public async Task<(IReadOnlyList<RegistrationNumber> First, int Count)> ListDocumentsAsync(
        string bin, TaxPeriod firstPeriod, TaxPeriod lastPeriod, RegisterMoment moment, int limit, CancellationToken cancellationToken)
    {
        const string Where = """
            from ledger l where l.bin = @bin and l.position <= @position
            and (l.issue_date between @first_day and @last_day or l.offset_period between @first_period and @last_period
                 or exists (select 1 from offset_ends o
                            where o.bin = l.bin and o.sequence = l.sequence and o.period between @first_period and @last_period))
            """;
        (string, object?)[] parameters =
        [
            ("bin", bin),
            ("first_day", firstPeriod.FirstDay),
            ("last_day", lastPeriod.LastDay),
            ("first_period", firstPeriod.ToString()),
            ("last_period", lastPeriod.ToString()),
            ("position", moment.Position),
        ];
        var first = await QueryAsync(
            $"select l.registration_number {Where} order by l.sequence limit @limit",
            [.. parameters, ("limit", (long)limit)],
            row => Number(row.GetString(0)),
            cancellationToken).ConfigureAwait(false);
        return first.Count < limit
            ? (first, first.Count)
            : (first, (int)(await QueryAsync($"select count(*) {Where}", parameters, row => row.GetInt64(0), cancellationToken).ConfigureAwait(false))[0]);
    }

    /// <summary>The moment of an instant, and whether it can never change: every later commit is later than the instant.</summary>
    private async Task<(RegisterMoment Moment, bool IsSettled)> ReadMomentAsync(DateTimeOffset? asOf, CancellationToken cancellationToken)
    {
        // One statement: the end of the feed and the place within it belong together.
        const string Sql = """
            select f.position, f.commit_time_us, f.settled_us, l.position, l.commit_time_us
            from feed f left join ledger l on l.position = (
                select b.position from ledger b where b.commit_time_us <= @as_of_us order by b.commit_time_us desc, b.position desc limit 1)
            """;
        var asOfTime = asOf is { } instant ? Instant.ToMicroseconds(instant) : -1;
        var (end, lastCommit, settled, position, time) = (await QueryAsync(
            Sql,
            [("as_of_us", asOfTime)],
            row => (
                row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.IsDBNull(3) ? 0 : row.GetInt64(3), row.IsDBNull(4) ? 0 : row.GetInt64(4)),
            cancellationToken).ConfigureAwait(false))[0];
        return asOf is null
            ? (new(end, Instant.FromMicroseconds(lastCommit)), true)
            : (new(position, Instant.FromMicroseconds(time)), asOfTime < lastCommit || asOfTime <= settled);
    }

    /// <summary>
    /// Makes every later commit later than an instant that has passed. The feed's row is locked, so no older write is under way.
    /// </summary>
    /// <returns>False when a commit is under way for longer than a reader waits.</returns>
    private async Task<bool> SettleAsync(DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        try
        {
            return await dialect.WriteAsync(
                (session, _) =>
                {
                    // In one message with the commit: a reader that stops cannot hold up those who append.
                    session.LastStatements.AddRange(dialect.LockFeedShortly);
                    session.LastStatements.Add(new(
                        $"update feed set settled_us = @as_of_us where settled_us < @as_of_us and @as_of_us <= {clock.NowSql}",
                        ("as_of_us", Instant.ToMicroseconds(asOf)),
                        ("now_us", Instant.ToMicroseconds(clock.Now))));
                    return Task.FromResult(true);
                },
                cancellationToken,
                attempts: 1).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception) when (dialect.IsLockTimeout(exception.InnerException))
        {
            return false;
        }
        catch (CommitUnknownException)
        {
            // It may be settled or not; who asks again finds out.
            return false;
        }
    }

    private static Filter FilterOf(OffsetQuery query)
    {
        var filter = new Filter();
        filter.Bind("position", query.Moment.Position);
        filter.Where(query.Bin, "i.bin = @bin", "bin");
        filter.Where(query.From, "i.issue_date >= @from_date", "from_date");
        filter.Where(query.To, "i.issue_date <= @to_date", "to_date");
        filter.Where(query.Period?.ToString(), "l.offset_period = @period", "period");
        filter.Where(query.SupplierCountryCode, "i.supplier_country_code = @country", "country");
        switch (query.State)
        {
            case OffsetState.Effective:
                filter.Where("e.sequence is null");
                break;
            case OffsetState.Replaced or OffsetState.Withdrawn:
                filter.Where("e.kind = @end_kind", ("end_kind", (short)(query.State == OffsetState.Replaced ? DocumentKind.Invoice : DocumentKind.Revocation)));
                break;
        }

        return filter;
    }

    /// <summary>What begins, and what ends, each on its own day and in the quarter to which the law attributes it, as rows of one shape.</summary>
    private static (string Sql, (string Name, object? Value)[] Parameters) EffectsOf(OffsetQuery query, string condition = "")
    {
        var filter = new Filter();
        filter.Where("l.position <= @position", ("position", query.Moment.Position));
        filter.Where(query.Bin, "l.bin = @bin", "bin");
        filter.Where(query.From, "l.issue_date >= @from_date", "from_date");
        filter.Where(query.To, "l.issue_date <= @to_date", "to_date");
        filter.Where(query.SupplierCountryCode, "i.supplier_country_code = @country", "country");
        (string, object?)[] period = [];
        var (begins, ends) = (string.Empty, string.Empty);
        if (query.Period is { } quarter)
        {
            (begins, ends, period) = (" and l.offset_period = @period", " and o.period = @period", [("period", quarter.ToString())]);
        }

        return (
            $"""
            select l.bin, l.issue_date as day, l.offset_period as period, i.supplier_country_code as country,
                   1 as begins, l.offset_tiyn as vat, 0 as ends, 0 as withdrawn, i.turnover_tiyn as turnover
            from ledger l join invoices i on i.bin = l.bin and i.sequence = l.sequence{filter}{begins}{condition}
            union all
            select l.bin, l.issue_date, o.period, i.supplier_country_code, 0, 0, 1, o.withdrawn_tiyn, -i.turnover_tiyn
            from offset_ends o join ledger l on l.bin = o.bin and l.sequence = o.sequence
            join invoices i on i.bin = o.bin and i.sequence = o.ended_sequence{filter}{ends}{condition}
            """,
            [.. filter.Parameters, .. period]);
    }

    private static Offset ReadOffset(DbDataReader row) => new(
        Number(row.GetString(0)),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetFieldValue<DateOnly>(4),
        Amount.FromTiyn(row.GetInt64(5)),
        Amount.FromTiyn(row.GetInt64(6)),
        row.GetFieldValue<DateOnly>(7),
        Period(row.GetString(8)),
        row.GetFieldValue<DateOnly>(9),
        [],
        row.IsDBNull(10)
            ? null
            : new(
                Number(row.GetString(10)),
                row.GetFieldValue<DateOnly>(11),
                (DocumentKind)row.GetInt16(12) == DocumentKind.Invoice ? OffsetState.Replaced : OffsetState.Withdrawn));

    private static OffsetTotals ReadTotals(DbDataReader row, int from) => new(
        row.GetInt64(from),
        Amount.FromTiynParts(row.GetInt64(from + 1), row.GetInt64(from + 2)),
        row.GetInt64(from + 3),
        Amount.FromTiynParts(row.GetInt64(from + 4), row.GetInt64(from + 5)),
        Amount.FromTiynParts(row.GetInt64(from + 6), row.GetInt64(from + 7)));

    private static TaxPeriod Period(string text) => TaxPeriod.TryParse(text) ?? throw new FormatException($"'{text}' is not a quarter.");

    private static RegistrationNumber Number(string text) =>
        RegistrationNumber.TryParse(text) ?? throw new FormatException($"'{text}' is not a registration number.");

    private Task<List<T>> QueryAsync<T>(
        string sql, (string Name, object? Value)[] parameters, Func<DbDataReader, T> read, CancellationToken cancellationToken) =>
        dialect.ScanAsync((session, cancel) => session.Command(sql, parameters).QueryAsync(read, cancel), cancellationToken);
}
