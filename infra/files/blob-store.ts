import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import type { Database } from "../db/connect.ts";
import { inOrganization, type OrgScope } from "../db/organization-scope.ts";
import { InputError, NotFoundError } from "../errors.ts";

export interface Blob {
  /** Lower-case hex. */
  sha256: string;
  bytes: Buffer;
  mimeType: string | null;
}

/** Kept files by the SHA-256 of their content, per organisation. What is stored is never changed or removed. */
export interface BlobStore {
  /** Stores at most `maxBytes`; the same content again is one blob. @throws InputError when there is more. */
  put(orgId: string, content: Readable, options: { maxBytes: number; mimeType?: string }): Promise<StoredBlob>;
  /** @throws NotFoundError when the organisation has no such blob, or a piece of it is missing or changed. */
  get(orgId: string, sha256: string): Promise<Blob>;
}

export interface StoredBlob {
  sha256: string;
  size: number;
}

const PIECE_BYTES = 1024 * 1024;

/** The default store: the table `blobs`, in pieces of 1 MB, so that files share the database's backup. */
export function createPgBlobStore(db: Database): BlobStore {
  return {
    put: async (orgId, content, { maxBytes, mimeType }) => {
      const bytes = await readBounded(content, maxBytes);
      const digest = createHash("sha256").update(bytes).digest();
      await inOrganization(db, orgId, (scope) => insertPieces(scope, digest, bytes, mimeType ?? null));
      return { sha256: digest.toString("hex"), size: bytes.length };
    },
    get: (orgId, sha256) => inOrganization(db, orgId, (scope) => readPieces(scope, sha256)),
  };
}

async function readBounded(content: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of content) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > maxBytes) {
      content.destroy();
      throw new InputError(`the file is larger than ${maxBytes} bytes`, { maxBytes });
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

async function insertPieces(
  { trx, orgId }: OrgScope,
  digest: Buffer,
  bytes: Buffer,
  mimeType: string | null,
): Promise<void> {
  const pieces = Math.max(1, Math.ceil(bytes.length / PIECE_BYTES));
  for (let piece = 0; piece < pieces; piece++) {
    await trx.raw(
      `INSERT INTO blobs (org_id, sha256, piece, pieces, total_bytes, mime_type, data) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO NOTHING`,
      [
        orgId,
        digest,
        piece,
        pieces,
        bytes.length,
        mimeType ?? "",
        bytes.subarray(piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES),
      ],
    );
  }
}

async function readPieces({ trx, orgId }: OrgScope, sha256: string): Promise<Blob> {
  const rows: { data: Buffer; mime_type: string | null }[] = await trx("blobs")
    .where({ org_id: orgId, sha256: Buffer.from(sha256, "hex") })
    .orderBy("piece")
    .select("data", "mime_type");
  const bytes = Buffer.concat(rows.map((row) => row.data));
  if (rows.length === 0 || createHash("sha256").update(bytes).digest("hex") !== sha256) {
    throw new NotFoundError("the file is not in the store, or is damaged", { sha256 });
  }
  return { sha256, bytes, mimeType: rows[0]?.mime_type || null };
}
