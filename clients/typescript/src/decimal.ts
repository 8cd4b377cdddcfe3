import { create } from "@bufbuild/protobuf";
import { type Decimal, DecimalSchema } from "../gen/google/type/decimal_pb.js";

const PLAIN = /^-?\d+(\.\d+)?$/;

/**
 * A decimal of the contract from `"832000.00"` or a whole bigint. A number is not taken: 0.1 + 0.2 is no amount of tax.
 * Throws a RangeError for what is not plain digits with a point.
 */
export function decimal(value: string | bigint): Decimal {
  const text = value.toString();
  if (!PLAIN.test(text)) {
    throw new RangeError(`'${text}' is not a plain decimal (-?digits[.digits]).`);
  }
  return create(DecimalSchema, { value: text });
}

/** An amount of money in hundredths (tiyn), for exact sums. Throws a RangeError when it has more than two decimals that are not zero. */
export function toTiyn(amount: Pick<Decimal, "value">): bigint {
  const match = /^(-?)(\d+)(?:\.(\d{1,2})0*)?$/.exec(amount.value);
  if (match === null) {
    throw new RangeError(`'${amount.value}' is no amount of money.`);
  }
  const tiyn = BigInt(match[2] ?? "0") * 100n + BigInt((match[3] ?? "").padEnd(2, "0"));
  return match[1] === "-" ? -tiyn : tiyn;
}

/** The decimal of an amount in hundredths, with its two decimals. */
export function fromTiyn(tiyn: bigint): Decimal {
  const digits = (tiyn < 0n ? -tiyn : tiyn).toString().padStart(3, "0");
  return decimal(`${tiyn < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`);
}
