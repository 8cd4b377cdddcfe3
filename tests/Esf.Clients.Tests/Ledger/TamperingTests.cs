using System.Text.Json.Nodes;
using Esf.Cli;
using Esf.Clients.Tests.Offsets;
using Esf.Server.Hosting;
using Esf.Storage.Tests;
using Npgsql;

namespace Esf.Clients.Tests.Ledger;

/// <summary>What was changed in the database by SQL is found by <c>esf ledger verify</c>, which names taxpayer and document, on both engines.</summary>
public abstract class TamperingTests(ServerFixture fixture)
{
    private const string A = AuditedRegister.A;
    private const string B = AuditedRegister.B;

    /// <summary>The kinds of change: SQL that both engines take, but for what a document's bytes are.</summary>
    private static readonly Dictionary<string, (int Sequence, string Reason, string Sql)> Kinds = new()
    {
        ["changed byte"] = (2, "LEDGER_DOCUMENT_CHANGED", $"update ledger set document = $changed where bin = '{A}' and sequence = 2"),
        ["deleted row"] = (3, "LEDGER_DOCUMENT_MISSING", $"delete from ledger where bin = '{A}' and sequence = 3"),
        ["swapped pair"] = (
            2,
            "LEDGER_LINK_BROKEN",
            $"""
            update ledger set sequence = sequence + 1000 where bin = '{A}' and sequence in (2, 3);
            update ledger set sequence = 3005 - sequence where bin = '{A}' and sequence > 1000;
            update ledger set sequence = sequence - 2000 where bin = '{A}' and sequence > 1000
            """),
        ["forged insert"] = (
            5,
            "LEDGER_LINK_BROKEN",
            $"""
            insert into ledger (bin, sequence, registration_number, kind, position, commit_time_us, issue_date, issue_time_us,
                                offset_tiyn, offset_period, withdrawn_tiyn, hash, previous_hash, document)
            select bin, 5, replace(registration_number, '00000004', '00000005'), kind, (select max(m.position) + 1 from ledger m), commit_time_us,
                   issue_date, issue_time_us, offset_tiyn, offset_period, 0, hash, previous_hash, document
            from ledger where bin = '{A}' and sequence = 4;
            update taxpayers set head_sequence = 5 where bin = '{A}'
            """),
    };

    public static TheoryData<string> Names => [.. Kinds.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_change_is_named_with_taxpayer_and_document(string kind)
    {
        var (sequence, reason, sql) = Kinds[kind];
        await using var server = await TamperedAsync(sql);
        string[] at = ["--server", server.Addresses[0]];

        var one = await fixture.EsfAsync(["ledger", "verify", "--taxpayer", A, "--json", .. at]);
        var all = await fixture.EsfAsync(["ledger", "verify", "--all", .. at]);
        var other = await fixture.EsfAsync(["ledger", "verify", "--taxpayer", B, .. at]);

        Assert.Equal((ExitCode.NotWhole, ExitCode.NotWhole, ExitCode.Ok), (one.Code, all.Code, other.Code));
        var found = JsonNode.Parse(one.Out)!["break"]!;
        Assert.Equal((sequence, reason), ((int)found["sequence"]!, (string)found["reason"]!));
        Assert.Contains(A, all.Out, StringComparison.Ordinal);
        Assert.Contains(reason, all.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(B, all.Out, StringComparison.Ordinal);
        Assert.Contains("2 ledgers", all.Error, StringComparison.Ordinal);
    }

    /// <summary>A server on a filled register in which somebody has changed something.</summary>
    private protected abstract Task<EsfServer> TamperedAsync(string sql);
}

public sealed class SqliteTamperingTests(ServerFixture fixture, AuditedRegister register) : TamperingTests(fixture), IClassFixture<AuditedRegister>
{
    private protected override Task<EsfServer> TamperedAsync(string sql) => register.TamperedAsync(
        $"tampered-{Guid.NewGuid():N}.db",
        sql.Replace("$changed", "cast(replace(cast(document as text), 'Nordlicht', 'Nordlight') as blob)", StringComparison.Ordinal));
}

public sealed class PostgresTamperingTests(ServerFixture fixture) : TamperingTests(fixture)
{
    private readonly ServerFixture _fixture = fixture;

    private protected override async Task<EsfServer> TamperedAsync(string sql)
    {
        var database = await (await PostgresCluster.OfAssemblyAsync()).CreateDatabaseAsync(TestContext.Current.CancellationToken);
        await (await AuditedRegister.FillAsync(clock => _fixture.StartAsync(clock, "Postgres", database))).DisposeAsync();
        await using (var connection = new NpgsqlConnection(database + ";Pooling=False"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();

            // Whoever has the database can switch its keys off.
            command.CommandText = "set session_replication_role = replica;" + sql.Replace(
                "$changed", "convert_to(replace(convert_from(document, 'UTF8'), 'Nordlicht', 'Nordlight'), 'UTF8')", StringComparison.Ordinal);
            Assert.InRange(await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken), 1, 10);
        }

        return await _fixture.StartAsync("2026-07-03T12:00:00+05:00", "Postgres", database);
    }
}
