import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Code, ConnectError, type Transport } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import {
  EsfClient, EsfError, InvoiceEventType, InvoiceState, civilDate, createEsfClient, decimal, fromTiyn, isoDate, toTiyn,
} from "../src/node.js";
import { TestServer } from "./server.js";

let server: TestServer;
let esf: EsfClient;

before(async () => {
  server = await TestServer.start();
  esf = createEsfClient({ baseUrl: server.grpc, language: "ru" });
});
after(() => server?.stop());

describe("the client over gRPC", () => {
  it("registers, pays, issues, and sees the event", async () => {
    const parent = await register("941240001151");
    const payment = await pay(parent, "1187");

    const { invoice } = await esf.invoices.issueInvoice(request(parent, payment));
    assert.ok(invoice);
    assert.equal(invoice.registrationNumber, "ESF-941240001151-20260526-00000001");
    assert.equal(isoDate(invoice.offset!.date!), "2026-05-26");
    assert.equal(toTiyn(invoice.offset!.amount!), 83_200_000n);
    assert.equal(invoice.offset!.taxPeriod, "2026-Q2");
    assert.equal(invoice.recipient!.legalName, "ТОО \"Клиент\"");

    for await (const message of esf.watchInvoices(parent)) {
      const [event] = message.events;
      assert.equal(message.events.length, 1);
      assert.equal(event!.eventId, invoice.registrationNumber);
      assert.equal(event!.type, InvoiceEventType.ISSUED);
      break;
    }
  });

  it("decodes a refusal into violations with their texts", async () => {
    const parent = await register("101241001053");
    const refused = request(parent, await pay(parent, "1188"));
    refused.invoice.supplier.countryCode = "RU";

    const error = await esf.invoices.issueInvoice(refused).then(() => assert.fail("It was issued."), (thrown: unknown) => thrown);

    assert.ok(error instanceof EsfError);
    assert.equal(error.code, Code.InvalidArgument);
    assert.equal(error.reason, "INVOICE_INVALID");
    assert.equal(error.mayBeRepeated, false);
    assert.equal(error.violationCount, 1);
    assert.deepEqual(error.violations.map(({ field, reason }) => ({ field, reason })), [
      { field: "invoice.supplier.tax_identifier", reason: "EAEU_IDENTIFIER_REQUIRED" },
    ]);
    assert.match(error.violations[0]!.localizedMessage, /обязателен/);
    assert.equal(error.requestId, (refused as { requestId?: string }).requestId);
    assert.deepEqual(await all(esf.listInvoices({ parent })), []);
  });

  it("repeats a call whose answer was lost, with the same request_id, and one invoice is issued", async () => {
    const parent = await register("011140001654");
    const payment = await pay(parent, "1");
    const lossy = losing(2);
    const client = new EsfClient(lossy.transport, { initialBackoffMs: 5 });

    const { invoice } = await client.invoices.issueInvoice(request(parent, payment));

    assert.equal(lossy.calls(), 3);
    assert.deepEqual((await all(esf.listInvoices({ parent }))).map((found) => found.registrationNumber), [invoice!.registrationNumber]);
  });

  it("gives up after its attempts and says with which request_id to go on", async () => {
    const parent = await register("960240007379");
    const payment = await pay(parent, "1");
    const lossy = losing(Number.POSITIVE_INFINITY);
    const client = new EsfClient(lossy.transport, { initialBackoffMs: 5, maxAttempts: 2 });
    const message = request(parent, payment);

    const error = await client.invoices.issueInvoice(message).then(() => assert.fail("It was answered."), (thrown: unknown) => thrown);

    assert.ok(error instanceof EsfError);
    assert.ok(error.mayBeRepeated);
    assert.equal(error.attempts, 2);
    assert.equal(error.requestId, (message as { requestId?: string }).requestId);
    const { invoice } = await esf.invoices.issueInvoice(message);
    assert.equal((await all(esf.listInvoices({ parent }))).length, 1);
    assert.equal(invoice!.state, InvoiceState.ISSUED);
  });

  it("lists page after page", async () => {
    const parent = await register("940140000385");
    for (const document of ["1", "2", "3", "4", "5"]) {
      await pay(parent, document);
    }

    const names = (await all(esf.listVatPayments({ parent, pageSize: 2 }))).map((payment) => payment.documentNumber);

    assert.deepEqual(names.sort(), ["1", "2", "3", "4", "5"]);
    assert.equal((await all(esf.listIssueDeadlines({ parent, pageSize: 2 }))).length, 5);
  });

  it("goes on watching behind the last message when the connection breaks", async () => {
    const parent = await register("020440002422");
    const issued: string[] = [];
    for (const document of ["1", "2", "3"]) {
      const { invoice } = await esf.invoices.issueInvoice(request(parent, await pay(parent, document)));
      issued.push(invoice!.registrationNumber);
    }
    const client = new EsfClient(breaking(), { initialBackoffMs: 5 });
    const seen: string[] = [];
    const stop = new AbortController();

    let messages = 0;
    for await (const message of client.watchInvoices(parent, "", stop.signal)) {
      seen.push(...message.events.map((event) => event.eventId));
      if (++messages === 1) {
        // What comes after the break.
        const { invoice } = await esf.invoices.issueInvoice(request(parent, await pay(parent, "4")));
        issued.push(invoice!.registrationNumber);
      }
      if (seen.length >= 4) {
        stop.abort();
      }
    }

    assert.ok(messages >= 2);
    assert.deepEqual(seen, issued);
  });

  it("issues an invoice with the example of the README", async () => {
    const example = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../example.mjs");
    const { stdout } = await promisify(execFile)(process.execPath, [example, "980340004560", server.grpc]);
    assert.equal(stdout, "ESF-980340004560-20260526-00000001, offset 832000.00 KZT in 2026-Q2\n");
  });

  it("adds the time of a long poll to the deadline", async () => {
    const parent = await register("050540004613");
    const hasty = createEsfClient({ baseUrl: server.grpc, deadlineMs: 800, maxAttempts: 1 });
    const answer = await hasty.invoices.listInvoiceEvents({ parent, waitSeconds: 1 });
    assert.deepEqual(answer.events, []);
    assert.notEqual(answer.resumeToken, "");
  });

  it("tells a service that is not there", async () => {
    const nobody = createEsfClient({ baseUrl: "http://127.0.0.1:1", maxAttempts: 1 });
    await assert.rejects(all(nobody.listTaxpayers()), (error: unknown) => error instanceof EsfError && error.reason === "ADDRESS_UNREACHABLE");
    await assert.rejects(esf.invoices.getInvoice({ name: "taxpayers/941240001151/invoices/none" }), { reason: "INVOICE_NOT_FOUND" });
  });
});

