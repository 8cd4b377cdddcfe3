import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Timestamp } from "@bufbuild/protobuf/wkt";
import { type Client, type Transport, createClient } from "@connectrpc/connect";
import type { Invoice } from "../gen/esf/v1/invoice_pb.js";
import { InvoiceService, type ListInvoicesRequestSchema, type WatchInvoicesResponse } from "../gen/esf/v1/invoice_service_pb.js";
import type { LedgerLink } from "../gen/esf/v1/ledger_pb.js";
import type { Offset } from "../gen/esf/v1/offset_pb.js";
import {
  type ListOffsetsRequestSchema, OffsetService, type ReconcileOffsetsResponse, type StreamOffsetsRequestSchema,
  type SummarizeOffsetsRequestSchema, type SummarizeOffsetsResponse, type VerifyLedgerResponse,
} from "../gen/esf/v1/offset_service_pb.js";
import type { Taxpayer } from "../gen/esf/v1/taxpayer_pb.js";
import { TaxpayerService } from "../gen/esf/v1/taxpayer_service_pb.js";
import type { IssueDeadline, VatPayment } from "../gen/esf/v1/vat_payment_pb.js";
import { type ListIssueDeadlinesRequestSchema, type ListVatPaymentsRequestSchema, VatPaymentService } from "../gen/esf/v1/vat_payment_service_pb.js";
import { EsfError } from "./errors.js";
import { type AddressFault, clientErrors } from "./failures.js";
import { EsfReasons } from "./reasons.js";
import { type DeclarationInit, partsOf } from "./reconciliation.js";
import { open } from "./streams.js";
import { type EsfOptions, EsfTransport, sleep } from "./transport.js";

// Three heartbeats of the server.
const SILENCE_MS = 30_000;

// The service looks back no nearer than 5 seconds; its clock and ours need not agree.
const MOMENT_WAITS = 10;
const MOMENT_WAIT_MS = 1_000;

/** Offsets of one moment, as they come; they are read once. What came before an error is a part of the list and nothing else. */
export interface StreamedOffsets extends AsyncIterable<Offset> {
  /** How many offsets the whole stream has; it ends without an error only when so many have come. */
  readonly totalCount: bigint;
  /** The moment that the stream is of. */
  readonly completeThrough: Timestamp | undefined;
}

/** A ledger as it is stored, as it comes; it is read once, and not judged. */
export interface StreamedLedger extends AsyncIterable<LedgerLink> {
  /** How many documents the ledger has, by its head. */
  readonly headSequence: bigint;
}

/** A client of the ESF service. The generated clients do the calls; what is added here is what they cannot do. */
export class EsfClient {
  readonly taxpayers: Client<typeof TaxpayerService>;
  readonly vatPayments: Client<typeof VatPaymentService>;
  readonly invoices: Client<typeof InvoiceService>;
  readonly offsets: Client<typeof OffsetService>;
  /** For services that this class does not name: `createClient(OtherService, esf.transport)`. */
  readonly transport: EsfTransport;

  /**
   * @param transport How the service is reached; `createEsfClient` of `@esf/client/node` takes gRPC.
   * @param options How to speak.
   * @param probe Asks the port what it speaks, when a connection cannot be had.
   */
  constructor(transport: Transport, options: EsfOptions = {}, probe?: () => Promise<AddressFault | undefined>) {
    this.transport = new EsfTransport(transport, options, probe);
    this.taxpayers = createClient(TaxpayerService, this.transport);
    this.vatPayments = createClient(VatPaymentService, this.transport);
    this.invoices = createClient(InvoiceService, this.transport);
    this.offsets = createClient(OffsetService, this.transport);
  }

  /** All taxpayers, page after page as they are read. */
  listTaxpayers(): AsyncGenerator<Taxpayer> {
    return pages((pageToken) => this.taxpayers.listTaxpayers({ pageToken }), (page) => page.taxpayers);
  }

  /** Payments, the oldest first, page after page as they are read. */
  listVatPayments(request: MessageInitShape<typeof ListVatPaymentsRequestSchema>): AsyncGenerator<VatPayment> {
    return pages((pageToken) => this.vatPayments.listVatPayments({ ...request, pageToken }), (page) => page.vatPayments);
  }

  /** Payments with money left for invoices, the soonest closing day first. */
  listIssueDeadlines(request: MessageInitShape<typeof ListIssueDeadlinesRequestSchema>): AsyncGenerator<IssueDeadline> {
    return pages((pageToken) => this.vatPayments.listIssueDeadlines({ ...request, pageToken }), (page) => page.issueDeadlines);
  }

