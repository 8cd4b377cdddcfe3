using System.Globalization;
using System.Text.Json.Nodes;
using Google.Protobuf;

namespace Esf.Server.Tests.Support;

/// <summary>Messages of the contract that the law accepts; what a test does not name is plausible and constant.</summary>
internal static class Given
{
    /// <summary>The taxpayer of the samples.</summary>
    public const string SampleBin = "941240001151";

    /// <summary>26 May 2026, noon in Kazakhstan: the first day of the window of <see cref="PaidOn"/>.</summary>
    public static readonly DateTimeOffset Noon = new(2026, 5, 26, 7, 0, 0, TimeSpan.Zero);

    public static readonly DateOnly PaidOn = new(2026, 5, 25);

    public static V1.Taxpayer Taxpayer(string bin) => new()
    {
        Bin = bin,
        LegalName = "ТОО \"Қазақ Сервис\"",
        Address = "г. Алматы, пр. Абая, 1",
        VatRegistration = new() { CertificateSeries = "60001", CertificateNumber = "1234567", RegisteredOn = Date(new(2015, 3, 1)) },
    };

    public static V1.VatPayment Payment(decimal amount = 832_000m, DateOnly? paidOn = null, string document = "1187") => new()
    {
        DocumentNumber = document,
        PaidOn = Date(paidOn ?? PaidOn),
        Amount = Money(amount),
        BudgetCode = "105104",
    };

    /// <summary>An invoice of one line, carried by one payment: 16 % of the turnover is its VAT.</summary>
    public static V1.Invoice Invoice(string vatPayment, decimal turnover = 5_200_000m, DateOnly? turnoverDate = null) => new()
    {
        TurnoverDate = Date(turnoverDate ?? new(2026, 3, 31)),
        Supplier = new() { LegalName = "Nordlicht Software GmbH", Address = "Lindenstrasse 5, 10969 Berlin", CountryCode = "DE" },
        Lines = { new V1.InvoiceLine { Description = "Консультационные услуги", TurnoverAmount = Money(turnover) } },
        PaymentAllocations = { new V1.PaymentAllocation { VatPayment = vatPayment } },
    };

    public static V1.IssueInvoiceRequest Request(V1.Invoice invoice, string bin) =>
        new() { Parent = $"taxpayers/{bin}", RequestId = RequestId(), Invoice = invoice };

    public static string RequestId() => Guid.NewGuid().ToString("D");

    public static Google.Type.Date Date(DateOnly date) => new() { Year = date.Year, Month = date.Month, Day = date.Day };

    public static Google.Type.Decimal Money(decimal amount) => Decimal(amount.ToString("0.00", CultureInfo.InvariantCulture));

    public static Google.Type.Decimal Decimal(string text) => new() { Value = text };

    public static DateOnly Day(this Google.Type.Date date) => new(date.Year, date.Month, date.Day);

    public static decimal Number(this Google.Type.Decimal value) => decimal.Parse(value.Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    /// <summary>The message as a caller of the JSON face writes it; it has no enums, whose names differ there.</summary>
    public static JsonObject ToJson(this IMessage message) => JsonNode.Parse(JsonFormatter.Default.Format(message))!.AsObject();

    /// <summary>A sample file.</summary>
    public static JsonObject Sample(string name) => JsonNode.Parse(File.ReadAllText(GoldenFolder.PathOf("samples", name)))!.AsObject();

    /// <summary>The sample request of an issue, with the name of its payment put in.</summary>
    public static JsonObject SampleRequest(string vatPayment)
    {
        var request = Sample("issue_request.json");
        request["invoice"]!["paymentAllocations"]![0]!["vatPayment"] = vatPayment;
        return request;
    }
}
