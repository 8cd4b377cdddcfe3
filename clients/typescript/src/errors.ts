import { Code, ConnectError } from "@connectrpc/connect";
import type { Refusal, Violation } from "../gen/esf/v1/refusal_pb.js";
import { BadRequestSchema, ErrorInfoSchema, LocalizedMessageSchema, RetryInfoSchema } from "../gen/google/rpc/error_details_pb.js";
import { EsfReasons } from "./reasons.js";

const WRONG_ADDRESS: ReadonlySet<string> = new Set([
  EsfReasons.WrongPort,
  EsfReasons.AddressNotGrpc,
  EsfReasons.AddressNeedsTls,
  EsfReasons.AddressHasNoTls,
  EsfReasons.AddressCertificateRefused,
]);

/** One rule that was not met. */
export interface EsfViolation {
  /** Path of the field in the request, list indexes counted from 1: `invoice.lines[2].vat_amount`. */
  readonly field: string;
  /** Stable reason of the catalogue. */
  readonly reason: string;
  /** What is wrong, in English. */
  readonly description: string;
  /** What is wrong, in the language of the client. */
  readonly localizedMessage: string;
  /** The article that the rule applies; absent in a status, which has no place for it. */
  readonly law?: string;
}

interface Facts {
  readonly isOfService?: boolean;
  readonly code: Code;
  readonly reason: string;
  readonly localizedMessage?: string;
  readonly violations?: readonly EsfViolation[];
  readonly metadata?: Readonly<Record<string, string>>;
  readonly retryAfterMs?: number | undefined;
  readonly requestId?: string | undefined;
  readonly attempts?: number;
  readonly cause?: unknown;
}

/** A call that the service refused or that did not reach it. Decide by `reason`, show `localizedMessage` and `violations`. */
export class EsfError extends Error {
  readonly code: Code;
  /** One of `EsfReasons`: a row of the service's catalogue (`INVOICE_INVALID`), or one of this client's own (`ADDRESS_NOT_GRPC`). */
  readonly reason: string;
  /** What happened, in the language of the client; in English when neither the service nor this client has a text for it. */
  readonly localizedMessage: string;
  /** Rules that were not met, in the order of the catalogue; a status carries at most 16 of `violationCount`. */
  readonly violations: readonly EsfViolation[];
  readonly violationCount: number;
  /** Numbers and names of the message. */
  readonly metadata: Readonly<Record<string, string>>;
  /** How long the service asks to wait before the call is repeated. */
  readonly retryAfterMs?: number;
  /** The request_id of the one document that the call was to make: repeat the call with it. */
  readonly requestId?: string;
  readonly attempts: number;
  /** True when the service itself said it, with a reason of its catalogue. */
  readonly isOfService: boolean;

  constructor(message: string, facts: Facts) {
    super(message, { cause: facts.cause });
    this.name = "EsfError";
    this.code = facts.code;
    this.reason = facts.reason;
    this.localizedMessage = facts.localizedMessage ?? message;
    this.violations = facts.violations ?? [];
    this.metadata = facts.metadata ?? {};
    this.violationCount = Math.max(Number(this.metadata["violation_count"] ?? 0), this.violations.length);
    if (facts.retryAfterMs !== undefined) {
      this.retryAfterMs = facts.retryAfterMs;
    }
    if (facts.requestId) {
      this.requestId = facts.requestId;
    }
    this.attempts = facts.attempts ?? 1;
    this.isOfService = facts.isOfService ?? false;
  }

  /** True when the same call, with the same request_id, may succeed later. */
  get mayBeRepeated(): boolean {
    return this.code === Code.Unavailable
      || this.code === Code.DeadlineExceeded
      || (this.code === Code.ResourceExhausted && (this.retryAfterMs !== undefined || this.reason === EsfReasons.RateLimited));
  }

  /**
   * True when the address is not that of the service's gRPC port: the message says which to use. Nothing was sent, and the client does
   * not repeat such a call; `mayBeRepeated` is true, since the same call succeeds once the address is right.
   */
  get isWrongAddress(): boolean {
    return WRONG_ADDRESS.has(this.reason);
  }

  /** Reads a google.rpc.Status out of what the transport threw. */
  static from(thrown: unknown, requestId?: string, attempts = 1): EsfError {
    if (thrown instanceof EsfError) {
      return thrown;
    }
    const error = ConnectError.from(thrown);
    const info = error.findDetails(ErrorInfoSchema).find((found) => found.domain === "esf");
    const delay = error.findDetails(RetryInfoSchema)[0]?.retryDelay;
    return new EsfError(error.rawMessage, {
      code: error.code,
      reason: info?.reason ?? nameOf(error.code),
      localizedMessage: error.findDetails(LocalizedMessageSchema)[0]?.message ?? error.rawMessage,
      violations: error.findDetails(BadRequestSchema).flatMap((bad) => bad.fieldViolations).map((row) => ({
        field: row.field,
        reason: row.reason,
        description: row.description,
        localizedMessage: row.localizedMessage?.message ?? row.description,
      })),
      metadata: info?.metadata ?? {},
      retryAfterMs: delay === undefined ? undefined : Number(delay.seconds) * 1000 + Math.ceil(delay.nanos / 1e6),
      requestId,
      attempts,
      isOfService: info !== undefined,
      cause: error,
    });
  }

  /** The error that the single call would have thrown for a refused item of a batch. */
  static ofRefusal(refusal: Refusal, requestId?: string): EsfError {
    return new EsfError(refusal.description, {
      code: refusal.code as Code,
      reason: refusal.reason,
      localizedMessage: refusal.localizedMessage,
      violations: refusal.violations.map(ofViolation),
      requestId,
      isOfService: true,
    });
  }
}

/** A violation of a report or of a refusal in a batch. */
export function ofViolation(violation: Violation): EsfViolation {
  const { field, reason, description, localizedMessage, law } = violation;
  return { field, reason, description, localizedMessage, ...(law === "" ? {} : { law }) };
}

function nameOf(code: Code): string {
  return Code[code].replace(/(?<=[a-z])[A-Z]/g, "_$&").toUpperCase();
}
