// From nothing to an issued invoice: register, pay, issue. Run it against a server with --Sandbox:ClockStart=2026-05-26T09:00:00+05:00.
import { civilDate, createEsfClient, decimal } from "@esf/client/node";

const [bin = "941240001151", baseUrl = "http://127.0.0.1:5051"] = process.argv.slice(2);
const esf = createEsfClient({ baseUrl, language: "ru" });
const parent = `taxpayers/${bin}`;

await esf.taxpayers.registerTaxpayer({
  taxpayer: {
    bin,
    legalName: "ТОО \"Алатау Консалтинг\"",
    address: "г. Алматы, ул. Абая, 1",
    vatRegistration: { certificateSeries: "60001", certificateNumber: "1234567", registeredOn: civilDate("2015-03-01") },
  },
});
const { vatPayment } = await esf.vatPayments.recordVatPayment({
  parent,
  vatPayment: { documentNumber: "1188", paidOn: civilDate("2026-05-25"), amount: decimal("832000.00"), budgetCode: "105104" },
});
const { invoice } = await esf.invoices.issueInvoice({
  parent,
  // Kept with the document: running this again answers the same invoice and issues no second one.
  requestId: "2f64c1de-8f0c-4c55-b1a4-6f1e2c0d7a01",
  invoice: {
    turnoverDate: civilDate("2026-03-31"),
    supplier: { legalName: "Nordlicht Software GmbH", address: "Lindenstrasse 5, 10969 Berlin", countryCode: "DE" },
    lines: [{ description: "Консультационные услуги", turnoverAmount: decimal("5200000") }],
    paymentAllocations: [{ vatPayment: vatPayment.name }],
  },
});
console.log(`${invoice.registrationNumber}, offset ${invoice.offset.amount.value} KZT in ${invoice.offset.taxPeriod}`);
