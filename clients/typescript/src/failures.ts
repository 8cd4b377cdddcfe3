import { Code, ConnectError } from "@connectrpc/connect";
import { EsfError } from "./errors.js";
import { EsfReasons } from "./reasons.js";

/** A failure that this client finds by itself: its reason, its code, and its text with placeholders like `{address}`. */
export interface ClientError {
  readonly reason: string;
  readonly code: Code;
  readonly en: string;
  readonly ru: string;
  readonly kk: string;
}

/** A fault of the address, with the values of its text. */
export interface AddressFault {
  readonly error: ClientError;
  readonly values?: Readonly<Record<string, string>>;
}

/** What is known of a failed call besides its failure. */
export interface FailedCall {
  readonly requestId?: string | undefined;
  readonly attempts?: number;
  /** The deadline that it had, milliseconds. */
  readonly timeoutMs?: number | undefined;
  /** True when the caller ended it. */
  readonly isEnded?: boolean;
  readonly cause?: unknown;
}

// Kazakh puts no suffix on a placeholder. The same texts as in the .NET client.
export const clientErrors = {
  unreachable: {
    reason: EsfReasons.AddressUnreachable,
    code: Code.Unavailable,
    en: "No server answers at {address} ({cause}): start it, or give the address of its gRPC port, by default http://127.0.0.1:5051.",
    ru: "По адресу {address} сервер не отвечает ({cause}): запустите его или укажите адрес его порта gRPC, по умолчанию http://127.0.0.1:5051.",
    kk: "{address} мекенжайында сервер жауап бермейді ({cause}): оны іске қосыңыз немесе оның gRPC портының мекенжайын көрсетіңіз, әдепкіде http://127.0.0.1:5051.",
  },
  hostUnknown: {
    reason: EsfReasons.AddressHostUnknown,
    code: Code.Unavailable,
    en: "The host {host} of the address {address} is not known: check the name and the network.",
    ru: "Узел {host} из адреса {address} не найден: проверьте имя и сеть.",
    kk: "{address} мекенжайындағы {host} торабы табылмады: атауы мен желіні тексеріңіз.",
  },
  notGrpc: {
    reason: EsfReasons.AddressNotGrpc,
    code: Code.Unavailable,
    en: "{address} does not speak gRPC: give the address of the server's gRPC port, by default 5051 (5050 is for JSON).",
    ru: "{address} не принимает gRPC: укажите адрес порта gRPC сервера, по умолчанию 5051 (5050 — для JSON).",
    kk: "{address} gRPC қабылдамайды: сервердің gRPC портының мекенжайын көрсетіңіз, әдепкіде 5051 (5050 — JSON үшін).",
  },
  wrongPort: {
    reason: EsfReasons.WrongPort,
    code: Code.Unavailable,
    en: "{address} is the service's port for JSON: use its gRPC port, {other}.",
    ru: "{address} — порт сервиса для JSON: используйте его порт gRPC, {other}.",
    kk: "{address} — сервистің JSON үшін порты: оның gRPC портын пайдаланыңыз, {other}.",
  },
  needsTls: {
    reason: EsfReasons.AddressNeedsTls,
    code: Code.Unavailable,
    en: "{address} accepts only TLS: use {other}.",
    ru: "{address} принимает только TLS: используйте {other}.",
    kk: "{address} тек TLS қабылдайды: {other} мекенжайын пайдаланыңыз.",
  },
  hasNoTls: {
    reason: EsfReasons.AddressHasNoTls,
    code: Code.Unavailable,
    en: "{address} does not accept TLS: use {other}.",
    ru: "{address} не принимает TLS: используйте {other}.",
    kk: "{address} TLS қабылдамайды: {other} мекенжайын пайдаланыңыз.",
  },
  certificateRefused: {
    reason: EsfReasons.AddressCertificateRefused,
    code: Code.Unavailable,
    en: "The certificate of {address} is not trusted ({cause}): use the host name that it was issued for, and install its issuer's certificate.",
    ru: "Сертификату {address} нет доверия ({cause}): используйте имя узла, на которое он выдан, и установите сертификат издателя.",
    kk: "{address} сертификатына сенім жоқ ({cause}): ол берілген торап атауын пайдаланыңыз және баспагерінің сертификатын орнатыңыз.",
  },
  connectionLost: {
    reason: EsfReasons.Unavailable,
    code: Code.Unavailable,
    en: "The connection to {address} was lost ({cause}).",
    ru: "Соединение с {address} потеряно ({cause}).",
    kk: "{address} байланысы үзілді ({cause}).",
  },
  noAnswer: {
    reason: EsfReasons.DeadlineExceeded,
    code: Code.DeadlineExceeded,
    en: "{address} did not answer within {seconds} s.",
    ru: "{address}: нет ответа в течение {seconds} с.",
    kk: "{address}: {seconds} с ішінде жауап болмады.",
  },
  noHeartbeat: {
    reason: EsfReasons.DeadlineExceeded,
    code: Code.DeadlineExceeded,
    en: "{address} sent nothing, not even a heartbeat.",
    ru: "{address}: сервер ничего не прислал, даже контрольного сообщения.",
    kk: "{address}: сервер ештеңе, тіпті бақылау хабарын да жібермеді.",
  },
  streamEnded: {
    reason: EsfReasons.Unavailable,
    code: Code.Unavailable,
    en: "The server {address} ended the stream.",
    ru: "Сервер {address} закрыл поток.",
    kk: "{address} сервері ағынды жапты.",
  },
  torn: {
    reason: EsfReasons.DataLoss,
    code: Code.DataLoss,
    en: "The stream ended with {count} of {total} offsets.",
    ru: "Поток закончился: получено {count} из {total} зачётов.",
    kk: "Ағын аяқталды: {total} есепке жатқызудың {count} алынды.",
  },
  walkStuck: {
    reason: "INTERNAL",
    code: Code.Internal,
    en: "The walk along the ledger does not get past document {sequence}.",
    ru: "Проверка реестра не продвигается дальше документа {sequence}.",
    kk: "Тізілімді тексеру {sequence} құжатынан әрі жылжымайды.",
  },
} as const satisfies Record<string, ClientError>;

