import { Conversation, ConversationEvent } from "../../domain/conversations/conversation.ts";
import { isBlacklisted } from "../../domain/customers/blacklist.ts";
import { hasOptedOut } from "../../domain/customers/consent.ts";
import { Customer } from "../../domain/customers/customer.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { wordingOf } from "../conduct/wording.ts";
import { findDesk } from "../desk/desk-view.ts";
import { tellThread } from "../desk/tell-thread.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { ActionEvent, MessageEvent, RespondTo } from "../ports/inbound-event.ts";
import { type Block, bold, paragraph, plainText, quote } from "../ports/rich-text.ts";
import { sendToCustomer } from "./customer-outbox.ts";
import type { ConverseDeps } from "./deps.ts";
import { type FoundRating, findPressedRating } from "./find-rating.ts";
import { heedComment } from "./heed-comment.ts";
import { languageOfCustomer } from "./language-of-customer.ts";
import { readRules } from "./organisation-rules.ts";
import { filedAt, type RecordedMessage, recordCustomerMessage } from "./record-message.ts";
import { finishReceipt } from "./settle-receipt.ts";

const COMMENT_WITHIN_MS = 10 * 60_000;

/** What came in: a line of the customer, or a press, with the line that some platforms show for it. */
interface Came {
  externalId: string;
  line: MessageEvent | null;
  respondTo?: RespondTo;
}

/**
 * Takes a line as a rating or its comment: it stays with its conversation, which is over and remains so, unless the
 * comment calls for a person (`heedComment`).
 */
export function handleRatingLine(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: MessageEvent,
  found: FoundRating,
): Promise<void> {
  return takeRating(deps, channel, receipt, found, { externalId: event.externalId, line: event });
}

/** Takes a press as a rating. False when it is none, or none any more. `line`: the press as a message, where it is one. */
export async function handleRatingPress(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: ActionEvent,
  line: MessageEvent | null,
): Promise<boolean> {
  const now = deps.clock.now();
  const found = await inOrganization(deps.db, channel.orgId, (scope) => findPressedRating(scope, channel, event, now));
  if (!found) return false;
  const { externalId, respondTo } = event;
  await takeRating(deps, channel, receipt, found, { externalId, line, ...(respondTo ? { respondTo } : {}) });
  return true;
}

async function takeRating(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  { conversationId, said }: FoundRating,
  came: Came,
): Promise<void> {
  const now = deps.clock.now();
  await deps.ensureMonth(now);
  if (came.line) await deps.ensureMonth(filedAt(came.line.sentAt, now).at);
  await inOrganization(deps.db, channel.orgId, async (scope) => {
    const conversation = await Conversation.query(scope.trx)
      .where({ orgId: scope.orgId, id: conversationId })
      .forUpdate()
      .first()
      .throwIfNotFound();
    const message = came.line ? await recordCustomerMessage(scope, channel, came.line, conversation, now) : null;
    const isRepeated = came.line !== null && message === null;
    if (!isRepeated) await act(scope, deps, channel, conversation, said, came, message);
    if (!receipt) return;
    const outcome = isRepeated ? "duplicate" : `rating: ${said.kind}`;
    await finishReceipt(scope, channel, receipt, { status: "done", outcome, ...(message ? { message } : {}) });
  });
}

async function act(
  scope: OrgScope,
  deps: ConverseDeps,
  channel: LiveChannel,
  conversation: Conversation,
  said: FoundRating["said"],
  came: Came,
  message: RecordedMessage | null,
): Promise<void> {
  const now = deps.clock.now();
  if (said.kind === "score") {
    await conversation.$query(scope.trx).patch({
      satisfactionScore: said.score,
      satisfactionRatedAt: now,
      satisfactionCommentUntil: new Date(now.getTime() + COMMENT_WITHIN_MS),
    });
    await keep(scope, conversation, message, { score: said.score, by: said.by });
    await showAtDesk(scope, deps, conversation, came, [paragraph(bold(`⭐ ${said.score}/5`))]);
    return thank(scope, deps, channel, conversation, came);
  }
  const comment = said.kind === "comment" ? (came.line?.text.trim() ?? null) : null;
  await conversation.$query(scope.trx).patch({
    satisfactionCommentUntil: new Date(0),
    ...(comment === null ? {} : { satisfactionComment: comment.slice(0, 4_000) }),
  });
  if (comment === null) return;
  await keep(scope, conversation, message, { score: conversation.satisfactionScore, hasComment: true });
  await showAtDesk(scope, deps, conversation, came, [
    paragraph(bold(`⭐ ${conversation.satisfactionScore}/5`)),
    quote(comment),
  ]);
  if (message && came.line) await heedComment(scope, deps, { channel, conversation, message, event: came.line });
}

async function keep(
  { trx, orgId }: OrgScope,
  { id, customerId, agentId }: Conversation,
  message: RecordedMessage | null,
  eventData: Record<string, unknown>,
): Promise<void> {
  await ConversationEvent.query(trx).insert({
    orgId,
    conversationId: id,
    customerId,
    userId: agentId,
    messageId: message?.id ?? null,
    messageSentAt: message?.sentAt ?? null,
    eventType: "rated",
    eventData,
  });
}

async function showAtDesk(
  scope: OrgScope,
  { channels }: ConverseDeps,
  conversation: Conversation,
  came: Came,
  content: Block[],
): Promise<void> {
  const customer = await Customer.query(scope.trx).findById(conversation.customerId).throwIfNotFound();
  const { language } = readRules(await loadSettings(scope));
  const desk = await findDesk(scope, channels, conversation, { customer, language });
  const act = { by: "bot" as const, why: "desk: rated", receipt: came.externalId };
  if (desk) await tellThread(scope, desk, { content, quoting: "⭐", act });
}

/** Thanks, and leaves room for a comment; not where the bot may not write (any more). */
async function thank(
  scope: OrgScope,
  deps: ConverseDeps,
  channel: LiveChannel,
  conversation: Conversation,
  came: Came,
): Promise<void> {
  const rules = readRules(await loadSettings(scope));
  const mode = rules.modeFor({ channelId: channel.id, teamId: conversation.teamId });
  if (mode !== "auto" || (await hasOptedOut(scope, conversation.customerId))) return;
  if (await isBlacklisted(scope, conversation.customerId)) return;
  const language = (await languageOfCustomer(scope, conversation)) ?? rules.language;
  await sendToCustomer(scope, rules, {
    channel,
    conversation,
    content: plainText(wordingOf("satisfaction_thanks", language, rules.wording)),
    language,
    purpose: "satisfaction",
    sender: { type: "system" },
    act: { by: "bot", why: "satisfaction: thanks", receipt: came.externalId },
    at: deps.clock.now(),
    ...(came.respondTo ? { respondTo: came.respondTo } : {}),
  });
}
