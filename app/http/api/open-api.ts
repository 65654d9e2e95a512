import { z } from "zod";
import { IdempotencyKey } from "./answer-once.ts";
import type { ApiRoute } from "./api-route.ts";
import { Problem, type ProblemKind, statusOf } from "./problem.ts";

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of the routes, made of the schemas that validate their requests. */
export function openApiDocument(routes: readonly ApiRoute[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Deskhand",
      version: "1",
      description:
        "The programming interface of a Deskhand, for an organisation's own systems. Fields may be added to answers. A customer is named by code (CUST_00042) or by another system's number for them (SYSTEM:NUMBER).",
    },
    servers: [{ url: "/api/v1" }],
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer", description: "A key of `deskhand key add`" } },
      schemas: namedSchemas(routes),
    },
  };
}

function operationOf(route: ApiRoute): Json {
  return {
    operationId: route.operationId,
    summary: route.summary,
    ...describe(route),
    parameters: [
      ...parametersOf(route.params, "path"),
      ...parametersOf(route.query, "query"),
      ...(route.method === "get" ? [] : [idempotencyHeader]),
    ],
    ...(route.body ? { requestBody: { required: true, content: contentOf(route.body, "application/json") } } : {}),
    responses: responsesOf(route),
    "x-permission": route.permission,
  };
}

function describe({ description, permission, rules = {} }: ApiRoute): Json {
  const named = Object.entries(rules).map(([rule, meaning]) => `\`${rule}\`: ${meaning}`);
  const parts = [
    description,
    `Needs the permission \`${permission}\`.`,
    named.length > 0 ? `Rules that may say no (409): ${named.join("; ")}.` : undefined,
  ];
  return { description: parts.filter(Boolean).join(" ") };
}

const idempotencyHeader = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description:
    "A name for this write. The same write again under it is answered as the first was (header Idempotency-Replayed), for three days.",
  schema: inlineSchema(IdempotencyKey, "input"),
};

function parametersOf(schema: z.ZodObject, place: "path" | "query"): Json[] {
  return Object.entries(schema.shape).map(([name, field]) => ({
    name,
    in: place,
    required: !(field as z.ZodType).safeParse(undefined).success,
    schema: inlineSchema(field as z.ZodType, "input"),
  }));
}

/** What any route may answer besides its own. */
function problemsOf(route: ApiRoute): ProblemKind[] {
  const takesInput = route.body !== null || Object.keys({ ...route.params.shape, ...route.query.shape }).length > 0;
  return [
    ...(takesInput ? (["invalid-request", "not-found"] as const) : []),
    ...(route.body ? (["too-large", "unsupported-media-type"] as const) : []),
    ...(route.method === "get" ? [] : (["conflict", "key-reused"] as const)),
    ...(["unauthorized", "forbidden", "too-many-requests", "internal", "unavailable"] as const),
  ];
}

function responsesOf(route: ApiRoute): Json {
  const own = Object.entries(route.responses).map(([status, { description, schema }]) => [
    status,
    {
      description,
      content: contentOf(schema, Number(status) >= 400 ? "application/problem+json" : "application/json"),
    },
  ]);
  const problems = problemsOf(route).map((kind) => [
    String(statusOf(kind)),
    { description: `Problem: ${kind}`, content: contentOf(Problem, "application/problem+json") },
  ]);
  return Object.fromEntries([...problems, ...own]);
}

/** A schema with a name (`.meta({ id })`) is referred to, any other stands where it is used. */
function contentOf(schema: z.ZodType, type: string): Json {
  const id = schema.meta()?.id;
  return { [type]: { schema: id ? { $ref: `#/components/schemas/${id}` } : inlineSchema(schema, "output") } };
}

function namedSchemas(routes: readonly ApiRoute[]): Json {
  const requests = routes.flatMap(({ body }) => (body ? [body] : []));
  const answers = routes.flatMap(({ responses }) => Object.values(responses).map(({ schema }) => schema));
  return { ...namedOf(requests, "input"), ...namedOf([...answers, Problem], "output") };
}

function namedOf(schemas: z.ZodType[], io: "input" | "output"): Json {
  const registry = z.registry<{ id: string }>();
  for (const schema of schemas) {
    const id = schema.meta()?.id;
    if (id && !registry.has(schema)) registry.add(schema, { id });
  }
  const made = z.toJSONSchema(registry, { io, uri: (id) => `#/components/schemas/${id}`, override: openToMore });
  const { __shared: within, ...own } = made.schemas;
  const named = { ...(within?.$defs as Json | undefined), ...own } as Record<string, object>;
  return Object.fromEntries(Object.entries(named).map(([id, schema]) => [id, withoutMarks(besideOthers(schema))]));
}

/** A named schema that stands within others alone is put aside by zod: here it stands beside them. */
function besideOthers(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll("/schemas/__shared#/$defs/", "/schemas/"));
}

function inlineSchema(schema: z.ZodType, io: "input" | "output"): Json {
  return withoutMarks(z.toJSONSchema(schema, { io, override: openToMore }));
}

/** In answers fields may be added; requests are closed by their own strict schemas. */
function openToMore({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: Json }): void {
  if (zodSchema._zod.def.type === "object" && !zodSchema._zod.def.catchall) delete jsonSchema["additionalProperties"];
}

function withoutMarks(schema: object): Json {
  const { $schema: _dialect, $id: _id, id: _name, ...rest } = schema as Json;
  return rest;
}
