import { createGrpcTransport } from "@connectrpc/connect-node";
import { EsfClient } from "./client.js";
import type { EsfOptions } from "./transport.js";

export * from "./index.js";

/** A client over gRPC. Make one and keep it: it holds one HTTP/2 connection. */
export function createEsfClient(options: EsfOptions & { readonly baseUrl?: string } = {}): EsfClient {
  return new EsfClient(createGrpcTransport({ baseUrl: options.baseUrl ?? "http://127.0.0.1:5051" }), options);
}
