import assert from "node:assert/strict";
import { createServer } from "node:net";
import { createServer as createHttp2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { Code, ConnectError, type Transport } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import {
  EsfClient, EsfError, EsfReasons, FindingKind, InvoiceState, OffsetGroupBy, civilDate, createEsfClient, decimal, toTiyn,
} from "../src/node.js";
import { partsOf } from "../src/reconciliation.js";
import { TestServer } from "./server.js";

const parent = "taxpayers/941240001151";
let server: TestServer;
let esf: EsfClient;

before(async () => {
  server = await TestServer.start();
  esf = createEsfClient({ baseUrl: server.grpc, language: "ru" });
});
after(() => server?.stop());

describe("every service of the contract", () => {
  it("corrects, adds, revokes, audits and verifies", async () => {
    const vatPayment = await pay("1", "3000000.00");
    const { invoice: issued } = await esf.invoices.issueInvoice(request(vatPayment, "832000.00"));
    const { invoice: corrected } = await esf.invoices.correctInvoice({ name: issued!.name, invoice: request(vatPayment, "832000.00").invoice });
    const { paymentAllocations: _, ...difference } = request(vatPayment, "832000.00").invoice;
    await esf.invoices.issueAdditionalInvoice({
      name: corrected!.name,
      invoice: { ...difference, lines: [{ description: "A rebate", turnoverAmount: decimal("-100.00") }] },
    });
    const { invoice: another } = await esf.invoices.issueInvoice(request(vatPayment, "832000.00"));
    const { invoice: revoked } = await esf.invoices.revokeInvoice({ name: another!.name, reason: "Issued twice" });
    assert.equal(revoked!.state, InvoiceState.REVOKED);
    const events = await esf.invoices.listInvoiceEvents({ parent });
    assert.equal(events.events.length, 5);

    const listed = await all(esf.listOffsets({ parent, pageSize: 2 }));
    const streamed = await esf.streamOffsets({ parent });
    assert.ok(streamed.completeThrough);
    assert.equal(streamed.totalCount, BigInt(listed.length));
    assert.deepEqual((await all(streamed)).map((offset) => offset.registrationNumber), listed.map((offset) => offset.registrationNumber));
    await assert.rejects(all(streamed), /read once/);
    const [sums] = await all(esf.summarizeOffsets({ parent, groupBy: OffsetGroupBy.TAX_PERIOD }));
    assert.equal(toTiyn(sums!.total!.netAmount!), 83_198_400n);

    const [report] = await all(esf.reconcileOffsets(parent, [{ taxPeriod: "2026-Q2", vatAmount: decimal("831984") }]));
    assert.deepEqual(report!.findings.map(({ kind, row }) => ({ kind, row })), [{ kind: FindingKind.MATCH, row: 1 }]);

    const { checkpoint } = await esf.offsets.getLedgerCheckpoint({ parent });
    const parts: bigint[] = [];
    const verified = await esf.verifyLedger(parent, checkpoint!.token, (part) => parts.push(part.verifiedSequence));
    assert.deepEqual([verified.done, verified.break, parts], [true, undefined, [5n]]);
    const ledger = await esf.streamLedger(parent, 2n);
    assert.equal(ledger.headSequence, 5n);
    assert.deepEqual((await all(ledger)).map((link) => link.sequence), [3n, 4n, 5n]);
    assert.equal((await esf.offsets.listLedgerKeys({})).keys.length, 1);
  });

  it("divides a reconciliation by whole taxpayers", () => {
    const of = (taxpayer: string) => ({ taxpayer, taxPeriod: "2026-Q2" });
    assert.deepEqual(partsOf(parent, ["a", "b", "a", "c", "b"].map(of), 3), [[0, 2], [1, 4, 3]]);
    assert.deepEqual(partsOf(parent, ["", parent].map(of), 2), [[0, 1]]);
    assert.throws(() => partsOf(parent, [], 3), RangeError);
    assert.throws(() => partsOf(parent, ["a", "a"].map(of), 1), /more than 1/);
  });

  it("never takes a stream with a hole for a whole one", async () => {
    const inner = createGrpcTransport({ baseUrl: server.grpc });
    const cutting: Transport = {
      unary: (...call) => inner.unary(...call),
      stream: async (...call) => {
        const response = await inner.stream(...call);
        return { ...response, message: cut(response.message) };
      },
    };
    const offsets = await new EsfClient(cutting, { language: "ru" }).streamOffsets({ parent });
    await assert.rejects(all(offsets), (error: unknown) => error instanceof EsfError
      && error.reason === EsfReasons.DataLoss && error.localizedMessage.startsWith("Поток закончился: получено"));
  });

  it("does not repeat an update with an etag, and repeats one without", async () => {
    const inner = createGrpcTransport({ baseUrl: server.grpc });
    let calls = 0;
    const losing: Transport = {
      unary: async (...call) => {
        calls++;
        await inner.unary(...call);
        throw new ConnectError("The connection was lost.", Code.Unavailable);
      },
      stream: (...call) => inner.stream(...call),
    };
    const { taxpayer } = await esf.taxpayers.getTaxpayer({ name: parent });
    const client = new EsfClient(losing, { initialBackoffMs: 1, maxAttempts: 3 });
    await assert.rejects(client.taxpayers.updateTaxpayer({ taxpayer: taxpayer! }));
    assert.equal(calls, 1);
    await assert.rejects(client.taxpayers.updateTaxpayer({ taxpayer: { ...taxpayer!, etag: "" } }));
    assert.equal(calls, 4);
  });

  it("takes a language and a deadline for one call", async () => {
    const missing = { name: "taxpayers/020440002422" };
    const failed = (call: Promise<unknown>) => call.then(() => assert.fail("It was answered."), (thrown: EsfError) => thrown);
    assert.match((await failed(esf.taxpayers.getTaxpayer(missing, { headers: { "accept-language": "kk" } }))).localizedMessage, /тіркелмеген/);
    assert.match((await failed(esf.taxpayers.getTaxpayer(missing))).localizedMessage, /не зарегистрирован/);
  });

  it("knows every published reason", async () => {
    const rows = JSON.parse(await readFile(new URL("../../../../protos/errors.json", import.meta.url), "utf8")) as { reason: string }[];
    const known = new Set<string>(Object.values(EsfReasons));
    assert.deepEqual(rows.map((row) => row.reason).filter((reason) => !known.has(reason)), []);
    assert.equal(EsfReasons.InvoiceInvalid, "INVOICE_INVALID");
  });
});

describe("a wrong address", () => {
  const texts = { en: "is the service's port for JSON: use its gRPC port", ru: "порт сервиса для JSON: используйте его порт gRPC", kk: "оның gRPC портын пайдаланыңыз" } as const;

  it("names the gRPC port where the JSON port was given, in each language, and repeats nothing", async () => {
    for (const language of ["en", "ru", "kk"] as const) {
      const error = await failure(server.json, language);
      assert.equal(error.reason, EsfReasons.WrongPort);
      assert.ok(error.localizedMessage.includes(texts[language]), error.localizedMessage);
      assert.ok(error.localizedMessage.includes(server.grpc));
      assert.deepEqual([error.isWrongAddress, error.attempts], [true, 1]);
    }
  });

  it("is told apart from a server that is away, and from TLS", async () => {
    const reasons = async (url: string) => (await failure(url, "en")).reason;
    assert.equal(await reasons("http://127.0.0.1:1"), EsfReasons.AddressUnreachable);
    assert.equal(await reasons("http://no-such-host.invalid:5051"), EsfReasons.AddressHostUnknown);
    assert.equal(await reasons(server.grpc.replace("http:", "https:")), EsfReasons.AddressHasNoTls);
    assert.equal(await reasons(server.json.replace("http:", "https:")), EsfReasons.AddressHasNoTls);
    assert.equal((await failure("http://127.0.0.1:1", "en")).attempts, 2);
  });

  it("is another program's", async () => {
    for (const listener of [
      createServer((socket) => { socket.write("SSH-2.0-OpenSSH_9.6\r\n"); }),
      createHttp2Server((_, response) => { response.writeHead(404).end(); }),
    ]) {
      listener.listen(0, "127.0.0.1");
      await once(listener, "listening");
      const { reason } = await failure(`http://127.0.0.1:${(listener.address() as AddressInfo).port}`, "en");
      listener.close();
      assert.equal(reason, EsfReasons.AddressNotGrpc);
    }
  });

  it("is not what a port that only hangs up shows: the call is repeated", async () => {
    const listener = createServer((socket) => socket.destroy());
    listener.listen(0, "127.0.0.1");
    await once(listener, "listening");
    const error = await failure(`http://127.0.0.1:${(listener.address() as AddressInfo).port}`, "ru");
    listener.close();
    assert.deepEqual([error.reason, error.mayBeRepeated, error.attempts], [EsfReasons.Unavailable, true, 2]);
    assert.match(error.localizedMessage, /^Соединение с .* потеряно/);
  });
});

async function failure(baseUrl: string, language: "en" | "ru" | "kk"): Promise<EsfError> {
  const client = createEsfClient({ baseUrl, language, maxAttempts: 2, initialBackoffMs: 1 });
  const thrown: unknown = await client.taxpayers.getTaxpayer({ name: parent }).then(() => assert.fail("It was answered."), (error: unknown) => error);
  assert.ok(thrown instanceof EsfError);
  return thrown;
}

async function pay(documentNumber: string, amount: string): Promise<string> {
  await esf.taxpayers.registerTaxpayer({
    taxpayer: {
      bin: parent.split("/")[1]!,
      legalName: "ТОО \"Клиент\"",
      address: "г. Астана",
      vatRegistration: { certificateSeries: "1", certificateNumber: "1", registeredOn: civilDate("2020-01-01") },
    },
  });
  const { vatPayment } = await esf.vatPayments.recordVatPayment({
    parent, vatPayment: { documentNumber, paidOn: civilDate("2026-05-25"), amount: decimal(amount), budgetCode: "105104" },
  });
  return vatPayment!.name;
}

function request(vatPayment: string, amount: string) {
  return {
    parent,
    invoice: {
      turnoverDate: civilDate("2026-03-31"),
      supplier: { legalName: "Nordlicht Software GmbH", address: "Lindenstrasse 5, 10969 Berlin", countryCode: "DE" },
      lines: [{ description: "Consulting, Q1 2026", turnoverAmount: decimal("5200000") }],
      paymentAllocations: [{ vatPayment, amount: decimal(amount) }],
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

/** Loses the offsets of a message and keeps its count. */
async function* cut<T>(messages: AsyncIterable<T>): AsyncIterable<T> {
  for await (const message of messages) {
    yield { ...message, offsets: [] };
  }
}
