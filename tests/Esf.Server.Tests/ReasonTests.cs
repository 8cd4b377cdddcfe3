using Esf.Domain.Errors;
using Esf.Server.Tests.Support;
using Grpc.Core;

namespace Esf.Server.Tests;

/// <summary>Every reason of the catalogue is told to somebody over the wire.</summary>
public abstract class ReasonTests(TestServer server) : ServerTests(server)
{
    /// <summary>Reasons that no call of this server can provoke at will, and where they are shown instead.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new()
    {
        ["RATE_LIMITED"] = "needs a database that takes nothing while thousands of invoices wait for it; the tests of the append queue show it",
        ["ROUTE_NOT_FOUND"] = "BadJsonTests",
        ["METHOD_NOT_ALLOWED"] = "BadJsonTests",
        ["REQUEST_TOO_LARGE"] = "BadJsonTests",
        ["HOST_NOT_ALLOWED"] = "HostTests",
        ["STORE_FULL"] = "FullDiskTests",
        ["DEADLINE_EXCEEDED"] = "needs a call that takes as long as the server allows; HttpFaultsTests shows its answer",
        ["LEDGER_LOCKED"] = "SlowDatabaseTests",
        ["QUERY_TOO_SLOW"] = "SlowDatabaseTests",
        ["REGISTER_TOTAL_EXCEEDED"] = "LargeSumTests",
        ["OUTCOME_UNKNOWN"] = "FailoverTests",
        ["INVOICE_STATE_WRONG"] = "LifeCycleTests",
        ["TOTAL_BECOMES_NEGATIVE"] = "LifeCycleTests",
        ["RELATED_INVOICE_DIFFERS"] = "LifeCycleTests",
        ["CORRECTION_TOO_LATE"] = "LifeCycleTests",
        ["PAYMENT_HELD_BY_ADDITIONAL"] = "LifeCycleTests",
        ["OFFSET_MOVES_WITH_CORRECTION"] = "LifeCycleTests",
        ["RESUME_TOKEN_INVALID"] = "FeedTests",
        ["RESUME_TOKEN_FOREIGN"] = "FeedTests",
        ["RESUME_TOKEN_AHEAD"] = "FeedTests",
        ["RESUME_TOKEN_EPOCH_CHANGED"] = "TokenTests",
        ["BODY_INCOMPLETE"] = "IntakeTests",
        ["SERVER_STOPPING"] = "IntakeTests",
        ["CLOCK_AHEAD"] = "ClockTests",
        ["CLOCK_BEHIND"] = "ClockTests",
        ["CLOCK_LEAP"] = "ClockTests",
        ["AS_OF_TOO_RECENT"] = "OffsetRequestTests",
        ["DECLARATION_REPEATED"] = "ReconciliationTests",
        ["FINDING_MATCH"] = "ReconciliationTests",
        ["FINDING_DECLARED_MORE"] = "ReconciliationTests",
        ["FINDING_DECLARED_LESS"] = "ReconciliationTests",
        ["FINDING_NOT_DECLARED"] = "ReconciliationTests",
        ["FINDING_NO_INVOICE"] = "ReconciliationTests",
        ["FINDING_DECLARED_IN_OTHER_PERIOD"] = "ReconciliationTests",
        ["LEDGER_CHECKPOINT_INVALID"] = "LedgerProofTests",
        ["LEDGER_COLUMN_CHANGED"] = "LedgerProofTests",
        ["LEDGER_DOCUMENT_MISSING"] = "somebody must tamper with the database; the tests of the ledger's reader show it",
        ["LEDGER_DOCUMENT_CHANGED"] = "somebody must tamper with the database; the tests of the ledger's reader show it",
        ["LEDGER_LINK_BROKEN"] = "somebody must tamper with the database; the tests of the ledger's reader show it",
        ["LEDGER_HEAD_WRONG"] = "somebody must tamper with the database; the tests of the ledger's reader show it",
        ["LEDGER_CHECKPOINT_DIFFERS"] = "somebody must tamper with the database; the tests of the ledger's reader show it",
        ["WRONG_PORT"] = "WrongPortTests",
        ["ISSUED_LATE"] = "told only where the operator chose to accept late invoices; StartTests shows it",
    };

