using System.Text.Json.Nodes;
using Esf.Server.Tests.Support;
using Grpc.Core;
using static Esf.V1.TaxIdentifierKind;

namespace Esf.Server.Tests;

/// <summary>Identifiers of suppliers and taxpayers, from the vectors to the answer.</summary>
public abstract class IdentifierTests(TestServer server) : ServerTests(server)
{
    private const string Field = "invoice.supplier.tax_identifier";

    private static readonly JsonNode Vectors = JsonNode.Parse(File.ReadAllText(GoldenFolder.PathOf("vectors", "identifiers.json")))!;

    private static readonly Dictionary<string, V1.TaxIdentifierKind> Kinds = new()
    {
        ["AM"] = AmTin,
        ["BY"] = ByUnp,
        ["KG"] = KgInn,
        ["RU"] = RuInn,
    };

    public static TheoryData<string, string> Valid => Of("valid");

    public static TheoryData<string, string> Invalid => Of("invalid");

    [Theory]
    [MemberData(nameof(Valid))]
    public async Task Every_valid_identifier_of_the_vectors_is_issued_with_its_kind(string country, string identifier)
    {
        var (bin, payment) = await PaidAsync();
        var invoice = From(country, identifier, payment);

        var issued = await IssueAsync(Given.Request(invoice, bin));

        Assert.Equal(Kinds[country], issued.Supplier.TaxIdentifierKind);
        Assert.Equal(identifier.Replace('М', 'M').Replace('А', 'A'), issued.Supplier.TaxIdentifier);
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task Every_invalid_identifier_of_the_vectors_is_refused(string country, string identifier)
    {
        var (bin, payment) = await PaidAsync();

        var refusal = await RefuseAsync(Given.Request(From(country, identifier, payment), bin));

        Assert.Equal([$"{Field}: EAEU_IDENTIFIER_INVALID"], refusal.Violations);
        Assert.Contains(identifier, refusal.FieldViolations[0].Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_valid_BIN_of_the_vectors_registers_and_identifies_a_supplier_of_any_member()
    {
        var (bin, payment) = await PaidAsync();
        foreach (var tin in Numbers("KZ", "valid"))
        {
            var taxpayer = await Server.Taxpayers.RegisterTaxpayerAsync(new() { Taxpayer = Given.Taxpayer(tin) }, cancellationToken: Cancel);
            Assert.Equal($"taxpayers/{tin}", taxpayer.Taxpayer.Name);
            foreach (var country in Kinds.Keys)
            {
                var answer = await ValidateAsync(bin, From(country, tin, payment));
                Assert.Empty(answer.Violations);
                Assert.Equal(KzIinBin, answer.Invoice.Supplier.TaxIdentifierKind);
            }
        }
    }

    [Fact]
    public async Task Every_invalid_BIN_of_the_vectors_is_refused_for_a_taxpayer_and_for_a_supplier()
    {
        var (bin, payment) = await PaidAsync();
        foreach (var tin in Numbers("KZ", "invalid"))
        {
            var refusal = await RpcRefusal.OfAsync(Server.Taxpayers.RegisterTaxpayerAsync(new() { Taxpayer = Given.Taxpayer(tin) }, cancellationToken: Cancel));
            var isTwelveDigits = tin.Length == 12 && tin.All(char.IsAsciiDigit);
            Assert.Equal([$"taxpayer.bin: {(isTwelveDigits ? "WRONG_TIN" : "FIELD_INVALID")}"], refusal.Violations);

            var answer = await ValidateAsync(bin, From("RU", tin, payment));
            Assert.Equal("EAEU_IDENTIFIER_INVALID", Assert.Single(answer.Violations).Reason);
        }
    }

    [Theory]
    [InlineData("RU", "")]
    [InlineData("BY", "   ")]
    [InlineData("AM", "")]
    [InlineData("KG", "")]
    public async Task A_supplier_from_the_EAEU_without_identifier_is_refused(string country, string identifier)
    {
        var (bin, payment) = await PaidAsync();

        var refusal = await RefuseAsync(Given.Request(From(country, identifier, payment), bin));

        Assert.Equal(StatusCode.InvalidArgument, refusal.Code);
        Assert.Equal([$"{Field}: EAEU_IDENTIFIER_REQUIRED"], refusal.Violations);
        Assert.Empty(await ListAsync(bin));
    }

    [Fact]
    public async Task One_wrong_digit_of_a_Russian_supplier_is_refused_and_the_right_one_issued_with_its_kind()
    {
        var (bin, payment) = await PaidAsync();

        var refusal = await RefuseAsync(Given.Request(From("RU", "7707083894", payment), bin));
        var issued = await IssueAsync(Given.Request(From("RU", "7707083893", payment), bin));

        Assert.Equal([$"{Field}: EAEU_IDENTIFIER_INVALID"], refusal.Violations);
        Assert.Equal(RuInn, issued.Supplier.TaxIdentifierKind);
        Assert.Equal("7707083893", issued.Supplier.TaxIdentifier);
    }

    [Fact]
    public async Task A_German_supplier_needs_no_identifier_and_may_have_any()
    {
        var (bin, payment) = await PaidAsync(1_664_000m);

        var without = await IssueAsync(Given.Request(From("DE", string.Empty, payment), bin));
        var with = await IssueAsync(Given.Request(From("DE", "DE 129 273 398", payment), bin));

        Assert.Equal((string.Empty, Unspecified), (without.Supplier.TaxIdentifier, without.Supplier.TaxIdentifierKind));
        Assert.Equal(("DE 129 273 398", Other), (with.Supplier.TaxIdentifier, with.Supplier.TaxIdentifierKind));
    }

    [Fact]
    public async Task The_JSON_face_shows_the_kind_by_its_short_name()
    {
        var (bin, payment) = await PaidAsync();
        var request = Given.Request(From("BY", "MA1953684", payment), bin).ToJson();
        request.Remove("parent");

        var answer = (await Json.PostAsync($"/v1/taxpayers/{bin}/invoices:issue", request)).Success();

        Assert.Equal("BY_UNP", (string?)answer["invoice"]!["supplier"]!["taxIdentifierKind"]);
        Assert.Equal("NON_RESIDENT", (string?)answer["invoice"]!["supplier"]!["category"]);
    }

    private static V1.Invoice From(string country, string identifier, V1.VatPayment payment)
    {
        var invoice = Given.Invoice(payment.Name);
        invoice.Supplier.CountryCode = country;
        invoice.Supplier.TaxIdentifier = identifier;
        return invoice;
    }

    private static IEnumerable<string> Numbers(string country, string list) => Vectors[country]![list]!.AsArray().Select(number => (string)number!);

    private static TheoryData<string, string> Of(string list)
    {
        var data = new TheoryData<string, string>();
        foreach (var country in Kinds.Keys)
        {
            foreach (var number in Numbers(country, list))
            {
                data.Add(country, number);
            }
        }

        return data;
    }
}

public sealed class SqliteIdentifierTests(SqliteServer server) : IdentifierTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresIdentifierTests(PostgresServer server) : IdentifierTests(server), IClassFixture<PostgresServer>;
