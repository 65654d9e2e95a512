import { z } from "zod";
import { findMaterialOfFile } from "../../domain/content/materials/find-materials.ts";
import { defineSetting, readSetting } from "../../domain/organisation/settings/setting.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";

const DAY_MS = 24 * 60 * 60_000;

export const releaseDays = defineSetting("files.release_days", z.number().int().min(0).max(3650), 90);

/** For how many days a released file goes out again without being asked for (setting `files.release_days`). */
export async function releaseDaysOf(scope: OrgScope): Promise<number> {
  return readSetting(await loadSettings(scope), releaseDays);
}

/** What lets a file go without being asked for: an approval that released it lately, or a material in force that it is. */
export type Release = { approval: number } | { material: string; id: string; version: string };

/** What releases exactly these bytes by now; null when nothing does. A material does for as long as it is in force. */
export async function findRelease(
  scope: OrgScope,
  sha256: string,
  within: { days: number; at: Date },
): Promise<Release | null> {
  const material = await findMaterialOfFile(scope, sha256);
  if (material) return { material: material.materialCode, id: material.id, version: material.versionId };
  const approval = await findApproved(scope, sha256, within);
  return approval === null ? null : { approval };
}

/** The newest approval within these days that released exactly this file. */
async function findApproved(
  { trx, orgId }: OrgScope,
  sha256: string,
  { days, at }: { days: number; at: Date },
): Promise<number | null> {
  const row = await trx("approvals")
    .where({ org_id: orgId, kind: "file", status: "approved" })
    .where("decided_at", ">", new Date(at.getTime() - days * DAY_MS))
    .whereRaw("details #> '{text,files}' @> ?::jsonb", [JSON.stringify([{ sha256 }])])
    .orderBy("decided_at", "desc")
    .first("number");
  return row ? Number(row.number) : null;
}

/** The approval that was asked for the files of a line and was not refused; null when there is none. */
export async function findAsked(
  { trx, orgId }: OrgScope,
  noteId: string,
): Promise<{ number: number; status: "pending" | "approved" } | null> {
  const row = await trx("approvals")
    .where({ org_id: orgId, kind: "file" })
    .whereIn("status", ["pending", "approved"])
    .whereRaw("details #>> '{release,note}' = ?", [noteId])
    .first("number", "status");
  return row ? { number: Number(row.number), status: row.status } : null;
}
