import type { DescMessage, DescMethodStreaming, DescMethodUnary, MessageInitShape } from "@bufbuild/protobuf";
import type { ContextValues, StreamResponse, Transport, UnaryResponse } from "@connectrpc/connect";
import type { EsfError } from "./errors.js";
import { type AddressFault, Failures } from "./failures.js";

/** How a client speaks and how patient it is. */
export interface EsfOptions {
  /** Where the gRPC port of the service is, for the texts of failures; `createEsfClient` also connects there. */
  readonly baseUrl?: string;
  /** Language of the texts of the service and of this client; a call's own `accept-language` header is kept. */
  readonly language?: "kk" | "ru" | "en";
  /** Bearer token, sent with every call; a function is asked each time. */
  readonly token?: string | (() => string | Promise<string>);
  /** How long one attempt of a call may take, milliseconds. Default 30,000. */
  readonly deadlineMs?: number;
  /** How often a call is tried in all, the first time included. Default 4. */
  readonly maxAttempts?: number;
  /** Upper end of the random pause after the first failed attempt, milliseconds; it doubles. Default 500. */
  readonly initialBackoffMs?: number;
  /** Upper end of any random pause, milliseconds. Default 10,000. A service that asks for more is not waited for. */
  readonly maxBackoffMs?: number;
}

/**
 * Any transport, with the manners of this service: language and token in every call, a deadline for each attempt, EsfError for every
 * failure, and a repeat of what got no answer, with the same request_id.
 */
export class EsfTransport implements Transport {
  readonly #inner: Transport;
  readonly #options: EsfOptions;
  /** Makes the errors of this client. */
  readonly failures: Failures;

  /**
   * @param inner The transport that is called.
   * @param options How to speak.
   * @param probe Asks the port what it speaks, when a connection cannot be had.
   */
  constructor(inner: Transport, options: EsfOptions, probe?: () => Promise<AddressFault | undefined>) {
    this.#inner = inner;
    this.#options = options;
    this.failures = new Failures(options.language ?? "en", options.baseUrl, probe);
  }

  /** How often a call is tried in all. */
  get maxAttempts(): number {
    return this.#options.maxAttempts ?? 4;
  }

  /** How long one attempt of a call, or one message of a stream, may take. */
  get deadlineMs(): number {
    return this.#options.deadlineMs ?? 30_000;
  }

  async unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    signal: AbortSignal | undefined,
    timeoutMs: number | undefined,
    header: HeadersInit | undefined,
    input: MessageInitShape<I>,
    contextValues?: ContextValues,
  ): Promise<UnaryResponse<I, O>> {
    const requestId = fillRequestIds(method, input);
    // A long poll is answered after the time that it asks for.
    const wait = ((input as { waitSeconds?: number }).waitSeconds ?? 0) * 1000;
    const deadline = timeoutMs ?? this.deadlineMs + wait;
    for (let attempt = 1; ; attempt++) {
      try {
        const response = await this.#inner.unary(method, signal, deadline, await this.#headers(header), input, contextValues);
        this.failures.reached();
        return response;
      } catch (thrown) {
        const call = { requestId, attempts: attempt, timeoutMs: deadline, isEnded: signal?.aborted === true };
        const error = await this.failures.explain(thrown, call);
        const pause = attempt < this.maxAttempts && isRepeatable(method, input) ? this.pauseAfter(error, attempt) : undefined;
        if (pause === undefined || signal?.aborted) {
          throw error;
        }
        await sleep(pause, signal);
      }
    }
  }

  async stream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodStreaming<I, O>,
    signal: AbortSignal | undefined,
    timeoutMs: number | undefined,
    header: HeadersInit | undefined,
    input: AsyncIterable<MessageInitShape<I>>,
    contextValues?: ContextValues,
  ): Promise<StreamResponse<I, O>> {
    try {
      const response = await this.#inner.stream(method, signal, timeoutMs, await this.#headers(header), input, contextValues);
      return { ...response, message: this.#decoding(response.message, signal) };
    } catch (thrown) {
      throw await this.failures.explain(thrown, { isEnded: signal?.aborted === true });
    }
  }

  /** Milliseconds to wait after a failed attempt (1, 2, 3 …): exponential with full jitter, never before RetryInfo. Undefined: do not repeat. */
  pauseAfter(error: EsfError, attempt: number): number | undefined {
    const longest = this.#options.maxBackoffMs ?? 10_000;
    const told = error.retryAfterMs ?? 0;
    if (!error.mayBeRepeated || error.isWrongAddress || told > longest) {
      return undefined;
    }
    return told + Math.random() * Math.min(longest, (this.#options.initialBackoffMs ?? 500) * 2 ** (attempt - 1));
  }

  async *#decoding<T>(messages: AsyncIterable<T>, signal: AbortSignal | undefined): AsyncIterable<T> {
    try {
      for await (const message of messages) {
        this.failures.reached();
        yield message;
      }
    } catch (thrown) {
      throw await this.failures.explain(thrown, { isEnded: signal?.aborted === true });
    }
  }

  async #headers(own: HeadersInit | undefined): Promise<Headers> {
    const headers = new Headers(own);
    if (!headers.has("accept-language")) {
      headers.set("accept-language", this.#options.language ?? "en");
    }
    const { token } = this.#options;
    if (token !== undefined && !headers.has("authorization")) {
      headers.set("authorization", `Bearer ${typeof token === "string" ? token : await token()}`);
    }
    return headers;
  }
}

/** Waits; ends early with the signal's reason. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", end);
      resolve();
    }, ms);
    signal?.addEventListener("abort", end, { once: true });
    if (signal?.aborted) {
      end();
    }
  });
}

/** If only the answer to an update with an etag was lost, the repetition would be told ETAG_MISMATCH about its own change. */
function isRepeatable<I extends DescMessage>(method: DescMethodUnary<I>, input: MessageInitShape<I>): boolean {
  return method.name !== "UpdateTaxpayer" || !(input as { taxpayer?: { etag?: string } }).taxpayer?.etag;
}

/**
 * An id that the caller left out is written into the caller's message: who sends the same message again after an error then repeats
 * the request, and does not make a second document.
 */
function fillRequestIds<I extends DescMessage>(method: DescMethodUnary<I>, input: MessageInitShape<I>): string | undefined {
  const message = input as { requestId?: string; requests?: { requestId?: string }[] };
  if (method.input.fields.some((field) => field.name === "request_id")) {
    message.requestId ||= crypto.randomUUID();
    return message.requestId;
  }
  for (const item of method.name === "BatchIssueInvoices" ? (message.requests ?? []) : []) {
    item.requestId ||= crypto.randomUUID();
  }
  return undefined;
}
