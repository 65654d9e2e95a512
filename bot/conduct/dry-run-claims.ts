import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { type ClaimPolicy, checkClaims } from "./prohibited-claims.ts";

export interface WouldBeHeld {
  messageId: string;
  at: Date;
  /** The name of who wrote it; null for the bot. */
  author: string | null;
  /** The conversation's number without its C. */
  conversation: string;
  hits: { entry: string; words: string }[];
}

export interface DryRun {
  checked: number;
  held: WouldBeHeld[];
}

const BATCH = 1000;

/**
 * What a list of claims would have held among the messages that went out since an instant, newest last. For a look before
 * a list is put into force; nothing is changed.
 */
export async function dryRunClaims(
  scope: OrgScope,
  options: { since: Date; policy: ClaimPolicy; onProgress?: (done: number, total: number) => void },
): Promise<DryRun> {
  const { since, policy, onProgress } = options;
  const total = await countSent(scope, since);
  const run: DryRun = { checked: 0, held: [] };
  let last: SentRow | undefined;
  do {
    const rows: SentRow[] = await readSent(scope, since, last);
    run.held.push(...rows.flatMap((row) => heldOf(row, policy)));
    run.checked += rows.length;
    onProgress?.(run.checked, total);
    last = rows.length < BATCH ? undefined : rows.at(-1);
  } while (last);
  return run;
}

interface SentRow {
  id: string;
  sent_at: Date;
  content: string;
  name: string | null;
  number: string;
}

function sent({ trx, orgId }: OrgScope, since: Date) {
  return trx("messages as m")
    .where({ "m.org_id": orgId, "m.direction": "outbound" })
    .where("m.sent_at", ">=", since)
    .whereNotIn("m.status", ["held", "cancelled"])
    .whereNotNull("m.content");
}

async function countSent(scope: OrgScope, since: Date): Promise<number> {
  const row = await sent(scope, since).count({ count: "*" }).first();
  return Number(row?.["count"] ?? 0);
}

async function readSent(scope: OrgScope, since: Date, after: SentRow | undefined): Promise<SentRow[]> {
  const rows = sent(scope, since)
    .join("conversations as c", "c.id", "m.conversation_id")
    .leftJoin("users as u", "u.id", "m.user_id")
    .orderBy(["m.sent_at", "m.id"])
    .limit(BATCH)
    .select("m.id", "m.sent_at", "m.content", "u.name", "c.number");
  return after ? rows.whereRaw("(m.sent_at, m.id) > (?, ?)", [after.sent_at, after.id]) : rows;
}

function heldOf(row: SentRow, policy: ClaimPolicy): WouldBeHeld[] {
  const check = checkClaims(row.content, policy);
  if (check.ok) return [];
  const hits = check.hits.map(({ entry, words }) => ({ entry: entry.id, words }));
  return [{ messageId: row.id, at: row.sent_at, author: row.name, conversation: row.number, hits }];
}
