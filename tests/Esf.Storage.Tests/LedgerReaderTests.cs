using System.Security.Cryptography;
using System.Text;
using Esf.Domain.Ledger;

namespace Esf.Storage.Tests;

/// <summary>What somebody with the database changes behind the service's back is found and named.</summary>
/// <remarks>The ledger: 1 and 2 issued, 3 corrects 2, 4 revokes 1, 5 issued.</remarks>
public abstract class LedgerReaderTests(StoreProvider provider) : StoreTests(provider)
{
    private const int Documents = 5;

    [Fact]
    public async Task An_untouched_ledger_has_no_break()
    {
        await FillAsync();

        var walk = await WalkAsync();

        Assert.Null(walk.Break);
        Assert.Equal((Documents, (long)Documents, true), (walk.Verified.Sequence, walk.HeadSequence, walk.IsDone));
    }

    [Fact]
    public async Task A_ledger_is_walked_in_parts()
    {
        await FillAsync();
        var place = VerifiedPlace.Beginning;
        for (var part = 1; part <= 3; part++)
        {
            var walk = (await new LedgerAudit(Store.Chains).WalkAsync(Given.Bin, place, 2, null, Cancel))!;
            Assert.Null(walk.Break);
            Assert.Equal((Math.Min(part * 2, Documents), part == 3), (walk.Verified.Sequence, walk.IsDone));
            place = walk.Verified;
        }

        // What the caller says that it has verified is the ground of the next part.
        var other = (await new LedgerAudit(Store.Chains).WalkAsync(Given.Bin, new(2, Given.OtherHash), 2, null, Cancel))!;
        Assert.Equal(("LEDGER_LINK_BROKEN", 3), (other.Break!.Row.Reason, other.Break.Sequence));
    }

    [Fact]
    public async Task An_empty_ledger_is_whole_and_that_of_nobody_is_absent()
    {
        await RegisterAsync();

        Assert.Equal((0, true), ((await WalkAsync()).Verified.Sequence, (await WalkAsync()).IsDone));
        Assert.Null(await new LedgerAudit(Store.Chains).WalkAsync(Given.OtherBin, VerifiedPlace.Beginning, 10, null, Cancel));
    }

    [Fact]
    public async Task A_document_that_cannot_be_read_any_more_is_named()
    {
        await FillAsync();
        var unreadable = Altered((await DocumentAsync(3)).Document, "\"amount\":\"15.00\"", $"\"amount\":\"{new string('9', 32)}\"");
        await SetAsync(3, unreadable);

        await AssertBreakAsync("LEDGER_DOCUMENT_CHANGED", 3);

        await SetAsync(3, unreadable, HashOf(unreadable));
        await AssertBreakAsync("LEDGER_LINK_BROKEN", 4);
    }

