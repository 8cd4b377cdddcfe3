import { serviceReasons } from "../gen/reasons.js";

/**
 * Every value that `EsfError.reason` and `EsfViolation.reason` can have; never renamed. Those of the service are made from its
 * published catalogue. A failure that neither the service nor this client has a reason for has the gRPC code's name.
 */
export const EsfReasons = {
  ...serviceReasons,
  /** The client: no server answers at the address. It may only be down; the call is repeated. */
  AddressUnreachable: "ADDRESS_UNREACHABLE",
  /** The client: the host name of the address is not known. The call is repeated. */
  AddressHostUnknown: "ADDRESS_HOST_UNKNOWN",
  /** The client: what answers at the address does not speak gRPC. */
  AddressNotGrpc: "ADDRESS_NOT_GRPC",
  /** The client: the address is `http`, and its port speaks TLS. */
  AddressNeedsTls: "ADDRESS_NEEDS_TLS",
  /** The client: the address is `https`, and its port does not speak TLS. */
  AddressHasNoTls: "ADDRESS_HAS_NO_TLS",
  /** The client: the certificate of the server is not trusted, or is not that of its host. */
  AddressCertificateRefused: "ADDRESS_CERTIFICATE_REFUSED",
  /** The client: the connection was lost. */
  Unavailable: "UNAVAILABLE",
  /** The client: a list that must be whole did not come whole. */
  DataLoss: "DATA_LOSS",
} as const;

/** One of `EsfReasons`. */
export type EsfReason = (typeof EsfReasons)[keyof typeof EsfReasons];