    private static readonly Dictionary<string, Func<ReasonTests, Task<IEnumerable<string>>>> Provocations = new()
    {
        ["INVOICE_INVALID"] = test => test.IssueWithAsync(invoice => invoice.Supplier.CountryCode = "KZ"),
        ["REQUEST_INVALID"] = test => ToldAsync(test.Server.Taxpayers.ListTaxpayersAsync(new() { PageSize = -1 }, cancellationToken: Cancel)),
        ["FIELD_IS_NULL"] = test => test.IssueWithAsync(invoice => invoice.Supplier = null),
        ["FIELD_INVALID"] = test => test.IssueWithAsync(invoice => invoice.Number = "x"),
        ["REQUEST_ID_INVALID"] = test => test.IssueWithAsync(_ => { }, request => request.RequestId = "x"),
        ["PAGE_TOKEN_INVALID"] = test => ToldAsync(test.Server.Taxpayers.ListTaxpayersAsync(new() { PageToken = "x" }, cancellationToken: Cancel)),
        ["TOO_MANY_LINES"] = test => test.IssueWithAsync(invoice => invoice.Lines.Add(Enumerable.Repeat(invoice.Lines[0], 200))),
        ["TAXPAYER_NOT_FOUND"] = test => ToldAsync(test.Server.Taxpayers.GetTaxpayerAsync(new() { Name = $"taxpayers/{Bins.Next()}" }, cancellationToken: Cancel)),
        ["WRONG_TIN"] = test => ToldAsync(test.Server.Taxpayers.RegisterTaxpayerAsync(new() { Taxpayer = Given.Taxpayer("000000000000") }, cancellationToken: Cancel)),
        ["NOT_VAT_PAYER"] = test => test.IssueWhenDeregisteredAsync(),
        ["INVALID_SELLER_COUNTRY_CODE"] = test => test.IssueWithAsync(invoice => invoice.Supplier.CountryCode = "XX"),
        ["SUPPLIER_IS_RESIDENT"] = test => test.IssueWithAsync(invoice => invoice.Supplier.CountryCode = "KZ"),
        ["EAEU_IDENTIFIER_REQUIRED"] = test => test.IssueWithAsync(invoice => invoice.Supplier.CountryCode = "AM"),
        ["EAEU_IDENTIFIER_INVALID"] = test => test.IssueWithAsync(invoice => (invoice.Supplier.CountryCode, invoice.Supplier.TaxIdentifier) = ("AM", "1")),
        ["TURNOVER_DATE_IN_FUTURE"] = test => test.IssueWithAsync(invoice => invoice.TurnoverDate = Given.Date(new(2026, 5, 27))),
        ["TURNOVER_DATE_TOO_OLD"] = test => test.IssueWithAsync(invoice => invoice.TurnoverDate = Given.Date(new(2021, 5, 25))),
        ["ISSUE_WINDOW_NOT_OPEN"] = test => test.IssueOnAsync(new(2026, 5, 25)),
        ["ISSUE_WINDOW_CLOSED"] = test => test.IssueOnAsync(new(2026, 5, 31)),
        ["NDS_RATE_INCORRECT"] = test => test.IssueWithAsync(invoice => invoice.Lines[0].VatRate = Given.Decimal("12")),
        ["INCORRECT_PRODUCT_SUM"] = test => test.IssueWithAsync(invoice => invoice.Lines[0].VatAmount = Given.Decimal("1")),
        ["INCORRECT_TOTAL_SUM"] = test => test.IssueWithAsync(invoice => invoice.Totals = new() { VatAmount = Given.Decimal("1") }),
        ["AMOUNT_NOT_POSITIVE"] = test => test.IssueWithAsync(invoice => invoice.Lines[0].TurnoverAmount = Given.Decimal("0")),
        ["CURRENCY_RATE_NOT_MATCH"] = test => test.IssueWithAsync(invoice =>
            invoice.Settlement = new() { CurrencyCode = "USD", Amount = Given.Decimal("1"), ExchangeRate = Given.Decimal("1") }),
        ["VAT_PAYMENT_NOT_FOUND"] = test => test.IssueWithAsync(invoice => invoice.PaymentAllocations[0].VatPayment += "0"),
        ["VAT_PAYMENT_CONFLICT"] = test => test.RecordTwiceAsync(),
        ["VAT_PAYMENT_MAY_BE_REPEATED"] = test => test.RecordACopyAsync(),
        ["VAT_PAYMENT_WRONG_BUDGET_CODE"] = test => test.RecordDomesticAsync(),
        ["VAT_NOT_FULLY_PAID"] = test => test.IssueWithAsync(invoice => invoice.PaymentAllocations[0].Amount = Given.Decimal("1")),
        ["VAT_PAYMENT_EXHAUSTED"] = test => test.IssueWithAsync(invoice => invoice.Lines[0].TurnoverAmount = Given.Decimal("5200001")),
        ["NOT_UNIQUE_NUMBER_AND_DATE"] = test => test.IssueNumberTwiceAsync(),
        ["REQUEST_ID_REUSED"] = test => test.ReuseRequestIdAsync(),
        ["REQUEST_NOT_FOUND"] = test => test.AskForARequestAsync(),
        ["TAXPAYER_EXISTS"] = test => test.RegisterTwiceAsync(),
        ["INVOICE_NOT_FOUND"] = test => ToldAsync(test.Server.Invoices.GetInvoiceAsync(new() { Name = "taxpayers/941240001151/invoices/1" }, cancellationToken: Cancel)),
        ["ETAG_MISMATCH"] = test => test.UpdateStaleAsync(),
        ["STORE_UNAVAILABLE"] = test => test.CallWithoutStorageAsync(),
        ["CLOCK_BEHIND_LEDGER"] = test => test.IssueWithALateClockAsync(),
        ["UNEXPECTED"] = test => test.BreakTheSchemaAsync(),
        ["WINDOW_COUNTED_FROM_LAST_PAYMENT"] = test => test.WarnOfTwoPaymentsAsync(),
        ["PAID_BY_OVERPAYMENT_OFFSET"] = test => test.WarnOfAnOffsetAsync(),
        ["PAID_BEFORE_TURNOVER"] = test => test.WarnAsync(new(2026, 5, 25), new(2026, 5, 26), new(2026, 5, 26)),
        ["PAYMENT_REST_IS_ROUNDING"] = test => test.WarnOfARestAsync(),
        ["WINDOW_SPANS_PERIODS"] = test => test.WarnAsync(new(2026, 6, 28), new(2026, 6, 1), new(2026, 6, 29)),
    };

