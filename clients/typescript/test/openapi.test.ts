import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { TestServer } from "./server.js";
import { type Operation, type Schema, Documented } from "./documented.js";

const run = promisify(execFile);
const home = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const document = path.join(home, "dist/openapi/v1.json");
const BIN = "941240001151";

let server: TestServer;
let api: Documented;

before(async () => {
  server = await TestServer.start();
  const answer = await fetch(`${server.json}/openapi/v1.json`);
  const text = await answer.text();
  await mkdir(path.dirname(document), { recursive: true });
  await writeFile(document, text);
  api = new Documented(server.json, JSON.parse(text));
});
after(() => server?.stop());

describe("the OpenAPI document", () => {
  it("passes an independent linter without a warning", async () => {
    await bin("redocly", "lint", "--config", "redocly.yaml", "--max-problems", "20", document);
  });

  it("shows what the server answers: one case from the registration to the revocation", async () => {
    const sample = async (name: string) => JSON.parse(await readFile(path.join(home, "../../tests/Golden/samples", name), "utf8"));
    const taxpayer = { taxpayer: BIN };
    const stored = await api.ok("RegisterTaxpayer", {}, await sample("taxpayer.json"));
    await api.ok("UpdateTaxpayer", taxpayer, { ...(await sample("taxpayer.json")), etag: stored["etag"] });
    await api.ok("GetTaxpayer", taxpayer);
    await api.ok("ListTaxpayers", {}, undefined, { pageSize: "1" });
    const payment = await api.ok("RecordVatPayment", taxpayer, { ...(await sample("vat_payment.json")), amount: { value: "4160000.00" } });
    const vatPayment = payment["name"].split("/").at(-1);
    await api.ok("BatchRecordVatPayments", taxpayer, { vatPayments: [await sample("vat_payment.json"), { ...(await sample("vat_payment.json")), documentNumber: "2" }] });
    await api.ok("GetVatPayment", { ...taxpayer, vatPayment });
    await api.ok("ListVatPayments", taxpayer, undefined, { paidOnFrom: "2026-05-01" });
    await api.ok("ListIssueDeadlines", { taxpayer: "-" }, undefined, { includeClosed: "true" });

    const request = await sample("issue_request.json");
    request.invoice.paymentAllocations = [{ vatPayment: payment["name"], amount: { value: "832000.00" } }];
    const invoiceOf = (number: string) => ({ ...request.invoice, number });
    await api.ok("ValidateInvoice", taxpayer, { invoice: invoiceOf("1") });
    const wrong = await api.ok("ValidateInvoice", taxpayer, { invoice: { ...invoiceOf("1"), supplier: { ...request.invoice.supplier, countryCode: "KZ" } } });
    assert.ok(wrong["violations"].length > 0);
    const issued = await api.ok("IssueInvoice", taxpayer, { invoice: invoiceOf("1"), requestId: crypto.randomUUID() });
    const batch = await api.ok("BatchIssueInvoices", taxpayer, {
      requests: ["2", "3", "2"].map((number) => ({ invoice: invoiceOf(number), requestId: crypto.randomUUID() })),
    });
    assert.deepEqual(batch["outcomes"].map((outcome: object) => Object.keys(outcome).at(-1)), ["issued", "issued", "refusal"]);
    const name = (invoice: { registrationNumber: string }) => ({ ...taxpayer, invoice: invoice.registrationNumber });
    const corrected = await api.ok("CorrectInvoice", name(issued["invoice"]), { invoice: invoiceOf("4"), requestId: crypto.randomUUID(), etag: issued["invoice"].etag });
    const { settlement: _, totals: __, act: ___, ...difference } = invoiceOf("5");
    await api.ok("IssueAdditionalInvoice", name(corrected["invoice"]), {
      requestId: crypto.randomUUID(),
      invoice: { ...difference, paymentAllocations: [], lines: [{ description: "A rebate", turnoverAmount: { value: "-100.00" } }] },
    });
    await api.ok("RevokeInvoice", name(batch["outcomes"][0].issued.invoice), { reason: "Issued twice", requestId: crypto.randomUUID() });
    await api.ok("GetInvoice", name(issued["invoice"]));
    await api.ok("ListInvoices", taxpayer, undefined, { number: "4", pageSize: "1" });
    await api.ok("ListInvoiceEvents", { taxpayer: "-" }, undefined, { waitSeconds: "0" });

    // What an auditor asks.
    const offsets = await api.ok("ListOffsets", { taxpayer: "-" }, undefined, { offsetDateFrom: "2026-05-26", offsetDateTo: "2026-05-26", taxPeriod: "2026-Q2", state: "EFFECTIVE" });
    assert.ok(offsets["offsets"].length > 0);
    await api.ok("SummarizeOffsets", taxpayer, undefined, { groupBy: "SUPPLIER_COUNTRY", pageSize: "1" });
    const reconciled = await api.ok("ReconcileOffsets", taxpayer, { declarations: [{ taxPeriod: "2026-Q2", vatAmount: { value: "1" } }] });
    assert.equal(reconciled["findings"][0].kind, "DECLARED_LESS");
    assert.equal((await api.ok("VerifyLedger", taxpayer))["done"], true);
    await api.ok("GetLedgerCheckpoint", taxpayer);
    assert.equal((await api.ok("ListLedgerKeys", {}))["keys"].length, 1);

    // Refusals, each under a status that the document names.
    const refusal = await api.call("IssueInvoice", taxpayer, { invoice: invoiceOf("1"), requestId: crypto.randomUUID() }, {}, { "accept-language": "kk" });
    assert.equal(refusal.status, 400);
    assert.equal(refusal.body["violations"][0].reason, "NOT_UNIQUE_NUMBER_AND_DATE");
    assert.equal((await api.call("GetInvoice", { ...taxpayer, invoice: "none" })).status, 404);
    assert.equal((await api.call("UpdateTaxpayer", taxpayer, { ...(await sample("taxpayer.json")), etag: "stale" })).status, 409);
    assert.equal((await api.call("RevokeInvoice", name(issued["invoice"]), { reason: "Twice", requestId: crypto.randomUUID() })).body["reason"], "INVOICE_STATE_WRONG");
    assert.equal((await api.call("ListInvoices", taxpayer, undefined, { pageToken: "edited" })).status, 400);
  });

  it("names every operation's refusals: a request without its fields is answered as documented", async () => {
    for (const operation of api.operations) {
      const path = Object.fromEntries(operation.pathParameters.map((name) => [name, name === "taxpayer" ? BIN : "none"]));
      const answer = await api.call(operation.id, path, operation.hasBody ? {} : undefined);
      assert.ok(answer.status < 500, `${operation.id}: ${answer.status}`);
    }
  });

  it("finds what is not as documented: the check itself can fail", () => {
    const operation = api.operations.find((found: Operation) => found.id === "GetTaxpayer")!;
    const schema = api.answerSchema(operation, "200") as Schema;
    assert.throws(() => api.assertMatches(schema, { bin: BIN, surprise: 1 }), /surprise|required/);
  });

  it("is enough for an independent generator: its client issues an invoice", async () => {
    await bin("openapi-ts");
    await bin("tsc", "-p", "consumer");
    const consumer: string = path.join(home, "dist/consumer/issue.js");
    const { issueFromOpenApi } = await import(consumer);

    const done = await issueFromOpenApi(server.json, "101241001053");

    assert.equal(done.issued.registrationNumber, "ESF-101241001053-20260526-00000001");
    assert.deepEqual(done.issued.offset, { date: { year: 2026, month: 5, day: 26 }, amount: { value: "832000.00" }, taxPeriod: "2026-Q2", withdrawnInvoice: "" });
    assert.equal(done.listed, 1);
    assert.equal(done.refusal.reason, "INVOICE_INVALID");
    assert.equal(done.refusal.violations[0].reason, "VAT_PAYMENT_EXHAUSTED");
    assert.match(done.refusal.violations[0].localizedMessage, /платеж/);
    assert.equal(done.state, "REVOKED");
  });
});

async function bin(name: string, ...args: string[]): Promise<void> {
  const environment = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  await run(path.join(home, "node_modules/.bin", name), args, { cwd: home, env: environment }).catch((failure: { stdout: string; stderr: string }) => {
    assert.fail(`${name} ${args.join(" ")}\n${failure.stdout}\n${failure.stderr}`);
  });
}
