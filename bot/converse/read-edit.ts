import type { Database } from "../../infra/db/connect.ts";
import { storedJson } from "../../infra/db/stored-text.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { MessageEvent } from "../ports/inbound-event.ts";
import type { EditJob } from "./edit-job.ts";

/** An edit as the message that it now is, and when we heard of it. */
export interface HeardEdit {
  event: MessageEvent;
  heardAt: Date;
}

/** The edit that a job is about; null when its receipt is gone. Its files were looked at when the message came. */
export async function readEdit(db: Database, channel: LiveChannel, job: EditJob): Promise<HeardEdit | null> {
  const { rows } = await db.system.raw(
    `SELECT external_id, chat, payload, position, received_at FROM inbound_receipts
     WHERE org_id = ? AND channel_id = ? AND external_id = ?`,
    [channel.orgId, channel.id, job.receipt],
  );
  const row = rows[0];
  if (!row) return null;
  const events = await channel.adapter.parse({
    externalId: row.external_id,
    chat: row.chat,
    raw: row.payload,
    position: Number(row.position),
    receivedAt: row.received_at.toISOString(),
  });
  const edit = storedJson(events).find((event) => event.kind === "edited");
  if (edit?.kind !== "edited") return null;
  const { channelId, externalId, platform, chat, sender, externalMessageId, text, editedAt: sentAt } = edit;
  const base = { channelId, externalId, platform, chat, sender, externalMessageId, text, sentAt };
  return { event: { kind: "message", ...base, attachments: [], addressed: true }, heardAt: row.received_at };
}
