import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { expect } from "vitest";
import { addKey } from "../../domain/organisation/add-key.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import type { OpenProduct } from "./open-product.ts";

export interface ApiAnswer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read into answers that the document has just been held against
  body: any;
}

export interface ApiRequest {
  body?: unknown;
  headers?: Record<string, string>;
  /** Sent as it is, instead of `body`. */
  raw?: string | Uint8Array<ArrayBuffer>;
}

export interface ApiClient {
  key: string;
  keyId: string;
  /** One request, `GET /customers/CUST_00001`; what comes back is held against the document. */
  call(what: string, request?: ApiRequest): Promise<ApiAnswer>;
  /** What of the document was met so far: `getCustomer 200`. */
  met: Set<string>;
}

interface Operation {
  operationId: string;
  parameters: { in: string; name: string }[];
  responses: Record<string, { content: Record<string, { schema: object }> }>;
}
export interface ApiDocument {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

const documentId = "https://deskhand.test/openapi.json";

/** A system that calls the programming interface with a key of `permissions`, of the desk's organisation or another. */
export async function openApiClient(
  desk: OpenProduct,
  {
    permissions = ["*"],
    orgId = desk.orgId,
    met = new Set<string>(),
  }: Partial<{ permissions: string[]; orgId: string; met: Set<string> }> = {},
): Promise<ApiClient> {
  const { key, id } = await inOrganization(desk.product.db, orgId, (scope) =>
    addKey(scope, { actor: "cli" }, { name: `key ${newId()}`, permissions }),
  );
  const document = await fetchDocument(desk.url);
  const validate = createValidator(document);
  return {
    key,
    keyId: id,
    met,
    call: async (what, { body, headers, raw } = {}) => {
      const [method = "", address = ""] = what.split(" ");
      const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
      const response = await fetch(`${desk.url}/api/v1${address}`, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(content === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(content === undefined ? {} : { body: content }),
      });
      const answer = { status: response.status, headers: response.headers, body: await response.json() };
      const operation = findOperation(document, method, address);
      if (operation) {
        validate(operation, answer);
        met.add(`${operation.operationId} ${answer.status}`);
      } else {
        expect([401, 404, 405]).toContain(answer.status);
      }
      return answer;
    },
  };
}

/** The document as everybody may read it. */
export async function fetchDocument(url: string): Promise<ApiDocument> {
  const response = await fetch(`${url}/api/openapi.json`);
  expect(response.status).toBe(200);
  return (await response.json()) as ApiDocument;
}

function findOperation({ paths }: ApiDocument, method: string, address: string): Operation | null {
  const [path = ""] = address.split("?");
  const found = Object.entries(paths).find(([template]) =>
    new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]+")}$`).test(path),
  );
  return found?.[1][method.toLowerCase()] ?? null;
}

/** Holds an answer against what the document says of its operation: status, media type, every field, and no other. */
function createValidator(document: ApiDocument): (operation: Operation, answer: ApiAnswer) => void {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
  for (const format of ["uuid", "date-time", "date", "email", "uri"]) ajv.addFormat(format, formats[format] ?? /^/);
  ajv.addSchema(absolute({ $id: documentId, $defs: closed(document.components.schemas) }));
  const compiled = new Map<object, ValidateFunction>();
  return ({ operationId, responses }, { status, headers, body }) => {
    const described = responses[status];
    expect(described, `${operationId} may answer ${status}: ${JSON.stringify(body)}`).toBeDefined();
    const [type = ""] = (headers.get("content-type") ?? "").split(";");
    const schema = described?.content[type]?.schema;
    expect(schema, `${operationId} ${status} may be ${type}`).toBeDefined();
    if (!schema) return;
    const check = compiled.get(schema) ?? ajv.compile(absolute(closed(schema)));
    compiled.set(schema, check);
    check(body);
    expect(check.errors, `${operationId} ${status} ${JSON.stringify(body)}`).toBeNull();
  };
}

const formats: Record<string, RegExp> = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  date: /^\d{4}-\d\d-\d\d$/,
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
};

/** The document lets fields be added; here one that it does not name is a mistake. */
function closed(schema: unknown): object {
  return JSON.parse(JSON.stringify(schema), (_key, value) =>
    value?.type === "object" && value.properties ? { additionalProperties: false, ...value } : value,
  );
}

function absolute(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', `"${documentId}#/$defs/`));
}