    public static TheoryData<string> Reasons => [.. Provocations.Keys];

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task The_reason_is_told_over_the_wire(string reason) => Assert.Contains(reason, await Provocations[reason](this));

    [Fact]
    public void Every_row_of_the_catalogue_is_provoked_here_or_shown_elsewhere() =>
        Assert.Equal(ErrorCatalogue.All.Select(row => row.Reason).Order(StringComparer.Ordinal), Provocations.Keys.Concat(Elsewhere.Keys).Order(StringComparer.Ordinal));

    // The reason of the status and those of its violations.
    private static async Task<IEnumerable<string>> ToldAsync<T>(AsyncUnaryCall<T> call)
    {
        var refusal = await RpcRefusal.OfAsync(call);
        return [refusal.Reason, .. refusal.FieldViolations.Select(violation => violation.Reason)];
    }

    private Task<IEnumerable<string>> ToldAsync(V1.IssueInvoiceRequest request) => ToldAsync(Server.Invoices.IssueInvoiceAsync(request, cancellationToken: Cancel));

    private async Task<IEnumerable<string>> IssueWithAsync(Action<V1.Invoice> change, Action<V1.IssueInvoiceRequest>? changeRequest = null)
    {
        var (bin, payment) = await PaidAsync();
        var request = Given.Request(Given.Invoice(payment.Name), bin);
        change(request.Invoice);
        changeRequest?.Invoke(request);
        return await ToldAsync(request);
    }

    private async Task<IEnumerable<string>> IssueOnAsync(DateOnly day)
    {
        Clock.SetNoon(Given.PaidOn);
        var (bin, payment) = await PaidAsync();
        Clock.SetNoon(day);
        return await ToldAsync(Given.Request(Given.Invoice(payment.Name), bin));
    }

    private async Task<IEnumerable<string>> IssueWhenDeregisteredAsync()
    {
        var (bin, payment) = await PaidAsync();
        var taxpayer = Given.Taxpayer(bin);
        taxpayer.Name = $"taxpayers/{bin}";
        taxpayer.VatRegistration.DeregisteredOn = Given.Date(new(2026, 5, 26));
        await Server.Taxpayers.UpdateTaxpayerAsync(new() { Taxpayer = taxpayer }, cancellationToken: Cancel);
        return await ToldAsync(Given.Request(Given.Invoice(payment.Name), bin));
    }

    private async Task<IEnumerable<string>> IssueNumberTwiceAsync()
    {
        var (bin, payment) = await PaidAsync(1_000m);
        var request = Given.Request(Given.Invoice(payment.Name, 100m), bin);
        request.Invoice.Number = "57";
        await IssueAsync(request);
        request.RequestId = Given.RequestId();
        return await ToldAsync(request);
    }

    private async Task<IEnumerable<string>> ReuseRequestIdAsync()
    {
        var (bin, payment) = await PaidAsync(1_000m);
        var request = Given.Request(Given.Invoice(payment.Name, 100m), bin);
        await IssueAsync(request);
        request.Invoice.Number = "57";
        return await ToldAsync(request);
    }

