// Makes the constants of the published reasons, so that a reason is written down once. Part of `npm run build`.
import { mkdir, readFile, writeFile } from "node:fs/promises";

const rows = JSON.parse(await readFile(new URL("../../protos/errors.json", import.meta.url), "utf8"));
const nameOf = (reason) => reason.split("_").map((word) => word[0] + word.slice(1).toLowerCase()).join("");
const lines = rows.map(({ reason, en }) => `  /** ${en.replaceAll("*/", "*\\/")} */\n  ${nameOf(reason)}: "${reason}",`);
await mkdir(new URL("gen/", import.meta.url), { recursive: true });
await writeFile(new URL("gen/reasons.ts", import.meta.url), `/** From protos/errors.json. */\nexport const serviceReasons = {\n${lines.join("\n")}\n} as const;\n`);
