import { createGrpcTransport } from "@connectrpc/connect-node";
import { EsfClient } from "./client.js";
import { probe } from "./probe.js";
import type { EsfOptions } from "./transport.js";

export * from "./index.js";

/** A client over gRPC. Make one and keep it: it holds one HTTP/2 connection. */
export function createEsfClient(options: EsfOptions = {}): EsfClient {
  const baseUrl = options.baseUrl ?? "http://127.0.0.1:5051";
  return new EsfClient(createGrpcTransport({ baseUrl }), { ...options, baseUrl }, () => probe(baseUrl));
}
