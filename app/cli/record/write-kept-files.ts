import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { readThrough } from "../../../infra/db/read-through.ts";
import { createHashedFile } from "./hashed-file.ts";
import type { Manifest, ManifestFile } from "./manifest.ts";
import { filesSql } from "./record-sections.ts";
import { bindingsOf, type RecordUnit } from "./record-unit.ts";

/** Writes the kept files of a unit that are not there yet, a piece at a time. What is not whole is left out and named. */
export async function writeKeptFiles(
  scope: OrgScope,
  folder: string,
  { unit, spoken }: { unit: RecordUnit; spoken: string },
  done: Set<string>,
): Promise<{ files: ManifestFile[]; damaged: Manifest["damaged"] }> {
  const files: ManifestFile[] = [];
  const damaged: Manifest["damaged"] = [];
  const named = readThrough<{ sha256: string }>(scope.trx, filesSql(unit.kind, spoken), bindingsOf(scope, unit));
  for await (const { sha256 } of named) {
    if (done.has(sha256)) continue;
    done.add(sha256);
    const file = await writeBlob(scope, folder, sha256);
    if (typeof file === "string") damaged.push({ sha256, why: file });
    else files.push(file);
  }
  return { files, damaged };
}

/** The file, or why it is not there. */
async function writeBlob(scope: OrgScope, folder: string, sha256: string): Promise<ManifestFile | string> {
  const first = await readPiece(scope, sha256, 0);
  if (!first) return "not in the store";
  const file = await createHashedFile(folder, `files/${sha256}`);
  let piece: Buffer | null = first;
  for (let number = 1; piece; number++) {
    await file.write(piece);
    piece = await readPiece(scope, sha256, number);
  }
  const written = await file.end();
  if (written.sha256 === sha256) return written;
  await rm(join(folder, written.path));
  return "its content is not what its name says";
}

async function readPiece({ trx, orgId }: OrgScope, sha256: string, piece: number): Promise<Buffer | null> {
  const row = await trx("blobs")
    .where({ org_id: orgId, sha256: Buffer.from(sha256, "hex"), piece })
    .first("data");
  return row?.data ?? null;
}
