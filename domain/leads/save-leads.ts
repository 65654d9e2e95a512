import { createHash } from "node:crypto";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { insertOutboxEvent } from "../control/outbox-event.ts";
import { joinCampaign } from "./join-campaign.ts";
import type { LeadRow } from "./read-lead-row.ts";

/** What a row is known by when it comes again: its own reference, else what it says. */
export function referenceOf(row: LeadRow): string {
  if (row.external_ref !== null) return row.external_ref;
  const { external_ref: _, ...content } = row;
  const sorted = Object.entries(content).sort(([left], [right]) => (left < right ? -1 : 1));
  return `sha256:${createHash("sha256").update(JSON.stringify(sorted)).digest("hex")}`;
}

/** Those of these references that are leads already. */
export async function knownReferences({ trx, orgId }: OrgScope, references: readonly string[]): Promise<Set<string>> {
  const known: string[] = await trx("leads")
    .where({ org_id: orgId })
    .whereIn("external_ref", [...references])
    .pluck("external_ref");
  return new Set(known);
}

/** Inserts the rows that are no leads yet, each with the activity that says so. Returns how many those were. */
export async function saveLeads(
  scope: OrgScope,
  rows: readonly LeadRow[],
  { file, at }: { file: string; at: Date },
): Promise<number> {
  const { trx, orgId } = scope;
  const records = rows.map((row) => ({
    ...row,
    id: newId(),
    org_id: orgId,
    external_ref: referenceOf(row),
    raw_data: JSON.stringify({ import: file }),
    created_at: at,
  }));
  // Another run at the same time may be reading the same file.
  const saved: string[] = (
    await trx("leads")
      .insert(records)
      .onConflict(trx.raw("(org_id, external_ref) WHERE external_ref IS NOT NULL"))
      .ignore()
      .returning("id")
  ).map(({ id }: { id: string }) => id);
  await joinCampaign(scope, saved);
  await noteImported(scope, saved, { file, at });
  for (const id of saved) await insertOutboxEvent(scope, "lead.created", id, { leadId: id, customerId: null });
  return saved.length;
}

async function noteImported(
  { trx, orgId }: OrgScope,
  leadIds: readonly string[],
  { file, at }: { file: string; at: Date },
): Promise<void> {
  if (leadIds.length === 0) return;
  await trx("lead_activities").insert(
    leadIds.map((id) => ({
      id: newId(),
      org_id: orgId,
      lead_id: id,
      type: "imported",
      metadata: JSON.stringify({ file }),
      created_at: at,
    })),
  );
}
