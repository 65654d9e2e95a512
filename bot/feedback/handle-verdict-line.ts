import { findGivenAnswer } from "../../domain/conversations/answer-verdict.ts";
import { Conversation } from "../../domain/conversations/conversation.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { ConverseDeps } from "../converse/deps.ts";
import { filedAt, recordCustomerMessage } from "../converse/record-message.ts";
import { finishReceipt } from "../converse/settle-receipt.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { MessageEvent } from "../ports/inbound-event.ts";
import { hasQuietButtons, readVerdictWord } from "./feedback-buttons.ts";
import { takeVerdict } from "./take-verdict.ts";

const COUNTS_WITHIN_MS = 24 * 60 * 60_000;

/** A line that says what the answer right before it was worth. */
export interface FoundVerdict {
  answerId: string;
  conversationId: string;
  isHelpful: boolean;
}

/** The verdict that a whole line is, right after an answer, where there are no buttons for it; else null. */
export async function findVerdict(
  scope: OrgScope,
  channel: LiveChannel,
  event: MessageEvent,
  conversation: Conversation | null,
  isAsked: boolean,
): Promise<FoundVerdict | null> {
  const isHelpful = event.attachments.length === 0 ? readVerdictWord(event.text) : null;
  if (isHelpful === null || !isAsked || !conversation || hasQuietButtons(channel, conversation)) return null;
  const last = await lastSaid(scope, conversation.id);
  if (!last || Date.parse(event.sentAt) - last.receivedAt.getTime() > COUNTS_WITHIN_MS) return null;
  const answer = await findGivenAnswer(scope, { messageId: last.id });
  return answer ? { answerId: answer.id, conversationId: conversation.id, isHelpful } : null;
}

/** Keeps the line with its conversation, and what it says of the answer. Nothing is said to it. */
export async function handleVerdictLine(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: MessageEvent,
  found: FoundVerdict,
): Promise<void> {
  const now = deps.clock.now();
  await deps.ensureMonth(filedAt(event.sentAt, now).at);
  await inOrganization(deps.db, channel.orgId, async (scope) => {
    const conversation = await Conversation.query(scope.trx)
      .where({ orgId: scope.orgId, id: found.conversationId })
      .forUpdate()
      .first()
      .throwIfNotFound();
    const message = await recordCustomerMessage(scope, channel, event, conversation, now);
    const answer = message && (await findGivenAnswer(scope, { id: found.answerId }));
    if (answer) {
      const said = { isHelpful: found.isHelpful, by: "word" as const, at: now, receipt: event.externalId };
      await takeVerdict(scope, deps.channels, answer, said);
    }
    if (!receipt) return;
    const outcome = message ? "feedback: taken" : "duplicate";
    await finishReceipt(scope, channel, receipt, { status: "done", outcome, ...(message ? { message } : {}) });
  });
}

async function lastSaid(
  { trx, orgId }: OrgScope,
  conversationId: string,
): Promise<{ id: string; receivedAt: Date } | null> {
  const { rows } = await trx.raw(
    `SELECT id, received_at AS "receivedAt" FROM messages
     WHERE org_id = ? AND conversation_id = ? AND direction IN ('inbound', 'outbound')
       AND status NOT IN ('held', 'cancelled', 'failed')
     ORDER BY received_at DESC, id DESC LIMIT 1`,
    [orgId, conversationId],
  );
  return rows[0] ?? null;
}