  /** Invoices in the order of the ledger, page after page as they are read. */
  listInvoices(request: MessageInitShape<typeof ListInvoicesRequestSchema>): AsyncGenerator<Invoice> {
    return pages((pageToken) => this.invoices.listInvoices({ ...request, pageToken }), (page) => page.invoices);
  }

  /** Offsets by offset date, taxpayer and ledger, page after page as they are read; all pages are of one moment. */
  listOffsets(request: MessageInitShape<typeof ListOffsetsRequestSchema>): AsyncGenerator<Offset> {
    return pages((pageToken) => this.offsets.listOffsets({ ...request, pageToken }), (page) => page.offsets);
  }

  /** Sums of offsets by day, tax period, taxpayer or supplier country: page after page, each with the total of all and the moment. */
  summarizeOffsets(request: MessageInitShape<typeof SummarizeOffsetsRequestSchema>): AsyncGenerator<SummarizeOffsetsResponse> {
    return pages((pageToken) => this.offsets.summarizeOffsets({ ...request, pageToken }), (page) => [page]);
  }

  /**
   * Opens the same list as a stream of any length, in constant memory. Opening is repeated like any call; a stream that breaks later
   * throws, and is to be asked for anew (give `asOf` to get the same one).
   */
  async streamOffsets(request: MessageInitShape<typeof StreamOffsetsRequestSchema>, signal?: AbortSignal): Promise<StreamedOffsets> {
    const { first, rest } = await open(this.transport, (ending) => this.offsets.streamOffsets(request, { signal: ending }), signal);
    const { failures } = this.transport;
    const totalCount = first?.totalCount ?? 0n;
    async function* items(): AsyncGenerator<Offset> {
      let count = BigInt(first?.offsets.length ?? 0);
      yield* first?.offsets ?? [];
      for await (const message of rest) {
        count += BigInt(message.offsets.length);
        yield* message.offsets;
      }
      if (count !== totalCount) {
        // A list with a hole must never look like a whole one.
        throw failures.of(clientErrors.torn, {}, { count: String(count), total: String(totalCount) });
      }
    }
    return { totalCount, completeThrough: first?.completeThrough, [Symbol.asyncIterator]: once(items()) };
  }

  /**
   * Compares any number of declarations with the register, in calls of at most 10,000. The declarations of one taxpayer stay in one
   * call, and all calls are of one moment, `asOf` or else that of the first call; so the findings do not depend on the division.
   * `row` of a finding is the place in `declarations`, from 1. Throws a RangeError for none, or more than 10,000 of one taxpayer.
   */
  async *reconcileOffsets(parent: string, declarations: readonly DeclarationInit[], asOf?: Timestamp): AsyncGenerator<ReconcileOffsetsResponse> {
    const parts = partsOf(parent, declarations);

    // Quarters like 2026-Q4 sort as texts; what is none of them is refused by the service.
    const periods = declarations.map((declaration) => declaration.taxPeriod ?? "").sort();
    const scope = parts.length === 1 ? {} : { taxPeriodFrom: periods[0] ?? "", taxPeriodTo: periods.at(-1) ?? "" };
    let moment = asOf;
    for (const part of parts) {
      const request = { parent, declarations: part.map((index) => declarations[index]!), ...scope, ...(moment === undefined ? {} : { asOf: moment }) };
      const response = await this.#reconcile(request, moment !== asOf);
      for (const finding of response.findings.filter(({ row }) => row > 0)) {
        finding.row = part[finding.row - 1]! + 1;
      }

      // What is committed between two calls must not be in one of them and out of the other.
      moment ??= response.completeThrough;
      yield response;
    }
  }

  /**
   * Has the service walk a taxpayer's ledger, part by part, to its head or its first break. The service answers for its own database;
   * what needs no trust in it: `streamLedger`, with a checkpoint that was kept elsewhere.
   *
   * @param parent `taxpayers/{bin}`.
   * @param checkpoint Token of a checkpoint that was fetched before: its document must still be there. Empty: none.
   * @param progress Told the answer of each part.
   * @returns The last answer; its `break` is absent when the ledger is whole.
   */
  async verifyLedger(parent: string, checkpoint = "", progress?: (part: VerifyLedgerResponse) => void): Promise<VerifyLedgerResponse> {
    for (let [afterSequence, afterHash] = [0n, ""]; ;) {
      const part = await this.offsets.verifyLedger({ parent, checkpoint, afterSequence, afterHash });
      progress?.(part);
      if (part.done || part.break !== undefined) {
        return part;
      }
      if (part.verifiedSequence <= afterSequence) {
        throw this.transport.failures.of(clientErrors.walkStuck, {}, { sequence: String(part.verifiedSequence) });
      }
      [afterSequence, afterHash] = [part.verifiedSequence, part.verifiedHash];
    }
  }

