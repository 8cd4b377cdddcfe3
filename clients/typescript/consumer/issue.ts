import { createClient } from "./gen/client/index.js";
import { getInvoice, issueInvoice, listInvoices, recordVatPayment, registerTaxpayer, revokeInvoice } from "./gen/index.js";
import type { ErrorBody, Invoice } from "./gen/index.js";

/** A program that knows the service from its OpenAPI document alone: registers, pays, issues, reads, lists, is refused, and revokes. */
export async function issueFromOpenApi(baseUrl: string, taxpayer: string): Promise<{ issued: Invoice; listed: number; refusal: ErrorBody; state: string }> {
  const client = createClient({ baseUrl });
  await registerTaxpayer({
    client,
    throwOnError: true,
    body: {
      bin: taxpayer,
      legalName: "ТОО \"Клиент\"",
      address: "г. Астана",
      vatRegistration: { certificateSeries: "1", certificateNumber: "1", registeredOn: { year: 2020, month: 1, day: 1 } },
    },
  });
  const payment = await recordVatPayment({
    client,
    throwOnError: true,
    path: { taxpayer },
    body: { documentNumber: "openapi-1", paidOn: { year: 2026, month: 5, day: 25 }, amount: { value: "832000.00" }, budgetCode: "105104" },
  });
  const invoice = {
    turnoverDate: { year: 2026, month: 3, day: 31 },
    supplier: { legalName: "Nordlicht Software GmbH", address: "Lindenstrasse 5, 10969 Berlin", countryCode: "DE" },
    lines: [{ description: "Consulting, Q1 2026", turnoverAmount: { value: "5200000" } }],
    paymentAllocations: [{ vatPayment: payment.data.name }],
  };
  const answer = await issueInvoice({ client, throwOnError: true, path: { taxpayer }, body: { requestId: crypto.randomUUID(), invoice } });
  const issued = answer.data.invoice!;
  const name = { taxpayer, invoice: issued.registrationNumber };
  const read = await getInvoice({ client, throwOnError: true, path: name });
  const list = await listInvoices({ client, throwOnError: true, path: { taxpayer }, query: { issueDateFrom: "2026-05-26" } });
  const refused = await issueInvoice({ client, path: { taxpayer }, headers: { "accept-language": "ru" }, body: { requestId: crypto.randomUUID(), invoice } });
  const revoked = await revokeInvoice({ client, throwOnError: true, path: name, body: { requestId: crypto.randomUUID(), reason: "Issued twice", etag: read.data.etag } });
  return { issued: read.data, listed: list.data.invoices.length, refusal: refused.error!, state: revoked.data.invoice!.state };
}
