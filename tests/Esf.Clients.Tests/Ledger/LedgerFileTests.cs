using System.Text;
using CsCheck;
using Esf.Client;

namespace Esf.Clients.Tests.Ledger;

/// <summary>An exported ledger is verified without a server: what was changed is found and named.</summary>
public sealed class LedgerFileTests : IDisposable
{
    private const int Count = 12;

    private readonly SampleLedger _ledger = new(Count);

    [Fact]
    public async Task An_untouched_file_is_proved_up_to_its_checkpoint()
    {
        var report = await VerifyAsync(_ledger.Lines, Count);

        Assert.True(report.IsWhole);
        Assert.Equal((12L, 0L), (report.VerifiedCount, report.UnprovedCount));
        Assert.Equal(SampleLedger.HashOf(_ledger.Lines[^1]), report.LastHash);
        Assert.Equal(_ledger.KeyId, report.Checkpoint.KeyId);
    }

    [Fact]
    public async Task What_was_registered_after_the_checkpoint_is_chained_but_not_proved()
    {
        var report = await VerifyAsync(_ledger.Lines, 7);

        Assert.True(report.IsWhole);
        Assert.Equal((12L, 5L), (report.VerifiedCount, report.UnprovedCount));
    }

    [Fact]
    public async Task A_golden_document_is_the_first_of_a_ledger()
    {
        var golden = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "tests", "Golden", "ledger", "invoice_v1_least.json"), TestContext.Current.CancellationToken);
        using var first = new SampleLedger(1);

        Assert.Equal(golden, Assert.Single(first.Lines));
        var report = await LedgerFile.VerifyAsync(
            SampleLedger.FileOf([golden]), Proof(first, 1), cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(report.IsWhole);
    }

    [Fact]
    public async Task An_empty_ledger_is_proved_by_a_checkpoint_of_nothing()
    {
        Assert.True((await VerifyAsync([], 0)).IsWhole);
        Assert.Equal((LedgerFault.Truncated, 1L), await FaultAsync([], 3));
    }

    [Fact]
    public async Task A_changed_byte_breaks_the_link_behind_it()
    {
        var lines = _ledger.Lines.ToArray();
        lines[4] = lines[4].Replace("\"amount\":\"832000.00\"", "\"amount\":\"832000.01\"", StringComparison.Ordinal);

        Assert.Equal((LedgerFault.LinkBroken, 6L), await FaultAsync(lines, Count));
    }

    [Fact]
    public async Task A_changed_byte_of_the_last_document_is_found_by_the_checkpoint()
    {
        var lines = _ledger.Lines.ToArray();
        lines[^1] = lines[^1].Replace("2026-03-31", "2026-03-30", StringComparison.Ordinal);

        Assert.Equal((LedgerFault.CheckpointDiffers, 12L), await FaultAsync(lines, Count));
    }

    [Fact]
    public async Task A_deleted_line_is_missing() =>
        Assert.Equal((LedgerFault.DocumentMissing, 5L), await FaultAsync(_ledger.Lines.Where((_, i) => i != 4), Count));

    [Fact]
    public async Task A_swapped_pair_is_out_of_order()
    {
        var lines = _ledger.Lines.ToArray();
        (lines[4], lines[5]) = (lines[5], lines[4]);

        Assert.Equal((LedgerFault.DocumentMissing, 5L), await FaultAsync(lines, Count));
    }

    [Fact]
    public async Task A_doubled_line_is_out_of_order()
    {
        var lines = _ledger.Lines.ToList();
        lines.Insert(5, lines[4]);

        Assert.Equal((LedgerFault.DocumentOutOfOrder, 6L), await FaultAsync(lines, Count));
    }

    [Fact]
    public async Task A_forged_document_between_two_is_found_whatever_place_it_claims()
    {
        var forged = _ledger.Lines[5].Replace("832000", "999999", StringComparison.Ordinal);
        var lines = _ledger.Lines.ToList();
        lines.Insert(5, forged);

        Assert.Equal((LedgerFault.DocumentOutOfOrder, 7L), await FaultAsync(lines, Count));
    }

    [Fact]
    public async Task A_ledger_that_was_written_anew_from_a_forged_document_on_is_found_by_the_checkpoint_alone()
    {
        var lines = _ledger.Lines.Take(4).ToList();
        for (var i = 4; i < Count; i++)
        {
            var before = SampleLedger.HashOf(_ledger.Lines[i - 1]);
            lines.Add(_ledger.Lines[i]
                .Replace(before, SampleLedger.HashOf(lines[i - 1]), StringComparison.Ordinal)
                .Replace("832000", i == 4 ? "932000" : "832000", StringComparison.Ordinal));
        }

        Assert.True((await VerifyAsync(lines, 4)).IsWhole);
        Assert.Equal((LedgerFault.CheckpointDiffers, 7L), await FaultAsync(lines, 7));
        Assert.Equal((LedgerFault.CheckpointDiffers, 12L), await FaultAsync(lines, Count));
    }

    [Fact]
    public async Task A_truncated_tail_is_found_by_the_checkpoint_alone()
    {
        Assert.True((await VerifyAsync(_ledger.Lines.Take(9), 9)).IsWhole);
        Assert.Equal((LedgerFault.Truncated, 10L), await FaultAsync(_ledger.Lines.Take(9), Count));
    }

    [Fact]
    public async Task A_ledger_of_another_taxpayer_proves_nothing()
    {
        using var other = new SampleLedger(Count, "101241001053");

        Assert.Equal((LedgerFault.TaxpayerForeign, 1L), await FaultAsync(other.Lines, Count));
        Assert.Equal((LedgerFault.TaxpayerForeign, 7L), await FaultAsync([.. _ledger.Lines.Take(6), .. other.Lines.Skip(6)], Count));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("{\"sequence\":5")]
    [InlineData("not json")]
    public async Task A_line_that_is_no_document_is_named(string line)
    {
        var lines = _ledger.Lines.ToArray();
        lines[4] = line;

        Assert.Equal((LedgerFault.DocumentMalformed, 5L), await FaultAsync(lines, Count));
    }

    [Theory]
    [InlineData("\"sequence\":5,", "\"sequence\":5,\"sequence\":5,")]
    [InlineData("\"sequence\":5,", "\"sequence\":5.0,")]
    [InlineData("\"sequence\":5,", "\"sequence\":\"5\",")]
    [InlineData("\"sequence\":5,", "\"sequence\":-5,")]
    [InlineData("\"sequence\":5,", "")]
    [InlineData("-00000005\"", "-00000006\"")]
    [InlineData("\"type\":", "\"previousHash\":\"0000000000000000000000000000000000000000000000000000000000000000\",\"type\":")]
    public async Task Of_a_document_that_can_be_read_in_two_ways_none_is_taken(string part, string other)
    {
        var lines = _ledger.Lines.ToArray();
        Assert.Contains(part, lines[4], StringComparison.Ordinal);
        lines[4] = lines[4].Replace(part, other, StringComparison.Ordinal);

        Assert.Equal((LedgerFault.DocumentMalformed, 5L), await FaultAsync(lines, Count));
    }

    [Fact]
    public async Task Line_ends_of_Windows_are_a_change_and_a_missing_last_one_is_none()
    {
        var windows = new MemoryStream(Encoding.UTF8.GetBytes(string.Join("\r\n", _ledger.Lines)));
        Assert.Equal(LedgerFault.LinkBroken, (await VerifyAsync(windows, Count)).Break!.Fault);

        var open = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', _ledger.Lines)));
        Assert.True((await VerifyAsync(open, Count)).IsWhole);
    }

    [Fact]
    public async Task A_line_beyond_four_mebibytes_is_not_read()
    {
        var lines = _ledger.Lines.ToArray();
        lines[4] = new string('x', LedgerFile.MaxLineBytes + 1);
        Assert.Equal((LedgerFault.LineTooLong, 5L), await FaultAsync(lines, Count));

        lines[4] = new string('x', LedgerFile.MaxLineBytes);
        Assert.Equal((LedgerFault.DocumentMalformed, 5L), await FaultAsync(lines, Count));

        // Endless and without any line feed: it is given up after the bound.
        using var endless = new EndlessStream();
        Assert.Equal(LedgerFault.LineTooLong, (await VerifyAsync(endless, Count)).Break!.Fault);
    }

    [Fact]
    public async Task Every_changed_byte_is_found()
    {
        var file = SampleLedger.FileOf(_ledger.Lines).ToArray();
        var proof = Proof(_ledger, Count);
        await Gen.Select(Gen.Int[0, file.Length - 2], Gen.Byte[1, 255]).SampleAsync(
            async change =>
            {
                var (place, mask) = change;
                var changed = file.ToArray();
                changed[place] ^= mask;
                return !(await LedgerFile.VerifyAsync(new MemoryStream(changed), proof)).IsWhole;
            },
            iter: 2000);
    }

    [Fact]
    public async Task Progress_is_told_on_the_way_and_at_the_end()
    {
        using var ledger = new SampleLedger(2500);
        var told = new List<long>();

        await LedgerFile.VerifyAsync(
            SampleLedger.FileOf(ledger.Lines), Proof(ledger, 2500), new Recorder(told), TestContext.Current.CancellationToken);

        Assert.Equal([1000, 2000, 2500], told);
    }

    public void Dispose() => _ledger.Dispose();

    private static LedgerCheckpointProof Proof(SampleLedger ledger, int sequence) =>
        LedgerCheckpointProof.Verify(ledger.Checkpoint(sequence), LedgerKeySet.Parse(ledger.Keys));

    private Task<LedgerFileReport> VerifyAsync(IEnumerable<string> lines, int sequence) => VerifyAsync(SampleLedger.FileOf(lines), sequence);

    private Task<LedgerFileReport> VerifyAsync(Stream file, int sequence) =>
        LedgerFile.VerifyAsync(file, Proof(_ledger, sequence), cancellationToken: TestContext.Current.CancellationToken);

    private async Task<(LedgerFault Fault, long Sequence)> FaultAsync(IEnumerable<string> lines, int sequence)
    {
        var found = (await VerifyAsync(lines, sequence)).Break;
        Assert.NotNull(found);
        return (found.Fault, found.Sequence);
    }

    private sealed class Recorder(List<long> told) : IProgress<long>
    {
        public void Report(long value) => told.Add(value);
    }

    private sealed class EndlessStream : MemoryStream
    {
        private long _given;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _given += buffer.Length;
            Assert.True(_given < 64 * 1024 * 1024, "It reads on without an end.");
            buffer.Span.Fill((byte)'x');
            return ValueTask.FromResult(buffer.Length);
        }
    }
}
