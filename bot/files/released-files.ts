import { z } from "zod";
import { defineSetting, readSetting } from "../../domain/organisation/settings/setting.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";

const DAY_MS = 24 * 60 * 60_000;

export const releaseDays = defineSetting("files.release_days", z.number().int().min(0).max(3650), 90);

/** For how many days a released file goes out again without being asked for (setting `files.release_days`). */
export async function releaseDaysOf(scope: OrgScope): Promise<number> {
  return readSetting(await loadSettings(scope), releaseDays);
}

/** The newest approval within these days that released exactly this file; null when there is none. */
export async function findRelease(
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