const NOT_LISTENING = new Set(["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN", "ETIMEDOUT", "EADDRNOTAVAIL"]);
const UNKNOWN_HOST = new Set(["ENOTFOUND", "EAI_AGAIN"]);

/** Makes the errors of one client: decodes what the service said, and says in the set language what the client finds by itself. */
export class Failures {
  readonly #language: string;
  readonly #address: URL | undefined;
  readonly #probe: (() => Promise<AddressFault | undefined>) | undefined;
  #isReached = false;

  /**
   * @param language Language of the client's own texts.
   * @param address Where the service is; absent when only the transport knows it.
   * @param probe Asks the port what it speaks.
   */
  constructor(language: string, address?: string, probe?: () => Promise<AddressFault | undefined>) {
    this.#language = language;
    this.#address = address === undefined ? undefined : new URL(address);
    this.#probe = probe;
  }

  /** The service has answered: from now on the address is right. */
  reached(): void {
    this.#isReached = true;
  }

  /** A failure of the client's own. */
  of(error: ClientError, call: FailedCall = {}, values: Readonly<Record<string, string>> = {}): EsfError {
    const all = { address: this.#address?.origin ?? "the server", host: this.#address?.hostname ?? "", ...values };
    const text = this.#language === "ru" ? error.ru : this.#language === "kk" ? error.kk : error.en;
    return new EsfError(fill(error.en, all), {
      code: error.code,
      reason: error.reason,
      localizedMessage: fill(text, all),
      metadata: values,
      requestId: call.requestId,
      attempts: call.attempts ?? 1,
      cause: call.cause,
    });
  }

  /** The error of a failed call: what the service said, or else what is wrong with the way to it. */
  async explain(thrown: unknown, call: FailedCall): Promise<EsfError> {
    const error = EsfError.from(thrown, call.requestId, call.attempts);
    if (error === thrown || call.isEnded === true) {
      return error;
    }
    const failed = { ...call, cause: thrown };
    if (error.isOfService) {
      const other = error.metadata["address"];
      return error.reason === EsfReasons.WrongPort && other !== undefined ? this.of(clientErrors.wrongPort, failed, { other: this.#onOurHost(other) }) : error;
    }
    if (error.code === Code.DeadlineExceeded) {
      return this.of(clientErrors.noAnswer, failed, { seconds: String((call.timeoutMs ?? 0) / 1000) });
    }
    const cause = ConnectError.from(thrown).cause as { code?: unknown; message?: string } | undefined;
    const code = typeof cause?.code === "string" ? cause.code : "";
    if (NOT_LISTENING.has(code)) {
      return this.of(clientErrors.unreachable, failed, { cause: code });
    }
    if (UNKNOWN_HOST.has(code)) {
      return this.of(clientErrors.hostUnknown, failed);
    }
    // A proxy whose service is away answers 502, 503 or 504, which gRPC reads as UNAVAILABLE: then the address is right.
    if (error.code !== Code.Unavailable && /^(HTTP \d{3}|unsupported content type)/.test(error.message)) {
      return this.of(clientErrors.notGrpc, failed);
    }
    // A stream or connection that was reset has the code of HTTP/2 (CANCELED, INTERNAL); the service said none of that.
    if (code === "" && error.code !== Code.Canceled) {
      return error;
    }
    const fault = this.#isReached ? undefined : await this.#probe?.();
    return fault !== undefined
      ? this.of(fault.error, failed, fault.values)
      : this.of(clientErrors.connectionLost, failed, { cause: error.message.replaceAll(/\s+/g, " ").trim() });
  }

  // The service names its other port by the host that it sees; only the port is sure to be right.
  #onOurHost(other: string): string {
    if (this.#address === undefined) {
      return other;
    }
    const found = new URL(other);
    found.hostname = this.#address.hostname;
    return found.origin;
  }
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (mark, name: string) => values[name] ?? mark);
}
