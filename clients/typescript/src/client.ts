import type { MessageInitShape } from "@bufbuild/protobuf";
import { type Client, Code, type Transport, createClient } from "@connectrpc/connect";
import type { Invoice } from "../gen/esf/v1/invoice_pb.js";
import { InvoiceService, type ListInvoicesRequestSchema, type WatchInvoicesResponse } from "../gen/esf/v1/invoice_service_pb.js";
import type { Taxpayer } from "../gen/esf/v1/taxpayer_pb.js";
import { TaxpayerService } from "../gen/esf/v1/taxpayer_service_pb.js";
import type { IssueDeadline, VatPayment } from "../gen/esf/v1/vat_payment_pb.js";
import { type ListIssueDeadlinesRequestSchema, type ListVatPaymentsRequestSchema, VatPaymentService } from "../gen/esf/v1/vat_payment_service_pb.js";
import { EsfError } from "./errors.js";
import { type EsfOptions, EsfTransport, sleep } from "./transport.js";

// Three heartbeats of the server.
const SILENCE_MS = 30_000;

/** A client of the ESF service. The generated clients do the calls; what is added here is what they cannot do. */
export class EsfClient {
  readonly taxpayers: Client<typeof TaxpayerService>;
  readonly vatPayments: Client<typeof VatPaymentService>;
  readonly invoices: Client<typeof InvoiceService>;
  /** For services that this class does not name: `createClient(OtherService, esf.transport)`. */
  readonly transport: EsfTransport;

  constructor(transport: Transport, options: EsfOptions = {}) {
    this.transport = new EsfTransport(transport, options);
    this.taxpayers = createClient(TaxpayerService, this.transport);
    this.vatPayments = createClient(VatPaymentService, this.transport);
    this.invoices = createClient(InvoiceService, this.transport);
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
        failure = new EsfError("The server ended the stream.", { code: Code.Unavailable, reason: "UNAVAILABLE" });
      } catch (thrown) {
        failure = connection.signal.aborted
          ? new EsfError("The server sent nothing, not even a heartbeat.", { code: Code.Unavailable, reason: "UNAVAILABLE" })
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

  // Before the first message nothing proves that there is such a service; a watch that has run waits until it is back.
  async #pause(failure: EsfError, attempt: number, heard: boolean, signal: AbortSignal | undefined): Promise<void> {
    const pause = this.transport.pauseAfter(failure, attempt);
    if (pause === undefined || (!heard && attempt >= 4)) {
      throw failure;
    }
    await sleep(pause, signal).catch(() => undefined);
  }
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