  /** Opens a ledger as it is stored, to be kept or verified without the service. */
  async streamLedger(parent: string, afterSequence = 0n, signal?: AbortSignal): Promise<StreamedLedger> {
    const { first, rest } = await open(this.transport, (ending) => this.offsets.streamLedger({ parent, afterSequence }, { signal: ending }), signal);
    async function* links(): AsyncGenerator<LedgerLink> {
      yield* first?.links ?? [];
      for await (const message of rest) {
        yield* message.links;
      }
    }
    return { headSequence: first?.headSequence ?? 0n, [Symbol.asyncIterator]: once(links()) };
  }

  /**
   * Follows what happens to invoices, without an end and over connections that may break: it goes on behind the last message that it
   * gave. A message without events is a heartbeat. Store the resumeToken with what you made of a message, or after it.
   *
   * @param parent `taxpayers/{bin}`, or `taxpayers/-` for an auditor.
   * @param resumeToken The resumeToken of an earlier message; empty: from the beginning.
   * @param signal Ends the watch without an error; so does leaving the loop.
   */
  async *watchInvoices(parent: string, resumeToken = "", signal?: AbortSignal): AsyncGenerator<WatchInvoicesResponse> {
    let heard = false;
    for (let attempt = 1; signal?.aborted !== true; attempt++) {
      const connection = new AbortController();
      const end = () => connection.abort();
      signal?.addEventListener("abort", end, { once: true });
      let silence = setTimeout(end, SILENCE_MS);
      let failure: EsfError;
      try {
        for await (const message of this.invoices.watchInvoices({ parent, resumeToken }, { signal: connection.signal })) {
          // The time that the caller takes over a message is no silence of the server.
          clearTimeout(silence);
          [resumeToken, heard, attempt] = [message.resumeToken, true, 1];
          yield message;
          silence = setTimeout(end, SILENCE_MS);
        }
        failure = this.transport.failures.of(clientErrors.streamEnded, { attempts: attempt });
      } catch (thrown) {
        failure = connection.signal.aborted
          ? this.transport.failures.of(clientErrors.noHeartbeat, { attempts: attempt, cause: thrown })
          : EsfError.from(thrown, undefined, attempt);
      } finally {
        clearTimeout(silence);
        signal?.removeEventListener("abort", end);
        connection.abort();
      }
      if (signal?.aborted) {
        return;
      }
      await this.#pause(failure, attempt, heard, signal);
    }
  }

  /** A call of a reconciliation; as of the moment of the first one it may come too early, and then waits. */
  async #reconcile(request: Parameters<Client<typeof OffsetService>["reconcileOffsets"]>[0], isOfFirstCall: boolean): Promise<ReconcileOffsetsResponse> {
    for (let waits = 0; ; waits++) {
      try {
        return await this.offsets.reconcileOffsets(request);
      } catch (thrown) {
        const reasons = thrown instanceof EsfError ? [thrown.reason, ...thrown.violations.map(({ reason }) => reason)] : [];
        if (!isOfFirstCall || waits >= MOMENT_WAITS || !reasons.includes(EsfReasons.AsOfTooRecent)) {
          throw thrown;
        }
        await sleep(MOMENT_WAIT_MS);
      }
    }
  }

  // Before the first message nothing proves that there is such a service; a watch that has run waits until it is back.
  async #pause(failure: EsfError, attempt: number, heard: boolean, signal: AbortSignal | undefined): Promise<void> {
    const pause = this.transport.pauseAfter(failure, attempt);
    if (pause === undefined || (!heard && attempt >= this.transport.maxAttempts)) {
      throw failure;
    }
    await sleep(pause, signal).catch(() => undefined);
  }
}

/** An iterator that is given out once: what comes over a connection is not there a second time. */
function once<Item>(items: AsyncGenerator<Item>): () => AsyncGenerator<Item> {
  let isTaken = false;
  return () => {
    if (isTaken) {
      throw new Error("A stream is read once; ask the client for another one.");
    }
    isTaken = true;
    return items;
  };
}

async function* pages<Page extends { nextPageToken: string }, Item>(
  read: (pageToken: string) => Promise<Page>,
  items: (page: Page) => Item[],
): AsyncGenerator<Item> {
  for (let token = ""; ;) {
    const page = await read(token);
    yield* items(page);
    token = page.nextPageToken;
    if (token === "") {
      return;
    }
  }
}