    private async Task<IEnumerable<string>> IssueWithALateClockAsync()
    {
        var (bin, payment) = await PaidAsync(1_000m);
        Clock.SetNoon(new(2026, 5, 27));
        await IssueAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin));
        Clock.SetNoon(new(2026, 5, 26));
        return await ToldAsync(Given.Request(Given.Invoice(payment.Name, 100m), bin));
    }

    private async Task<IEnumerable<string>> RecordTwiceAsync()
    {
        var (bin, _) = await PaidAsync();
        return await ToldAsync(Server.VatPayments.RecordVatPaymentAsync(new() { Parent = $"taxpayers/{bin}", VatPayment = Given.Payment(1m) }, cancellationToken: Cancel));
    }

    private async Task<IEnumerable<string>> RecordDomesticAsync()
    {
        var payment = Given.Payment();
        payment.BudgetCode = "105101";
        return await ToldAsync(Server.VatPayments.RecordVatPaymentAsync(new() { Parent = $"taxpayers/{await RegisterAsync()}", VatPayment = payment }, cancellationToken: Cancel));
    }

    private async Task<IEnumerable<string>> RegisterTwiceAsync()
    {
        var taxpayer = Given.Taxpayer(await RegisterAsync());
        taxpayer.Address = "г. Шымкент";
        return await ToldAsync(Server.Taxpayers.RegisterTaxpayerAsync(new() { Taxpayer = taxpayer }, cancellationToken: Cancel));
    }

    private async Task<IEnumerable<string>> UpdateStaleAsync()
    {
        var taxpayer = Given.Taxpayer(await RegisterAsync());
        (taxpayer.Name, taxpayer.Etag) = ($"taxpayers/{taxpayer.Bin}", "99");
        return await ToldAsync(Server.Taxpayers.UpdateTaxpayerAsync(new() { Taxpayer = taxpayer }, cancellationToken: Cancel));
    }

    private async Task<IEnumerable<string>> CallWithoutStorageAsync()
    {
        await Server.TakeStorageAwayAsync();
        try
        {
            return await ToldAsync(Server.Taxpayers.ListTaxpayersAsync(new(), cancellationToken: Cancel));
        }
        finally
        {
            Server.BringStorageBack();
        }
    }

    private async Task<IEnumerable<string>> BreakTheSchemaAsync()
    {
        await Server.ExecuteAsync("alter table taxpayers rename to hidden", Cancel);
        try
        {
            return await ToldAsync(Server.Taxpayers.ListTaxpayersAsync(new(), cancellationToken: Cancel));
        }
        finally
        {
            await Server.ExecuteAsync("alter table hidden rename to taxpayers", Cancel);
        }
    }

    private async Task<IEnumerable<string>> WarnAsync(DateOnly paidOn, DateOnly turnoverDate, DateOnly today)
    {
        Clock.SetNoon(paidOn);
        var (bin, payment) = await PaidAsync(paidOn: paidOn);
        Clock.SetNoon(today);
        return (await ValidateAsync(bin, Given.Invoice(payment.Name, turnoverDate: turnoverDate))).Warnings.Select(warning => warning.Reason);
    }

    private async Task<IEnumerable<string>> WarnOfTwoPaymentsAsync()
    {
        var (bin, late) = await PaidAsync(800_000m);
        var early = await RecordAsync(bin, Given.Payment(32_000m, new(2026, 5, 10), "2"));
        var invoice = Given.Invoice(late.Name);
        invoice.PaymentAllocations[0].Amount = late.Amount;
        invoice.PaymentAllocations.Add(new V1.PaymentAllocation { VatPayment = early.Name, Amount = early.Amount });
        return (await ValidateAsync(bin, invoice)).Warnings.Select(warning => warning.Reason);
    }

    private async Task<IEnumerable<string>> RecordACopyAsync()
    {
        var (bin, _) = await PaidAsync();
        return await ToldAsync(Server.VatPayments.RecordVatPaymentAsync(
            new() { Parent = $"taxpayers/{bin}", VatPayment = Given.Payment(paidOn: new(2026, 5, 24)) }, cancellationToken: Cancel));
    }

    private async Task<IEnumerable<string>> AskForARequestAsync() => await ToldAsync(Server.Invoices.GetRequestOutcomeAsync(
        new() { Name = $"taxpayers/{await RegisterAsync()}/requests/{Guid.NewGuid()}" }, cancellationToken: Cancel));

    private async Task<IEnumerable<string>> WarnOfARestAsync()
    {
        var (bin, payment) = await PaidAsync(832_000.01m);
        return (await ValidateAsync(bin, Given.Invoice(payment.Name))).Warnings.Select(warning => warning.Reason);
    }

    private async Task<IEnumerable<string>> WarnOfAnOffsetAsync()
    {
        var bin = await RegisterAsync();
        var payment = Given.Payment();
        payment.Kind = V1.VatPaymentKind.OverpaymentOffset;
        return (await ValidateAsync(bin, Given.Invoice((await RecordAsync(bin, payment)).Name))).Warnings.Select(warning => warning.Reason);
    }
}

public sealed class SqliteReasonTests(SqliteServer server) : ReasonTests(server), IClassFixture<SqliteServer>;

public sealed class PostgresReasonTests(PostgresServer server) : ReasonTests(server), IClassFixture<PostgresServer>;
