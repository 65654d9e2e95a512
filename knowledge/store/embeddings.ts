import { createHash } from "node:crypto";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { EntryKind } from "../entries.ts";

/** What has vectors: the entries of the knowledge, scripts, and materials. */
export type EmbeddedKind = EntryKind | "script" | "material";

/** The vector of one text of one entry. */
export interface StoredVector {
  itemId: string;
  part: number;
  vector: Float32Array;
}

export interface EmbeddedText<Kind extends EmbeddedKind = EmbeddedKind> {
  kind: Kind;
  itemId: string;
  part: number;
  text: string;
  vector: Float32Array;
}

export const embeddingKinds = {
  faq: "faq",
  chunk: "document_chunk",
  script: "script",
  material: "material",
} as const satisfies Record<EmbeddedKind, string>;

/** Tells whether a stored vector still belongs to the text. */
export function textHash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Hash of the embedded text by `ITEM:PART`, for every vector that the items have of this model. */
export async function loadEmbeddingHashes(
  { orgId, trx }: OrgScope,
  model: string,
  kind: EmbeddedKind,
  itemIds: string[],
): Promise<Map<string, string>> {
  const { rows } = await trx.raw(
    `SELECT item_id, part, encode(content_hash, 'hex') AS hash FROM embeddings
     WHERE org_id = ? AND kind = ? AND model = ? AND item_id = ANY(?)`,
    [orgId, embeddingKinds[kind], model, itemIds],
  );
  return new Map(
    rows.map((row: { item_id: string; part: number; hash: string }) => [`${row.item_id}:${row.part}`, row.hash]),
  );
}

/** The items' vectors of this model. */
export async function loadVectors(
  { orgId, trx }: OrgScope,
  model: string,
  kind: EmbeddedKind,
  itemIds: string[],
): Promise<StoredVector[]> {
  const { rows } = await trx.raw(
    "SELECT item_id, part, vector FROM embeddings WHERE org_id = ? AND kind = ? AND model = ? AND item_id = ANY(?)",
    [orgId, embeddingKinds[kind], model, itemIds],
  );
  return rows.map((row: { item_id: string; part: number; vector: Buffer }) => ({
    itemId: row.item_id,
    part: row.part,
    vector: decodeVector(row.vector),
  }));
}

/** Keeps vectors; an older one of the same text place and model is replaced. */
export async function saveVectors(
  { orgId, trx }: OrgScope,
  model: string,
  texts: readonly EmbeddedText[],
): Promise<void> {
  if (texts.length === 0) return;
  await trx.raw(
    `INSERT INTO embeddings (org_id, kind, item_id, part, model, content_hash, vector)
     SELECT ?, kind, item_id, part, ?, decode(hash, 'hex'), vector
     FROM unnest(?::text[], ?::uuid[], ?::int[], ?::text[], ?::bytea[]) AS t (kind, item_id, part, hash, vector)
     ON CONFLICT (org_id, kind, item_id, part, model)
     DO UPDATE SET content_hash = excluded.content_hash, vector = excluded.vector, created_at = now()`,
    [
      orgId,
      model,
      texts.map((text) => embeddingKinds[text.kind]),
      texts.map((text) => text.itemId),
      texts.map((text) => text.part),
      texts.map((text) => textHash(text.text)),
      texts.map((text) => encodeVector(text.vector)),
    ],
  );
}

/** Drops every vector of the items, of any model. */
export async function deleteVectors({ orgId, trx }: OrgScope, itemIds: string[]): Promise<void> {
  if (itemIds.length === 0) return;
  await trx.raw("DELETE FROM embeddings WHERE org_id = ? AND item_id = ANY(?)", [orgId, itemIds]);
}

/** Drops the vectors of all other models. */
export async function deleteOtherModels({ orgId, trx }: OrgScope, models: readonly string[]): Promise<void> {
  await trx.raw("DELETE FROM embeddings WHERE org_id = ? AND model <> ALL(?)", [orgId, [...models]]);
}

function encodeVector(vector: Float32Array): Buffer {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, index) => {
    bytes.writeFloatLE(value, index * 4);
  });
  return bytes;
}

function decodeVector(bytes: Buffer): Float32Array {
  return Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
}