describe("dates and decimals", () => {
  it("are read and written exactly", () => {
    assert.equal(isoDate(civilDate("2028-02-29")), "2028-02-29");
    assert.equal(decimal("832000.00").value, "832000.00");
    assert.equal(decimal(9_007_199_254_740_993n).value, "9007199254740993");
    assert.equal(toTiyn(decimal("-0.05")), -5n);
    assert.equal(fromTiyn(-5n).value, "-0.05");
    assert.equal(fromTiyn(toTiyn(decimal("999999999999999.99"))).value, "999999999999999.99");
  });

  it("are refused when they are none", () => {
    for (const wrong of ["2026-02-29", "2026-13-01", "26-01-01", "2026-1-1", ""]) {
      assert.throws(() => civilDate(wrong), RangeError, wrong);
    }
    for (const wrong of ["1e5", "1,5", "", " 1", "1.", ".5", "NaN"]) {
      assert.throws(() => decimal(wrong), RangeError, wrong);
    }
    assert.throws(() => toTiyn({ value: "0.001" }), RangeError);
  });
});

async function register(bin: string): Promise<string> {
  await esf.taxpayers.registerTaxpayer({
    taxpayer: {
      bin,
      legalName: "ТОО \"Клиент\"",
      address: "г. Астана",
      vatRegistration: { certificateSeries: "1", certificateNumber: "1", registeredOn: civilDate("2020-01-01") },
    },
  });
  return `taxpayers/${bin}`;
}

async function pay(parent: string, documentNumber: string): Promise<string> {
  const { vatPayment } = await esf.vatPayments.recordVatPayment({
    parent,
    vatPayment: { documentNumber, paidOn: civilDate("2026-05-25"), amount: decimal("832000.00"), budgetCode: "105104" },
  });
  return vatPayment!.name;
}

function request(parent: string, vatPayment: string) {
  return {
    parent,
    invoice: {
      turnoverDate: civilDate("2026-03-31"),
      supplier: { legalName: "Nordlicht Software GmbH", address: "Lindenstrasse 5, 10969 Berlin", countryCode: "DE" },
      lines: [{ description: "Consulting, Q1 2026", turnoverAmount: decimal("5200000") }],
      paymentAllocations: [{ vatPayment }],
    },
  };
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) {
    found.push(item);
  }
  return found;
}

/** Lets a call reach the server, and then loses its answer. */
function losing(answers: number): { transport: Transport; calls: () => number } {
  const inner = createGrpcTransport({ baseUrl: server.grpc });
  let calls = 0;
  return {
    calls: () => calls,
    transport: {
      ...inner,
      unary: async (...call) => {
        const answer = await inner.unary(...call);
        if (calls++ < answers) {
          throw new ConnectError("The connection was lost.", Code.Unavailable);
        }
        return answer;
      },
      stream: (...call) => inner.stream(...call),
    },
  };
}

/** Breaks the first stream behind its first message. */
function breaking(): Transport {
  const inner = createGrpcTransport({ baseUrl: server.grpc });
  let streams = 0;
  async function* cut<T>(messages: AsyncIterable<T>): AsyncIterable<T> {
    for await (const message of messages) {
      yield message;
      throw new ConnectError("The connection was lost.", Code.Unavailable);
    }
  }
  return {
    unary: (...call) => inner.unary(...call),
    stream: async (...call) => {
      const response = await inner.stream(...call);
      return streams++ === 0 ? { ...response, message: cut(response.message) } : response;
    },
  };
}
