import { findGivenAnswer, type JudgedAnswer } from "../../domain/conversations/answer-verdict.ts";
import { Conversation } from "../../domain/conversations/conversation.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { ConverseDeps } from "../converse/deps.ts";
import { findParties } from "../converse/find-parties.ts";
import { finishReceipt } from "../converse/settle-receipt.ts";
import { queueEdit } from "../delivery/queue-delivery.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { ActionEvent } from "../ports/inbound-event.ts";
import type { Button, OutboundTarget } from "../ports/outbound-message.ts";
import type { RichText } from "../ports/rich-text.ts";
import { type FeedbackPress, feedbackButtons, readFeedbackPress } from "./feedback-buttons.ts";
import { takeVerdict } from "./take-verdict.ts";

/**
 * Takes a press under an answer: kept, and answered by the buttons alone. Only whoever asked judges: a group reads the
 * answer too. False when it is no such press.
 */
export async function handleFeedbackPress(
  deps: Pick<ConverseDeps, "db" | "channels" | "clock">,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: ActionEvent,
): Promise<boolean> {
  const press = readFeedbackPress(event.actionId);
  if (!press) return false;
  await inOrganization(deps.db, channel.orgId, async (scope) => {
    const outcome = await act(scope, deps, channel, event, press);
    if (receipt) await finishReceipt(scope, channel, receipt, { status: "done", outcome });
  });
  return true;
}

async function act(
  scope: OrgScope,
  { channels, clock }: Pick<ConverseDeps, "channels" | "clock">,
  channel: LiveChannel,
  event: ActionEvent,
  { answerId, isHelpful }: FeedbackPress,
): Promise<string> {
  const answer = await findGivenAnswer(scope, { id: answerId });
  if (!answer) return "feedback: no such answer";
  const conversation = await Conversation.query(scope.trx)
    .where({ orgId: scope.orgId, id: answer.conversationId, channelId: channel.id, chat: event.chat.key })
    .forUpdate()
    .first();
  const { customer } = await findParties(scope, channel, event);
  if (!conversation || !customer) return "feedback: not in this chat";
  const isAsker = customer.id === answer.customerId;
  const said = { isHelpful, by: "button" as const, at: clock.now(), receipt: event.externalId };
  if (isAsker) await takeVerdict(scope, channels, answer, said);
  await showButtons(scope, channel, event, answer, isAsker ? isHelpful : answer.isHelpful);
  return isAsker ? "feedback: taken" : "feedback: not the asker's";
}

/** The same words, which have passed the gate, with what was said ticked. Nothing where the message is gone. */
async function showButtons(
  scope: OrgScope,
  channel: LiveChannel,
  event: ActionEvent,
  answer: JudgedAnswer,
  said: boolean | null,
): Promise<void> {
  const carried = await findCarried(scope, answer);
  if (!carried) return;
  await queueEdit(scope, {
    channel,
    chat: carried.chat,
    target: carried.target,
    audience: "customer",
    purpose: "answer",
    content: carried.content,
    act: { by: "bot", why: "feedback: what was said is ticked", receipt: event.externalId },
    customerId: answer.customerId,
    buttons: replaced(carried.buttons, feedbackButtons(answer.id, said)),
    edits: carried.id,
    ...(event.respondTo ? { respondTo: event.respondTo } : {}),
  });
}

/** Other buttons of the message stay where they are. */
function replaced(rows: Button[][], own: Button[]): Button[][] {
  return [...rows.filter((row) => !row.some(({ id }) => readFeedbackPress(id))), own];
}

interface Carried {
  id: string;
  chat: string;
  target: OutboundTarget;
  content: RichText;
  buttons: Button[][];
}

/** The last part of the message as the customer has it: an edit of it counts, a removal leaves nothing. */
async function findCarried({ trx, orgId }: OrgScope, answer: JudgedAnswer): Promise<Carried | null> {
  const { rows } = await trx.raw(
    `SELECT d.id, d.chat, d.target, coalesce(e.content, d.content) AS content, coalesce(e.buttons, d.buttons) AS buttons
     FROM deliveries d
     JOIN messages m ON m.id = d.message_id AND m.sent_at = d.message_sent_at AND m.deleted_at IS NULL
     LEFT JOIN LATERAL (SELECT content, buttons FROM deliveries WHERE of_delivery_id = d.id AND operation = 'edit'
       ORDER BY seq DESC LIMIT 1) e ON true
     WHERE d.org_id = :orgId AND d.message_id = :messageId AND d.operation = 'send' AND d.part = d.parts
       AND d.buttons IS NOT NULL AND d.status = 'sent'
     ORDER BY d.seq DESC LIMIT 1`,
    { orgId, messageId: answer.messageId },
  );
  return rows[0] ?? null;
}