    [Fact]
    public async Task A_last_document_that_cannot_be_read_is_named_though_all_hashes_are_new()
    {
        await FillAsync();
        var unreadable = Altered((await DocumentAsync(5)).Document, "\"amount\":\"30.00\"", $"\"amount\":\"{new string('9', 25)}\"");
        await SetAsync(5, unreadable, HashOf(unreadable));
        await TamperAsync($"update taxpayers set head_hash = '{HashOf(unreadable)}' where bin = '{Given.Bin}'");

        var found = await AssertBreakAsync("LEDGER_COLUMN_CHANGED", 5);

        Assert.Contains("ledger.document", found.Text(Esf.Domain.Errors.Language.En), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_byte_is_found()
    {
        await FillAsync();
        await SetAsync(3, Altered((await DocumentAsync(3)).Document));

        await AssertBreakAsync("LEDGER_DOCUMENT_CHANGED", 3);
    }

    [Fact]
    public async Task A_changed_byte_with_its_hash_made_anew_is_found_at_the_next_document()
    {
        await FillAsync();
        var altered = Altered((await DocumentAsync(3)).Document);
        await SetAsync(3, altered, HashOf(altered));

        await AssertBreakAsync("LEDGER_LINK_BROKEN", 4);
    }

    [Fact]
    public async Task A_changed_last_document_with_its_hash_made_anew_is_found_at_the_head()
    {
        await FillAsync();
        var altered = Altered((await DocumentAsync(Documents)).Document, "Consulting", "Consulzing");
        await SetAsync(Documents, altered, HashOf(altered));

        await AssertBreakAsync("LEDGER_HEAD_WRONG", Documents);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(Documents)]
    public async Task A_deleted_document_is_found(int sequence)
    {
        await FillAsync();
        await TamperAsync($"delete from ledger where bin = '{Given.Bin}' and sequence = {sequence}");

        await AssertBreakAsync("LEDGER_DOCUMENT_MISSING", sequence);
    }

    [Fact]
    public async Task Two_swapped_documents_are_found()
    {
        await FillAsync();
        var (second, fifth) = (await DocumentAsync(2), await DocumentAsync(5));
        await SetAsync(2, fifth.Document, fifth.Hash, fifth.PreviousHash);
        await SetAsync(5, second.Document, second.Hash, second.PreviousHash);

        await AssertBreakAsync("LEDGER_LINK_BROKEN", 2);
    }

    [Fact]
    public async Task Two_documents_whose_bytes_alone_are_swapped_are_found()
    {
        await FillAsync();
        var (second, fifth) = (await DocumentAsync(2), await DocumentAsync(5));
        await SetAsync(2, fifth.Document);
        await SetAsync(5, second.Document);

        await AssertBreakAsync("LEDGER_DOCUMENT_CHANGED", 2);
    }

    [Fact]
    public async Task A_forged_document_behind_the_last_is_found()
    {
        await FillAsync();
        await ForgeAsync(Documents + 1);

        await AssertBreakAsync("LEDGER_HEAD_WRONG", Documents + 1);
    }

    [Fact]
    public async Task A_forged_document_behind_the_last_is_found_where_a_part_ends_with_the_last()
    {
        await FillAsync();
        await ForgeAsync(Documents + 1);

        var part = (await new LedgerAudit(Store.Chains).WalkAsync(Given.Bin, VerifiedPlace.Beginning, Documents, null, Cancel))!;
        Assert.Equal((false, null), (part.IsDone, part.Break));
        var next = (await new LedgerAudit(Store.Chains).WalkAsync(Given.Bin, part.Verified, Documents, null, Cancel))!;
        Assert.Equal(("LEDGER_HEAD_WRONG", Documents + 1), (next.Break!.Row.Reason, next.Break.Sequence));
    }

    [Fact]
    public async Task A_forged_document_in_the_middle_is_found()
    {
        await FillAsync();

        // The later ones move up by one; two steps, since no place may be taken twice on the way.
        await TamperAsync(
            $"update ledger set sequence = sequence + 100 where bin = '{Given.Bin}' and sequence >= 3",
            $"update ledger set sequence = sequence - 99 where bin = '{Given.Bin}' and sequence >= 100");
        await ForgeAsync(3);

        await AssertBreakAsync("LEDGER_LINK_BROKEN", 4);
    }

    [Theory]
    [InlineData("update ledger set offset_tiyn = offset_tiyn - 1 where sequence = 3", "ledger.offset_tiyn", 3)]
    [InlineData("update ledger set withdrawn_tiyn = 0 where sequence = 3", "ledger.withdrawn_tiyn", 3)]
    [InlineData("update ledger set offset_period = '2026-Q3' where sequence = 3", "ledger.offset_period", 3)]
    [InlineData("update offset_ends set ended_sequence = 5 where sequence = 4", "offset_ends", 4)]
    [InlineData("update offset_ends set period = '2026-Q1' where sequence = 4", "offset_ends", 4)]
    [InlineData("update offset_ends set withdrawn_tiyn = 1 where sequence = 4", "offset_ends", 4)]
    [InlineData("delete from offset_ends where sequence = 4", "offset_ends", 4)]
    [InlineData("update ledger set issue_date = '2026-06-30' where sequence = 5", "ledger.issue_date", 5)]
    [InlineData("update ledger set registration_number = replace(registration_number, '20260526', '20260630') where sequence = 5", "ledger.registration_number", 5)]
    [InlineData("update invoices set issue_date = '2026-07-01' where sequence = 5", "invoices.issue_date", 5)]
    [InlineData("update invoices set vat_tiyn = 1 where sequence = 2", "invoices.vat_tiyn", 2)]
    [InlineData("update invoices set vat_paid_on = '2026-05-24' where sequence = 2", "invoices.vat_paid_on", 2)]
    [InlineData("update invoices set supplier_country_code = 'FR' where sequence = 2", "invoices.supplier_country_code", 2)]
    [InlineData("update invoices set supplier_name = 'Another' where sequence = 2", "invoices.supplier_name", 2)]
    [InlineData("update invoices set state = 1, state_changed_by = null where sequence = 1", "invoices.state", 1)]
    [InlineData("update invoices set state = 3, state_changed_by = 'X' where sequence = 5", "invoices.state", 5)]
    [InlineData("delete from invoices where sequence = 5", "invoices.bin", 5)]
    [InlineData("update payment_movements set amount_tiyn = 1 where sequence = 5", "payment_movements", 5)]
    [InlineData("delete from payment_movements where sequence = 5", "payment_movements", 5)]
    [InlineData("update vat_payments set allocated_tiyn = 0", "vat_payments.allocated_tiyn (20260525-", Documents)]
    public async Task A_changed_column_is_found(string sql, string column, int sequence)
    {
        await FillAsync();
        await TamperAsync(sql);

        var found = await AssertBreakAsync("LEDGER_COLUMN_CHANGED", sequence);
        Assert.Contains(column, found.Text(Domain.Errors.Language.En), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_that_was_made_anew_to_the_end_is_found_by_a_checkpoint_alone()
    {
        await FillAsync();
        var last = await DocumentAsync(Documents);
        var checkpoint = new LedgerCheckpoint(Given.Bin, Documents, last.Hash, Given.Noon);
        Assert.Null((await WalkAsync(checkpoint)).Break);

        var altered = Altered(last.Document, "Consulting", "Consulzing");
        await SetAsync(Documents, altered, HashOf(altered));
        await TamperAsync($"update taxpayers set head_hash = '{HashOf(altered)}' where bin = '{Given.Bin}'");

        Assert.Null((await WalkAsync()).Break);
        Assert.Equal(("LEDGER_CHECKPOINT_DIFFERS", Documents), ((await WalkAsync(checkpoint)).Break!.Row.Reason, (await WalkAsync(checkpoint)).Break!.Sequence));
    }

    [Fact]
    public async Task A_ledger_whose_end_was_cut_off_with_its_head_is_found_by_a_checkpoint_alone()
    {
        await FillAsync();
        var (fourth, last) = (await DocumentAsync(4), await DocumentAsync(Documents));
        var checkpoint = new LedgerCheckpoint(Given.Bin, Documents, last.Hash, Given.Noon);
        await TamperAsync(
            $"update vat_payments set allocated_tiyn = allocated_tiyn - (select sum(m.amount_tiyn) from payment_movements m where m.sequence = {Documents})",
            $"delete from payment_movements where sequence = {Documents}",
            $"delete from requests where sequence = {Documents}",
            $"delete from invoices where sequence = {Documents}",
            $"delete from ledger where sequence = {Documents}",
            $"update taxpayers set head_sequence = 4, head_hash = '{fourth.Hash}', gross_tiyn = (select sum(abs(total_tiyn)) from invoices)");

        Assert.Null((await WalkAsync()).Break);
        Assert.Equal("LEDGER_CHECKPOINT_DIFFERS", (await WalkAsync(checkpoint)).Break?.Row.Reason);
    }

    [Fact]
    public async Task A_walk_while_others_append_finds_no_break()
    {
        var payment = await PaidAsync();
        var writer = AppendAsync();

        while (!writer.IsCompleted)
        {
            Assert.Null((await WalkAsync()).Break);
        }

        await writer;
        Assert.Equal(300, (await WalkAsync()).Verified.Sequence);

        async Task AppendAsync()
        {
            for (var i = 0; i < 300; i++)
            {
                await Store.Invoices.AppendAsync(Given.Invoice(payment), Cancel);
            }
        }
    }

    private static byte[] Altered(byte[] document, string from = "Berlin", string to = "Berlim") =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(document).Replace(from, to, StringComparison.Ordinal));

    private static string HashOf(byte[] document) => Convert.ToHexStringLower(SHA256.HashData(document));

    private string Bytes(byte[] bytes) => IsPostgres ? $"decode('{Convert.ToHexStringLower(bytes)}', 'hex')" : $"x'{Convert.ToHexStringLower(bytes)}'";

    private async Task FillAsync()
    {
        var payment = await PaidAsync();
        var first = (await Store.Invoices.AppendAsync(Given.Invoice(payment, 10m), Cancel)).Appended();
        var second = (await Store.Invoices.AppendAsync(Given.Invoice(payment, 20m), Cancel)).Appended();
        (await Store.Invoices.AppendAsync(Given.Correction(await FamilyAsync(second), payment, 15m), Cancel)).Appended();
        (await Store.Invoices.AppendAsync(Given.Revocation(await FamilyAsync(first)), Cancel)).Recorded();
        (await Store.Invoices.AppendAsync(Given.Invoice(payment, 30m), Cancel)).Appended();
    }

    private async Task<LedgerWalk> WalkAsync(LedgerCheckpoint? checkpoint = null) =>
        (await new LedgerAudit(Store.Chains).WalkAsync(Given.Bin, VerifiedPlace.Beginning, 10_000, checkpoint, Cancel))!;

    private async Task<LedgerBreak> AssertBreakAsync(string reason, long sequence)
    {
        var walk = await WalkAsync();
        Assert.True(walk.IsDone);
        Assert.NotNull(walk.Break);
        Assert.Equal((Given.Bin, sequence, reason), (walk.Break.Bin, walk.Break.Sequence, walk.Break.Row.Reason));
        return walk.Break;
    }

    private async Task<(byte[] Document, string Hash, string PreviousHash)> DocumentAsync(long sequence) => (await Database.QueryAsync(
        $"select document, hash, previous_hash from ledger where bin = '{Given.Bin}' and sequence = {sequence}",
        row => (row.GetFieldValue<byte[]>(0), row.GetString(1), row.GetString(2)),
        Cancel))[0];

    private Task SetAsync(long sequence, byte[] document, string? hash = null, string? previousHash = null) => TamperAsync(
        $"update ledger set document = {Bytes(document)}"
        + (hash is null ? string.Empty : $", hash = '{hash}'") + (previousHash is null ? string.Empty : $", previous_hash = '{previousHash}'")
        + $" where bin = '{Given.Bin}' and sequence = {sequence}");

    // A copy of document 2 that is chained to the document before the place.
    private async Task ForgeAsync(long sequence)
    {
        var (document, _, previous) = await DocumentAsync(2);
        var before = await DocumentAsync(sequence - 1);
        var number = $"ESF-{Given.Bin}-20260526-{sequence:D8}";
        var forged = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(document)
            .Replace(previous, before.Hash, StringComparison.Ordinal)
            .Replace($"ESF-{Given.Bin}-20260526-00000002", number, StringComparison.Ordinal)
            .Replace("\"sequence\":2", $"\"sequence\":{sequence}", StringComparison.Ordinal));
        await TamperAsync(
            $"""
            insert into ledger (bin, sequence, registration_number, kind, position, commit_time_us, issue_date, issue_time_us,
                                offset_tiyn, offset_period, withdrawn_tiyn, hash, previous_hash, document)
            select bin, {sequence}, 'F{number}', kind, position + 1000, commit_time_us, issue_date, issue_time_us,
                   offset_tiyn, offset_period, 0, '{HashOf(forged)}', '{before.Hash}', {Bytes(forged)}
            from ledger where bin = '{Given.Bin}' and sequence = 2
            """);
    }

    // Whoever has the database can also switch its keys off.
    private Task TamperAsync(params string[] statements) => Database.ExecuteAsync(
        (IsPostgres ? "set session_replication_role = replica;" : "pragma foreign_keys = off; pragma ignore_check_constraints = on;")
        + (IsPostgres ? "alter table invoices drop constraint if exists invoices_state_explained;" : string.Empty)
        + string.Join(";", statements),
        Cancel);
}

public sealed class SqliteLedgerReaderTests() : LedgerReaderTests(StoreProvider.Sqlite);

public sealed class PostgresLedgerReaderTests() : LedgerReaderTests(StoreProvider.Postgres);
