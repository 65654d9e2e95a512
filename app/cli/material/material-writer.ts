import { Readable } from "node:stream";
import { claimsInMaterial } from "../../../bot/conduct/claims-in-material.ts";
import { readRules } from "../../../bot/converse/organisation-rules.ts";
import type { Material, MaterialWords } from "../../../domain/content/materials/material.ts";
import { type MaterialRow, refuseUnfitParts } from "../../../domain/content/materials/read-material-row.ts";
import { lockMaterials, type MaterialChange, saveMaterial } from "../../../domain/content/materials/save-material.ts";
import { findUserByEmail } from "../../../domain/organisation/list-users.ts";
import { isAllowed } from "../../../domain/organisation/permissions.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { User } from "../../../domain/organisation/user.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { ForbiddenError, InputError } from "../../../infra/errors.ts";
import { type BlobStore, createPgBlobStore } from "../../../infra/files/blob-store.ts";
import { byCli, type Tool } from "../tool.ts";
import { type MediaFile, readMedia } from "./read-media.ts";

/** A row with its files read, before anything of it is kept. */
export interface ReadMaterial {
  row: MaterialRow;
  words: MaterialWords;
  authorId: string | null;
  files: MediaFile[];
}

export interface SavedMaterial {
  change: MaterialChange;
  material: Material;
  /** Words that the gate would hold: it waits, and nobody can approve it as it is. */
  claims: string[];
}

/** Reads rows, whose files stand in `folder`, and writes them, each in a transaction of its own. */
export async function createMaterialWriter(tool: Tool, folder: string, approvedBy: string | undefined) {
  const approverId =
    approvedBy === undefined ? null : await tool.inOrganization((scope) => approver(scope, approvedBy));
  const { claims } = readRules(await tool.inOrganization(loadSettings));
  const findClaims = (words: MaterialWords) => claimsInMaterial(words, claims);
  const blobs = createPgBlobStore((await tool.database()).db);
  const orgId = await tool.orgId();

  return {
    /** @throws InputError naming what is wrong with the row or its files. */
    read: async (row: MaterialRow): Promise<ReadMaterial> => {
      const file = row.file === null ? null : await readMedia(row.file, folder);
      const thumbnail = row.thumbnail === null ? null : await readMedia(row.thumbnail, folder);
      if (thumbnail && !thumbnail.mimeType.startsWith("image/"))
        throw new InputError("thumbnail_url must be a picture");
      const words: MaterialWords = {
        ...row.words,
        mediaUrl: file && `blob:${file.sha256}`,
        fileName: file?.name ?? null,
        mimeType: file?.mimeType ?? null,
        thumbnailUrl: thumbnail && `blob:${thumbnail.sha256}`,
      };
      refuseUnfitParts(words);
      const authorId = await tool.inOrganization((scope) => findAuthor(scope, row.author));
      return { row, words, authorId, files: [file, thumbnail].filter((one) => one !== null) };
    },
    /** @throws RuleError when the approver made it, or when it would be held on its way to a customer. */
    write: async ({ row, words, authorId, files }: ReadMaterial): Promise<SavedMaterial> => {
      for (const file of files) await keep(blobs, orgId, file);
      const saved = await tool.inOrganization(async (scope) => {
        await lockMaterials(scope);
        const { code, figures, isActive } = row;
        return saveMaterial(
          scope,
          { code, words, figures, isActive, authorId },
          {
            by: byCli,
            at: tool.clock.now(),
            approval: approverId === null ? null : { userId: approverId },
            findClaims,
          },
        );
      });
      return { ...saved, claims: saved.material.status === "pending" && approverId === null ? findClaims(words) : [] };
    },
  };
}

async function keep(blobs: BlobStore, orgId: string, { bytes, mimeType }: MediaFile): Promise<void> {
  await blobs.put(orgId, Readable.from([bytes]), { maxBytes: bytes.length, mimeType });
}

async function approver(scope: OrgScope, email: string): Promise<string> {
  const user = await findUserByEmail(scope, email);
  if (user.status !== "active" || !isAllowed(user.role, "approval.decide")) {
    throw new ForbiddenError(`${user.email} (${user.role}, ${user.status}) may not approve materials`);
  }
  return user.id;
}

async function findAuthor({ orgId, trx }: OrgScope, author: string | null): Promise<string | null> {
  if (author === null) return null;
  const where = author.includes("@") ? { email: author.toLowerCase() } : { employeeCode: author };
  const user = await User.query(trx).findOne({ orgId, ...where });
  if (!user) throw new InputError(`created_by: there is no user ${author} (an e-mail address or an employee code)`);
  return user.id;
}
