import type { z } from "zod";
import type { ConverseDeps } from "../../../bot/converse/deps.ts";
import type { KeyHolder } from "../../../domain/organisation/find-key.ts";
import type { Permission } from "../../../domain/organisation/permissions.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";

/** What the routes of the programming interface work with. */
export type ApiDeps = ConverseDeps;

/** One authenticated, validated request, inside the transaction of its organisation. */
export interface ApiCall<Params, Query, Body> {
  scope: OrgScope;
  key: KeyHolder;
  deps: ApiDeps;
  params: Params;
  query: Query;
  body: Body;
}

/** A request before its transaction: who asks for what. */
export interface Asked<Query> {
  key: KeyHolder;
  deps: ApiDeps;
  query: Query;
}

/** What the audit trail names as the thing that was read or changed. */
export interface AboutResource {
  type: string;
  id: string;
}

export interface ApiAnswer {
  status: number;
  body: unknown;
  about: AboutResource;
}

/** An answer of a handler, its status kept as the literal that its schema is found by. */
export function reply<const Status extends number, Body>(status: Status, body: Body, about: AboutResource) {
  return { status, body, about };
}

/** One answer that a route can give; everything from 400 on is problem+json. */
interface ApiResponse<Schema extends z.ZodType = z.ZodType> {
  description: string;
  schema: Schema;
}

type Responses = Record<number, ApiResponse>;

type AnswerOf<R extends Responses> = {
  [Status in keyof R & number]: { status: Status; body: z.output<R[Status]["schema"]>; about: AboutResource };
}[keyof R & number];

interface RouteShape<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, R extends Responses> {
  method: "get" | "post" | "put" | "patch" | "delete";
  /** As OpenAPI writes it, below `/api/v1`: `/customers/{code}`. */
  path: string;
  /** Also the action in the audit trail: `api.getCustomer`. */
  operationId: string;
  summary: string;
  description?: string;
  permission: Permission;
  params: P;
  query: Q;
  /** Null where there is none to read. */
  body: B | null;
  responses: R;
  /** Rules that may say no: answered 409 with this `rule`. */
  rules?: Record<string, string>;
  /** What must not happen inside the transaction of the handler. */
  prepare?(asked: Asked<z.output<Q>>): Promise<void>;
  handle(call: ApiCall<z.output<P>, z.output<Q>, z.output<B>>): Promise<AnswerOf<R>>;
}

/** A route, for what treats all routes alike. */
export interface ApiRoute
  extends Omit<RouteShape<z.ZodObject, z.ZodObject, z.ZodType, Responses>, "handle" | "prepare"> {
  prepare(asked: Asked<unknown>): Promise<void>;
  handle(call: ApiCall<unknown, unknown, unknown>): Promise<ApiAnswer>;
}

/** Makes a route whose handler sees exactly what its schemas let in, and may answer only what they describe. */
export function defineRoute<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, R extends Responses>(
  shape: RouteShape<P, Q, B, R>,
): ApiRoute {
  return {
    ...shape,
    // The parts were read with the route's own schemas: `serveRoute` gives nothing else.
    prepare: async (asked) => shape.prepare?.(asked as Asked<z.output<Q>>),
    handle: (call) => shape.handle(call as ApiCall<z.output<P>, z.output<Q>, z.output<B>>),
  };
}
