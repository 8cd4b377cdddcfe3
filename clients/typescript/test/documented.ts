import assert from "node:assert/strict";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";

export type Json = any; // What a server answers is looked at, not known.
export type Schema = Record<string, Json>;

export interface Operation {
  readonly id: string;
  readonly verb: string;
  readonly path: string;
  readonly pathParameters: readonly string[];
  readonly hasBody: boolean;
  readonly node: Schema;
}

const ANSWERS = "https://esf.test/answers";
const REQUESTS = "https://esf.test/requests";

/** A server seen through its OpenAPI document: what is sent and what comes back must be as the document says. */
export class Documented {
  readonly operations: readonly Operation[];
  readonly #baseUrl: string;
  readonly #document: Schema;
  readonly #ajv: Ajv2020;
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(baseUrl: string, document: Schema) {
    this.#baseUrl = baseUrl;
    this.#document = document;
    this.#ajv = new Ajv2020({ strict: false, allErrors: true });
    (formats as unknown as (ajv: Ajv2020) => void)(this.#ajv);
    this.#ajv.addFormat("int32", true).addFormat("int64", true);
    this.#ajv.addSchema({ ...strictly(document, false), $id: ANSWERS });
    this.#ajv.addSchema({ ...strictly(document, true), $id: REQUESTS });
    this.operations = Object.entries<Schema>(document["paths"]).flatMap(([path, item]) => Object.entries<Schema>(item).map(([verb, node]) => ({
      id: node["operationId"],
      verb: verb.toUpperCase(),
      path,
      pathParameters: [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!),
      hasBody: "requestBody" in node,
      node,
    })));
  }

  /** Calls an operation that must succeed; answers its body. */
  async ok(id: string, path: Record<string, string>, body?: Json, query: Record<string, string> = {}): Promise<Json> {
    const operation = this.#operation(id);
    if (body !== undefined) {
      this.assertMatches({ $ref: `${REQUESTS}#${pointer(["paths", operation.path, operation.verb.toLowerCase(), "requestBody", "content", "application/json", "schema"])}` }, body);
    }
    const answer = await this.call(id, path, body, query);
    assert.equal(answer.status, 200, `${id}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Calls an operation; whatever it answers must be documented under that status. */
  async call(id: string, path: Record<string, string>, body?: Json, query: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<{ status: number; body: Json }> {
    const operation = this.#operation(id);
    const documented = (operation.node["parameters"] as Schema[]).map((parameter) => parameter["name"]);
    for (const name of Object.keys(query)) {
      assert.ok(documented.includes(name), `${id} has no parameter ${name}.`);
    }
    const url = `${this.#baseUrl}${operation.path.replace(/\{(\w+)\}/g, (_, name) => path[name]!)}?${new URLSearchParams(query)}`;
    const response = await fetch(url, {
      method: operation.verb,
      headers: { ...headers, ...(operation.hasBody ? { "content-type": "application/json" } : {}) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: Json = await response.json();
    this.assertMatches(this.answerSchema(operation, String(response.status)), answer, `${id} ${response.status}`);
    return { status: response.status, body: answer };
  }

  /** The schema of an answer, by reference into the document. */
  answerSchema(operation: Operation, status: string): Schema {
    const key = status in operation.node["responses"] ? status : "default";
    const at = "$ref" in operation.node["responses"][key]
      ? (operation.node["responses"][key].$ref as string).slice(1)
      : pointer(["paths", operation.path, operation.verb.toLowerCase(), "responses", key]);
    return { $ref: `${ANSWERS}#${at}${pointer(["content", "application/json", "schema"])}` };
  }

  assertMatches(schema: Schema, value: Json, what = ""): void {
    const key = schema["$ref"] as string;
    const validate = this.#compiled.get(key) ?? this.#ajv.compile(schema);
    this.#compiled.set(key, validate);
    assert.ok(validate(value), `${what} is not as documented: ${JSON.stringify(validate.errors)}\n${JSON.stringify(value)}`);
  }

  #operation(id: string): Operation {
    const found = this.operations.find((operation) => operation.id === id);
    assert.ok(found, `The document ${this.#document["info"].title} has no operation ${id}.`);
    return found;
  }
}

/** The document with every object closed, so that a field that it does not name is a fault; for requests without what only the server sets. */
function strictly(node: Json, forRequests: boolean): Json {
  if (Array.isArray(node)) {
    return node.map((item) => strictly(item, forRequests));
  }
  if (node === null || typeof node !== "object") {
    return node;
  }
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, key === "example" || key === "examples" ? undefined : strictly(value, forRequests)]));
  if (copy["type"] === "object" && copy["properties"] && !("additionalProperties" in copy)) {
    copy["additionalProperties"] = false;
    if (forRequests) {
      copy["required"] = (copy["required"] ?? []).filter((name: string) => copy["properties"][name]?.readOnly !== true);
    }
  }
  return copy;
}

function pointer(parts: readonly string[]): string {
  return parts.map((part) => `/${encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))}`).join("");
}
