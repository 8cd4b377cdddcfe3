import { once } from "node:events";
import { type Socket, connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { type AddressFault, clientErrors } from "./failures.js";

const LIMIT_MS = 2_000;
const TLS_ALERT = 0x15;
const SETTINGS = 4;
const GOAWAY = 7;

// The HTTP/2 connection preface (RFC 9113, section 3.4) and an empty SETTINGS frame, as any client sends them.
const GREETING = Buffer.concat([Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), Buffer.from([0, 0, 0, SETTINGS, 0, 0, 0, 0, 0])]);

type Spoken = "http1" | "http2" | "other" | "nothing";

/**
 * Finds out what a port speaks when a client cannot come to speak gRPC with it. A handshake that fails looks the same for a wrong
 * protocol and for a server that stops at that moment; so the port is asked, with at most two short connections that carry nothing of
 * the caller. Undefined: nothing is wrong with the address, or it cannot be known.
 */
export async function probe(baseUrl: string): Promise<AddressFault | undefined> {
  const url = new URL(baseUrl);
  const isTls = url.protocol === "https:";
  const port = Number(url.port || (isTls ? 443 : 80));
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isTls) {
    const tls = await handshake(host, port);
    if (tls !== undefined) {
      return tls.refusal !== undefined ? { error: clientErrors.certificateRefused, values: { cause: tls.refusal } }
        : tls.isHttp2 ? undefined
        : { error: clientErrors.notGrpc };
    }
    const spoken = await greet(host, port);
    return spoken === "nothing" ? undefined
      : spoken === "other" ? { error: clientErrors.notGrpc }
      : { error: clientErrors.hasNoTls, values: { other: `http://${url.hostname}:${port}` } };
  }
  const spoken = await greet(host, port);
  if (spoken !== "nothing") {
    return spoken === "http2" ? undefined : { error: clientErrors.notGrpc };
  }
  return (await handshake(host, port)) === undefined ? undefined : { error: clientErrors.needsTls, values: { other: `https://${url.hostname}:${port}` } };
}

/** Greets the port as HTTP/2 without TLS. */
async function greet(host: string, port: number): Promise<Spoken> {
  const socket = connect({ host, port });
  socket.setTimeout(LIMIT_MS, () => socket.destroy());
  let answer = Buffer.alloc(0);
  try {
    socket.write(GREETING);
    for await (const part of socket) {
      answer = Buffer.concat([answer, part as Buffer]);
      if (answer.length >= 9) {
        break;
      }
    }
  } catch {
    // Reset: it did not like the greeting. What it said before counts.
  } finally {
    socket.destroy();
  }
  if (answer.length === 0 || answer[0] === TLS_ALERT) {
    return "nothing";
  }
  return answer.subarray(0, 5).toString("latin1") === "HTTP/" ? "http1"
    : answer[0] !== 0 ? "other"
    : answer[3] === SETTINGS ? "http2"
    : answer[3] === GOAWAY ? "http1"
    : "other";
}

/** Makes a TLS handshake and nothing more. Undefined: the port speaks no TLS. */
async function handshake(host: string, port: number): Promise<{ isHttp2: boolean; refusal?: string } | undefined> {
  // The certificate is only looked at: nothing is sent over this connection.
  const socket = connectTls({ host, port, servername: /^[\d.:]+$/.test(host) ? "" : host, ALPNProtocols: ["h2", "http/1.1"], rejectUnauthorized: false });
  socket.setTimeout(LIMIT_MS, () => socket.destroy(new Error("silent")));
  try {
    await once(socket as Socket, "secureConnect");
    const isHttp2 = socket.alpnProtocol === "h2";
    return socket.authorized ? { isHttp2 } : { isHttp2, refusal: String(socket.authorizationError) };
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}
