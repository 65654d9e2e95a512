import type { Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { type ActName, nameAct } from "./name-act.ts";
import type { PlaygroundPlatform } from "./playground-channel.ts";

/** Something that somebody did on a platform, and how far the product is with it. */
export interface Act extends ActName {
  /** Its number among all that came in. */
  seq: string;
  platform: PlaygroundPlatform;
  state: "working" | "done" | "parked";
  receivedAt: Date;
}

export interface ActsOf {
  orgId: string;
  /** The workspace's channel: everything done there is shown. */
  workspace: string;
  /** The chat of the customer that the page shows. */
  customer: { channelId: string; chat: string } | null;
  platformOf(channelId: string): PlaygroundPlatform;
  /** Our own account in the workspace: what it posts comes back as events, which are nobody's acts. */
  self: string;
}

interface ActRow {
  seq: string;
  channel_id: string;
  status: string;
  payload: string;
  received_at: Date;
  is_sending: boolean;
}

const MAX_ACTS = 40;

/** What was done lately in the workspace and in one customer's chat, newest first. */
export async function readActs(db: Database, { orgId, workspace, customer, platformOf, self }: ActsOf): Promise<Act[]> {
  const rows = await inOrganization(db, orgId, async ({ trx }) => {
    const found: { rows: ActRow[] } = await trx.raw(
      `SELECT r.seq, r.channel_id, r.status, r.payload, r.received_at,
         EXISTS (SELECT 1 FROM deliveries d WHERE d.org_id = r.org_id AND d.status IN ('queued', 'sending')
                 AND d.act ->> 'receipt' = r.external_id) AS is_sending
       FROM inbound_receipts r
       WHERE r.org_id = ? AND r.status <> 'ignored' AND (r.channel_id = ? OR (r.channel_id = ? AND r.chat = ?))
       ORDER BY r.seq DESC LIMIT ?`,
      [orgId, workspace, customer?.channelId ?? workspace, customer?.chat ?? "", MAX_ACTS],
    );
    return found.rows;
  });
  const acts = rows.map((row): Act => {
    const platform = platformOf(row.channel_id);
    return {
      seq: row.seq,
      platform,
      state: row.status === "parked" ? "parked" : row.status === "pending" || row.is_sending ? "working" : "done",
      receivedAt: row.received_at,
      ...nameAct(platform, JSON.parse(row.payload)),
    };
  });
  return acts.filter(({ who }) => who !== self);
}
