import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { raiseAlert } from "./raise-alert.ts";
import { ruleLabels } from "./rules.ts";

/** A text that waits for a decision and that no alert has told of. */
export interface HeldReply {
  id: string;
  number: string;
  kind: "claim" | "file";
  conversation_id: string | null;
  customer_id: string | null;
  team_id: string | null;
  words: string | null;
  reason: string;
  /** The same in each language; null where it was held before that was kept. */
  reasons: Record<Language, string> | null;
}

/**
 * Tells managers of a text that was held a moment ago, in the transaction that holds it. Its conversation is locked.
 * A job looks for whatever was held in another way.
 */
export async function alertHeld(
  scope: OrgScope,
  channels: ChannelDirectory,
  approvalNumber: number,
  at: Date,
): Promise<void> {
  const reply = (await findHeld(scope)).find(({ number }) => Number(number) === approvalNumber);
  if (reply) await alertOfHeld(scope, channels, reply, at);
}

// Named by its number, never by its author: the team reads this.
export async function alertOfHeld(
  scope: OrgScope,
  channels: ChannelDirectory,
  reply: HeldReply,
  at: Date,
): Promise<void> {
  const labels = reply.kind === "file" ? fileWaits : ruleLabels.reply_held;
  const cause = {
    kind: "reply_held" as const,
    cause: `reply_held:${reply.id}`,
    title: {
      en: `${labels.en}: /approve ${reply.number} or /reject ${reply.number}`,
      zh: `${labels.zh}：/approve ${reply.number} 或 /reject ${reply.number}`,
    },
    words: [reply.words ?? "", reply.reasons ? "" : reply.reason].filter(Boolean),
    ...(reply.conversation_id ? { conversationId: reply.conversation_id } : {}),
    ...(reply.customer_id ? { customerId: reply.customer_id } : {}),
    teamId: reply.team_id,
    details: { approvalId: reply.id, ...(reply.reasons ? { reasons: reply.reasons } : {}) },
  };
  await raiseAlert(scope, channels, cause, at);
}

const fileWaits = { en: "A colleague's file waits for release", zh: "同事的文件等待批准发送" };

/** Held texts that wait and that no alert has told of, oldest first. */
export async function findHeld({ trx, orgId }: OrgScope): Promise<HeldReply[]> {
  const { rows } = await trx.raw(
    `SELECT p.id, p.number, p.kind, p.conversation_id, v.customer_id, v.team_id, p.reason, p.details -> 'reasons' AS reasons,
       (SELECT m.content FROM messages m WHERE m.id = p.resource_id LIMIT 1) AS words
     FROM approvals p LEFT JOIN conversations v ON v.id = p.conversation_id
     WHERE p.org_id = ? AND p.kind IN ('claim', 'file') AND p.status = 'pending'
       AND NOT EXISTS (SELECT FROM alerts a WHERE a.org_id = p.org_id AND a.kind = 'reply_held'
                       AND a.cause = 'reply_held:' || p.id)
     ORDER BY p.number`,
    [orgId],
  );
  return rows;
}
