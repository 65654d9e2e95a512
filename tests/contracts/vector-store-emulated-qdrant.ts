import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface EmulatedQdrant {
  url: string;
  /** What a collection holds, by point id. */
  points(collection: string): Map<string, Point>;
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

interface Filter {
  must: { key: string; match: { value?: string; any?: string[] } }[];
}

/**
 * As much of Qdrant's REST interface (OpenAPI of 1.18) as the vector store calls, so that its requests go through the
 * official client over HTTP also where no server is at hand. A real one, at `QDRANT_URL`, is asked for the same.
 */
export async function startEmulatedQdrant(): Promise<EmulatedQdrant> {
  const collections = new Map<string, Collection>();
  let failure: number | null = null;
  const server = createServer(async (request, response) => {
    const [path = ""] = (request.url ?? "").split("?");
    const [, , name = "", ...rest] = path.split("/");
    const body = await text(request);
    const { status, result } =
      failure === null
        ? answer(collections, `${request.method} ${rest.join("/")}`, name, body === "" ? {} : JSON.parse(body))
        : { status: failure, result: null };
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify({ result, status: status === 200 ? "ok" : { error: "as asked" }, time: 0 }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    points: (collection) => collections.get(collection)?.points ?? new Map(),
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
}

function answer(collections: Map<string, Collection>, route: string, name: string, body: Body) {
  const collection = collections.get(name);
  const ok = (result: unknown) => ({ status: 200, result });
  if (route === "GET exists") return ok({ exists: collection !== undefined });
  if (route === "PUT ") {
    collections.set(name, { size: body.vectors?.size ?? 0, points: new Map() });
    return ok(true);
  }
  if (!collection) return { status: 404, result: null };
  switch (route) {
    case "GET ":
      return ok({ status: "green", config: { params: { vectors: { size: collection.size, distance: "Cosine" } } } });
    case "DELETE ":
      return ok(collections.delete(name));
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
