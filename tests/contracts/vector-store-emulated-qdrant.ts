import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface EmulatedQdrant {
  url: string;
  /** What a collection, or the one of that alias, holds, by point id. */
  points(collection: string): Map<string, Point>;
  /** The names of the collections. */
  names(): string[];
  /** Loses everything, as a server whose disk is new. */
  empty(): void;
  /** Answers everything with this status from now on; null: as it should. */
  fail(status: number | null): void;
  close(): Promise<void>;
}

interface Point {
  id: string;
  vector: number[];
  payload: Record<string, unknown>;
}

interface Collection {
  size: number;
  points: Map<string, Point>;
}

interface Collections {
  named: Map<string, Collection>;
  /** The collection's name by its alias. */
  aliases: Map<string, string>;
}

function find({ named, aliases }: Collections, name: string): Collection | undefined {
  return named.get(aliases.get(name) ?? name);
}

interface Filter {
  must: { key: string; match: { value?: string; any?: string[] } }[];
}

/**
 * As much of Qdrant's REST interface (OpenAPI of 1.18) as the vector store calls, so that its requests go through the
 * official client over HTTP also where no server is at hand. A real one, at `QDRANT_URL`, is asked for the same.
 */
export async function startEmulatedQdrant(): Promise<EmulatedQdrant> {
  const collections: Collections = { named: new Map(), aliases: new Map() };
  let failure: number | null = null;
  const server = createServer(async (request, response) => {
    const [path = ""] = (request.url ?? "").split("?");
    const [, , name = "", ...rest] = path.split("/");
    const body = await text(request);
    const { status, result } =
      failure === null
        ? answer(
            collections,
            `${request.method} ${path === "/collections" ? "collections" : rest.join("/")}`,
            name,
            body === "" ? {} : JSON.parse(body),
          )
        : { status: failure, result: null };
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify({ result, status: status === 200 ? "ok" : { error: "as asked" }, time: 0 }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    points: (name) => find(collections, name)?.points ?? new Map(),
    names: () => [...collections.named.keys()],
    empty: () => {
      collections.named.clear();
      collections.aliases.clear();
    },
    fail: (status) => {
      failure = status;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** What the client sends, by route; the rest of the real bodies is not looked at. */
interface Body {
  vectors?: { size: number };
  points?: Point[];
  filter?: Filter;
  query?: number[];
  limit?: number;
  with_payload?: string[];
  actions?: {
    create_alias?: { collection_name: string; alias_name: string };
    delete_alias?: { alias_name: string };
  }[];
}

function answer(collections: Collections, route: string, name: string, body: Body) {
  const collection = find(collections, name);
  const ok = (result: unknown) => ({ status: 200, result });
  if (route === "GET collections") {
    return ok({ collections: [...collections.named.keys()].map((each) => ({ name: each })) });
  }
  if (route === "GET exists") return ok({ exists: collection !== undefined });
  if (route === "GET " && name === "") {
    const aliases = [...collections.aliases].map(([alias_name, collection_name]) => ({ alias_name, collection_name }));
    return ok({ aliases });
  }
  if (route === "POST " && name === "aliases") return changeAliases(collections, body);
  if (route === "PUT ") {
    // A name is a collection's or an alias's.
    if (collection) return { status: 400, result: null };
    collections.named.set(name, { size: body.vectors?.size ?? 0, points: new Map() });
    return ok(true);
  }
  if (!collection) return { status: 404, result: null };
  switch (route) {
    case "GET ":
      return ok({ status: "green", config: { params: { vectors: { size: collection.size, distance: "Cosine" } } } });
    case "DELETE ":
      for (const [alias, of] of collections.aliases) if (of === name) collections.aliases.delete(alias);
      return ok(collections.named.delete(name));
    case "PUT index":
      return ok({ status: "completed" });
    case "PUT points":
      if (body.points?.some(({ vector }) => vector.length !== collection.size)) return { status: 400, result: null };
      for (const point of body.points ?? []) collection.points.set(point.id, point);
      return ok({ status: "completed" });
    case "POST points/delete":
      for (const point of collection.points.values())
        if (matches(point, body.filter)) collection.points.delete(point.id);
      return ok({ status: "completed" });
    case "POST points/query":
      return ok({ points: query(collection, body) });
    default:
      return { status: 405, result: null };
  }
}

function changeAliases({ named, aliases }: Collections, { actions = [] }: Body) {
  for (const { create_alias: created, delete_alias: deleted } of actions) {
    if (deleted) aliases.delete(deleted.alias_name);
    if (!created) continue;
    if (!named.has(created.collection_name)) return { status: 404, result: null };
    if (named.has(created.alias_name)) return { status: 409, result: null };
    aliases.set(created.alias_name, created.collection_name);
  }
  return { status: 200, result: true };
}

function query({ points }: Collection, { query: wanted = [], limit = 10, filter, with_payload: keys = [] }: Body) {
  return [...points.values()]
    .filter((point) => matches(point, filter))
    .map(({ id, vector, payload }) => ({
      id,
      version: 0,
      score: vector.reduce((sum, value, index) => sum + value * (wanted[index] ?? 0), 0),
      payload: Object.fromEntries(keys.map((key) => [key, payload[key]])),
    }))
    .sort((a, b) => b.score - a.score)
    .slice(0, limit);
}

function matches({ payload }: Point, filter: Filter | undefined): boolean {
  return (filter?.must ?? []).every(({ key, match }) => {
    const value = String(payload[key]);
    return match.any ? match.any.includes(value) : match.value === value;
  });
}
