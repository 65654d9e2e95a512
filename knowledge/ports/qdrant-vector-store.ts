import { QdrantClient } from "@qdrant/js-client-rest";
import { v5 as uuidFromName } from "uuid";
import { z } from "zod";
import { UnavailableError } from "../../infra/errors.ts";
import type {
  VectorCollection,
  VectorHit,
  VectorKind,
  VectorPayload,
  VectorPoint,
  VectorQuery,
  VectorStore,
} from "./vector-store.ts";

export interface QdrantOptions {
  url: string;
  apiKey?: string;
  /** For one request, 5 s by default. */
  timeoutMs?: number;
}

// Where a payload keeps the item's id (document A, "Qdrant 向量数据库").
const ITEM_KEY: Record<VectorKind, string> = { document_chunks: "chunk_id", faqs: "faq_id", memories: "memory_id" };
// A request of 100 points with 1,536 dimensions is about 2 MB of JSON; Qdrant takes 32 MB.
const POINTS_A_REQUEST = 100;

/**
 * Collections `document_chunks_{org}`, `faqs_{org}`, `memories_{org}` in a Qdrant server, cosine distance; those of a set
 * end in its name, and the name without it is an alias of the one that serves.
 */
export function createQdrantVectorStore({ url, apiKey, timeoutMs = 5_000 }: QdrantOptions): VectorStore {
  const client = new QdrantClient({
    url,
    timeout: timeoutMs,
    // It would log to the console when server and client are some versions apart.
    checkCompatibility: false,
    ...(apiKey === undefined ? {} : { apiKey }),
  });

  return {
    isPersistent: true,
    ensureCollection: (collection, dimensions) => guard(() => ensureCollection(client, collection, dimensions)),
    upsert: (collection, points) => guard(() => upsert(client, collection, points)),
    delete: async (collection, itemIds) => {
      if (itemIds.length === 0) return;
      await guard(() => deleteWhere(client, collection, ITEM_KEY[collection.kind], { any: [...itemIds] }));
    },
    deleteKnowledgeBase: (collection, kbId) => guard(() => deleteWhere(client, collection, "kb_id", { value: kbId })),
    search: (collection, vector, query) => guard(() => search(client, collection, vector, query)),
    publish: (collection) => guard(() => publish(client, collection)),
    lost: (collections) => guard(() => lost(client, collections)),
    drop: (collection) =>
      guard(async () => {
        if (await exists(client, collection)) await client.deleteCollection(nameOf(collection));
      }),
    close: async () => {},
  };
}

function nameOf({ kind, orgId, set }: VectorCollection): string {
  return set ? `${kind}_${orgId}_${set}` : `${kind}_${orgId}`;
}

/** One request changes the alias: whoever asks by it finds the collection before or this one. */
async function publish(client: QdrantClient, collection: VectorCollection): Promise<void> {
  const { kind, orgId } = collection;
  const [name, alias] = [nameOf(collection), nameOf({ kind, orgId })];
  if (name === alias || !(await exists(client, collection))) return;
  const { aliases } = await client.getAliases();
  const current = aliases.find(({ alias_name }) => alias_name === alias);
  if (current?.collection_name === name) return;
  // A collection from before there were sets holds the name till it is dropped.
  if (!current && (await exists(client, { kind, orgId }))) return;
  const before = current ? [{ delete_alias: { alias_name: alias } }] : [];
  await client.updateCollectionAliases({
    actions: [...before, { create_alias: { collection_name: name, alias_name: alias } }],
  });
}

async function exists(client: QdrantClient, collection: VectorCollection): Promise<boolean> {
  return (await client.collectionExists(nameOf(collection))).exists;
}

/** Two requests, however many are asked for. */
async function lost(client: QdrantClient, collections: readonly VectorCollection[]): Promise<VectorCollection[]> {
  const [named, aliased] = await Promise.all([client.getCollections(), client.getAliases()]);
  const names = new Set([
    ...named.collections.map(({ name }) => name),
    ...aliased.aliases.map(({ alias_name }) => alias_name),
  ]);
  return collections.filter((collection) => !names.has(nameOf(collection)));
}

async function ensureCollection(client: QdrantClient, collection: VectorCollection, dimensions: number) {
  const name = nameOf(collection);
  const isThere = await exists(client, collection);
  if (isThere) {
    const { config } = await client.getCollection(name);
    if (config.params.vectors?.size === dimensions) return "kept";
    await client.deleteCollection(name);
  }
  await client.createCollection(name, { vectors: { size: dimensions, distance: "Cosine" } });
  // Every search filters by the first, every removal by the second.
  for (const field of ["kb_id", ITEM_KEY[collection.kind]]) {
    await client.createPayloadIndex(name, { field_name: field, field_schema: "keyword", wait: true });
  }
  return isThere ? "rebuilt" : "created";
}

async function upsert(client: QdrantClient, collection: VectorCollection, points: readonly VectorPoint[]) {
  for (let start = 0; start < points.length; start += POINTS_A_REQUEST) {
    await client.upsert(nameOf(collection), {
      wait: true,
      points: points.slice(start, start + POINTS_A_REQUEST).map((point) => ({
        id: pointId(point),
        vector: Array.from(point.vector),
        payload: { ...point.payload, part: point.part } satisfies VectorPayload & { part: number },
      })),
    });
  }
}

/** Qdrant takes UUIDs and numbers as ids; other wordings of an item get ids made from the item's own. */
function pointId({ itemId, part }: VectorPoint): string {
  return part === 0 ? itemId : uuidFromName(String(part), itemId);
}

async function deleteWhere(
  client: QdrantClient,
  collection: VectorCollection,
  key: string,
  match: { any: string[] } | { value: string },
) {
  if (!(await exists(client, collection))) return;
  await client.delete(nameOf(collection), { wait: true, filter: { must: [{ key, match }] } });
}

async function search(
  client: QdrantClient,
  collection: VectorCollection,
  vector: Float32Array,
  { limit, kbId }: VectorQuery,
): Promise<VectorHit[]> {
  const itemKey = ITEM_KEY[collection.kind];
  try {
    const { points } = await client.query(nameOf(collection), {
      query: Array.from(vector),
      limit,
      with_payload: [itemKey, "part"],
      ...(kbId === undefined ? {} : { filter: { must: [{ key: "kb_id", match: { value: kbId } }] } }),
    });
    const payload = z.object({ [itemKey]: z.string(), part: z.number() });
    return points.map((point) => {
      const found = payload.parse(point.payload);
      return { itemId: String(found[itemKey]), part: Number(found["part"]), score: point.score };
    });
  } catch (error) {
    // Nothing has been stored for this organisation yet.
    if (statusOf(error) === 404) return [];
    throw error;
  }
}

async function guard<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const status = statusOf(error);
    throw new UnavailableError(`Qdrant failed (${status === null ? "not reachable" : `HTTP ${status}`}).`, error);
  }
}

function statusOf(error: unknown): number | null {
  return error instanceof Error && "status" in error && typeof error.status === "number" ? error.status : null;
}
