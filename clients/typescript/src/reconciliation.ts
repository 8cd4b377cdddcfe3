import type { MessageInitShape } from "@bufbuild/protobuf";
import type { DeclarationSchema } from "../gen/esf/v1/offset_pb.js";

/** How many declarations one call of ReconcileOffsets takes. */
export const MAX_DECLARATIONS = 10_000;

export type DeclarationInit = MessageInitShape<typeof DeclarationSchema>;

/**
 * Which declarations go into which call, as indexes: whole taxpayers, in the order in which they first appear. Throws a RangeError when
 * there are none, or more than a call takes of one taxpayer.
 */
export function partsOf(parent: string, declarations: readonly DeclarationInit[], most = MAX_DECLARATIONS): number[][] {
  if (declarations.length === 0) {
    throw new RangeError("There is nothing to reconcile.");
  }
  const groups = new Map<string, number[]>();
  declarations.forEach((declaration, index) => {
    const taxpayer = declaration.taxpayer || parent;
    const group = groups.get(taxpayer) ?? [];
    groups.set(taxpayer, group);
    if (group.push(index) > most) {
      throw new RangeError(`${taxpayer} has more than ${most} declarations.`);
    }
  });
  const parts: number[][] = [];
  for (const group of groups.values()) {
    const last = parts.at(-1);
    if (last === undefined || last.length + group.length > most) {
      parts.push([...group]);
    } else {
      last.push(...group);
    }
  }
  return parts;
}
