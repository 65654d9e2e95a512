import { ConversationEvent } from "../../domain/conversations/conversation.ts";
import { newId } from "../../infra/ids.ts";
import type { Choice, GivenAnswer } from "../../knowledge/index.ts";
import { alertHeld } from "../alerts/alert-of-held.ts";
import type { Matter } from "../conduct/matters/matter.ts";
import { type WordingKey, wordingOf } from "../conduct/wording.ts";
import { type HandoffReason, handoffReasons } from "../desk/handoff-reasons.ts";
import { mirrorOutbound } from "../desk/mirror.ts";
import { offerAnswer } from "../desk/offer-answer.ts";
import { refreshCard } from "../desk/refresh-card.ts";
import { type Routed, routeConversation } from "../desk/route-conversation.ts";
import { showMissed } from "../desk/show-missed.ts";
import { tellDesk } from "../desk/tell-desk.ts";
import { feedbackButtons, hasQuietButtons } from "../feedback/feedback-buttons.ts";
import { forgetInTurn } from "../memory/forget-in-turn.ts";
import type { Button } from "../ports/outbound-message.ts";
import { plainText, type RichText } from "../ports/rich-text.ts";
import { choiceButtons, choiceText } from "./choice-text.ts";
import { composeAnswer } from "./compose.ts";
import { type CustomerText, type GateResult, sendToCustomer } from "./customer-outbox.ts";
import type { Decision } from "./decide.ts";
import { endsPress } from "./ends-press.ts";
import { keepAnswer } from "./keep-answer.ts";
import { keepOffer } from "./keep-offer.ts";
import { noteChoice } from "./note-choice.ts";
import { type AutomatedText, hasSlotFor } from "./reply-slots.ts";
import { smallTalkReply } from "./small-talk-reply.ts";
import type { Turn } from "./turn.ts";
import { whenBack } from "./when-back.ts";

/** Does what was decided: the words to the customer, the line to the desk, and what is kept of it. */
export async function carryOut(turn: Turn, decision: Decision): Promise<void> {
  const line = (key: WordingKey) => wordingOf(key, turn.language, turn.rules.wording, turn.rules.contacts);
  if (turn.choice && !turn.parties.isAfterword) await noteChoice(turn, turn.choice);
  switch (decision.kind) {
    case "silent":
      return decision.reason === "blacklisted" ? showBlacklisted(turn) : undefined;
    case "welcome":
      await say(turn, plainText(line("welcome")), "service", "welcome");
      return;
    case "language":
      await say(turn, plainText(line("language_changed")), "service", "language");
      return;
    case "opt_out":
      return optOut(
        turn,
        line("opt_out_confirmed"),
        decision.alsoHandsOver ? await colleagueLine(turn, "handed_over") : null,
      );
    case "opt_in":
      await say(turn, plainText(line("opt_in_confirmed")), "service", "opt_in");
      return;
    case "forget":
      await forgetInTurn(turn);
      await say(turn, plainText(line("memories_forgotten")), "service", "forget");
      return;
    case "hand_over":
      await say(turn, plainText(await colleagueLine(turn, "handed_over")), "service", "hand_over");
      return waitForPerson(turn, "requested", { isBotSilent: true });
    case "called_back":
      await say(turn, plainText(await colleagueLine(turn, "handed_over")), "service", "called_back");
      return waitForPerson(turn, "after_rating", { isBotSilent: true });
    case "remind_desk":
      return turn.parties.conversation.agentId
        ? tellDeskOf(turn, "requested")
        : waitForPerson(turn, "requested", { isBotSilent: true });
    case "suggest":
      return suggest(turn, decision.answer);
    case "wait":
      return waitForPerson(turn, "bot_off", { isBotSilent: false });
    case "trade_instruction":
      return declineMatter(turn, "trade_instruction", line("trade_instruction"));
    case "advice":
      return declineMatter(turn, "advice", line("advice_declined"));
    case "account_security":
      return declineMatter(turn, "account_security", line("account_security"));
    case "small_talk":
      await chat(turn, smallTalkReply(decision.answer.smallTalk, turn.language));
      return tellOfUnread(turn);
    case "answer":
      await answer(turn, decision.answer);
      return tellOfUnread(turn);
    case "choice":
      return askBack(turn, decision.answer);
    case "no_answer":
      await keepAnswer(turn, decision.answer, "not_answered", null);
      return leaveToPerson(turn, "no_answer", await colleagueLine(turn, "colleague_will_answer"));
    case "unread_beside":
      return tellOfUnread(turn);
    case "unreadable":
      return leaveToPerson(turn, "unreadable", line("cannot_read_message"));
  }
}

/** That a person will answer; while nobody is on and the desk is closed, from when. */
async function colleagueLine(turn: Turn, key: "handed_over" | "colleague_will_answer"): Promise<string> {
  const { scope, language, rules, deps, parties } = turn;
  const about = { teamId: parties.conversation.teamId, ownerId: parties.customer.ownerId };
  const when = await whenBack(scope, { ...about, language, now: deps.clock.now() });
  if (when === null) return wordingOf(key, language, rules.wording);
  return wordingOf("back_later", language, rules.wording).replaceAll("{when}", when);
}

/** One message, also where it asks for a person besides. */
async function optOut(turn: Turn, confirmation: string, handOver: string | null): Promise<void> {
  await say(turn, plainText([confirmation, handOver].filter(Boolean).join("\n\n")), "service", "opt_out");
  if (handOver !== null) await waitForPerson(turn, "requested", { isBotSilent: true });
}

/** Said each time, since each message asks for something that is not done. A lost account is a person's from then on. */
async function declineMatter(turn: Turn, matter: Matter, line: string): Promise<void> {
  await say(turn, plainText(line), "service", matter);
  if (matter === "account_security") {
    await turn.scope.trx("conversations").where({ id: turn.parties.conversation.id }).update({ priority: "urgent" });
  }
  await waitForPerson(turn, matter, { isBotSilent: matter === "account_security" });
}

/** Who is blacklisted hears nothing by machine; people see what they write, and decide. The desk is called once a wait. */
async function showBlacklisted(turn: Turn): Promise<void> {
  const { agentId, handoffAt, sessionState } = turn.parties.conversation;
  if (agentId !== null || handoffAt !== null || sessionState !== null) return;
  await waitForPerson(turn, "blacklisted", { isBotSilent: false, isToldNothing: true });
}

async function chat(turn: Turn, reply: string | null): Promise<void> {
  if (reply !== null) await say(turn, plainText(reply), "answer", "small_talk");
}

async function answer(turn: Turn, found: GivenAnswer): Promise<void> {
  const id = newId();
  const ai = { id, confidence: found.confidence, sources: found.sources };
  const result = await say(turn, composeAnswer(found, turn.language), "answer", "knowledge", ai);
  await keepAnswer(turn, found, result?.held ? "held" : result ? "answered" : "suggested", result?.message ?? null, id);
  // No reply was left for it: it is at the desk, and a person decides what the last ones are for.
  if (!result) await leaveToPerson(turn, "no_answer", await colleagueLine(turn, "colleague_will_answer"));
  if (result?.held) await leaveToPerson(turn, "held", wordingOf("answer_held", turn.language, turn.rules.wording));
}

/** Asks which is meant, in one message; where it may not be said, a person answers. */
async function askBack(turn: Turn, found: Choice): Promise<void> {
  const { language, channel, event } = turn;
  const [answerId, { options }] = [newId(), found];
  const buttons = choiceButtons(channel, event.chat, { answerId, options, language });
  const result = await say(turn, choiceText(options, language), "service", "choice", undefined, buttons);
  if (!result || result.held) {
    await keepAnswer(turn, found, "not_answered", null);
    return leaveToPerson(turn, "no_answer", await colleagueLine(turn, "colleague_will_answer"));
  }
  await keepOffer(turn, answerId, found, result.message);
  return tellOfUnread(turn);
}

/** Words were answered, and something came with them that only a person can read: the desk hears of it. */
async function tellOfUnread(turn: Turn): Promise<void> {
  const { scope, parties, message, event } = turn;
  if (event.attachments.length === 0) return;
  await ConversationEvent.query(scope.trx).insert({
    orgId: scope.orgId,
    conversationId: parties.conversation.id,
    customerId: parties.customer.id,
    messageId: message.id,
    messageSentAt: message.sentAt,
    eventType: eventOf.unreadable,
    eventData: { reason: "unreadable", isAnswered: true },
  });
  await tellDeskOf(turn, "unreadable");
}

/** Only the desk sees it; where nobody has the conversation, it waits for somebody. */
async function suggest(turn: Turn, found: GivenAnswer): Promise<void> {
  const { parties, desk, scope, language, message, event } = turn;
  await keepAnswer(turn, found, "suggested", null);
  const { agentId, handoffAt, sessionState } = parties.conversation;
  if (agentId === null && handoffAt === null && sessionState === null) {
    await waitForPerson(turn, "bot_off", { isBotSilent: false });
  }
  if (!desk) return;
  await offerAnswer(scope, desk, {
    content: composeAnswer(found, language),
    confidence: found.confidence,
    sources: found.sources,
    answers: message,
    receipt: event.externalId,
  });
}

/** The customer hears once per wait that a person will answer; every further question still reaches the desk. */
async function leaveToPerson(turn: Turn, reason: HandoffReason, line: string): Promise<void> {
  const { conversation } = turn.parties;
  if (conversation.handoffAt === null || conversation.handoffToldAt === null) {
    await say(turn, plainText(line), "service", reason);
  }
  await waitForPerson(turn, reason, { isBotSilent: false });
}

async function waitForPerson(
  turn: Turn,
  reason: HandoffReason,
  state: { isBotSilent: boolean; isToldNothing?: true },
): Promise<void> {
  const { scope, parties, message, deps, rules } = turn;
  const { conversation } = parties;
  const now = deps.clock.now();
  // Where the bot may not write, nobody was told that a colleague will.
  const isRepeated = conversation.handoffAt !== null && conversation.handoffReason === reason;
  const mode = rules.modeFor({ channelId: conversation.channelId, teamId: conversation.teamId });
  const isTold = mode === "auto" && !state.isToldNothing;
  conversation.handoffAt ??= now;
  conversation.handoffReason = reason;
  conversation.handoffToldAt ??= isTold ? now : null;
  conversation.aiEnabled &&= !state.isBotSilent;
  await scope.trx("conversations").where({ id: conversation.id }).update({
    handoff_at: conversation.handoffAt,
    handoff_reason: reason,
    handoff_told_at: conversation.handoffToldAt,
    ai_enabled: conversation.aiEnabled,
    updated_at: now,
  });
  await ConversationEvent.query(scope.trx).insert({
    orgId: scope.orgId,
    conversationId: parties.conversation.id,
    customerId: parties.customer.id,
    messageId: message.id,
    messageSentAt: message.sentAt,
    eventType: eventOf[reason],
    eventData: { reason },
  });
  const why = handoffReasons[reason];
  const receipt = turn.event.externalId;
  const routed = await routeConversation(scope, deps, { conversation, customer: parties.customer, why, receipt });
  if (routed?.isNew && turn.desk) await refreshCard(scope, turn.desk);
  if (routed?.isNew && routed.kind === "assigned" && turn.desk) await showMissed(scope, turn.desk);
  await tellDeskOf(turn, reason, routed, isRepeated);
}

const eventOf: Record<HandoffReason, string> = {
  bot_off: "handoff_requested",
  blacklisted: "handoff_requested",
  requested: "handoff_requested",
  after_rating: "handoff_requested",
  no_answer: "answer_missing",
  unreadable: "unreadable_message",
  held: "answer_missing",
  trade_instruction: "handoff_requested",
  advice: "handoff_requested",
  account_security: "handoff_requested",
};

async function tellDeskOf(
  { desk, scope, event }: Turn,
  reason: HandoffReason,
  routed: Routed | null = null,
  isRepeated = false,
): Promise<void> {
  if (!desk) return;
  await tellDesk(scope, desk, { reason, words: event.text, receipt: event.externalId, routed, isRepeated });
}

/** Says something by machine; null where the bot may not, and the desk is offered it instead. */
async function say(
  turn: Turn,
  content: RichText,
  purpose: CustomerText["purpose"],
  why: string,
  answered?: NonNullable<CustomerText["ai"]> & { id: string },
  buttons: Button[][] = [],
): Promise<GateResult | null> {
  const { scope, channel, parties, event, rules } = turn;
  const { conversation } = parties;
  if (rules.modeFor({ channelId: conversation.channelId, teamId: conversation.teamId }) !== "auto") {
    return offerInstead(turn, content, why);
  }
  const slot = slotOf(purpose, why);
  if (slot && !(await hasSlotFor(scope, channel, conversation, { kind: slot, content }))) {
    return slot === "answer" ? offerInstead(turn, content, why) : null;
  }
  const isJudged = rules.asksFeedback && hasQuietButtons(channel, conversation);
  const result = await sendToCustomer(scope, rules, {
    channel,
    conversation: parties.conversation,
    content,
    language: turn.language,
    purpose,
    sender: { type: answered ? "ai" : "system" },
    act: { by: "bot", why, receipt: event.externalId },
    at: turn.deps.clock.now(),
    ...(answered ? { ai: answered } : {}),
    ...(answered && isJudged ? { buttons: [feedbackButtons(answered.id, null)] } : {}),
    ...(buttons.length > 0 ? { buttons } : {}),
    ...endsPress(turn),
    ...(event.chat.kind === "group" ? { replyTo: event.externalMessageId } : {}),
  });
  if (result.held) await alertHeld(scope, turn.deps.channels, result.approvalNumber, turn.deps.clock.now());
  if (turn.desk) await showSaid(turn, result, answered?.id);
  return result;
}

/** Which automated texts keep off a counted budget's last replies; what conduct has to say is said while there is one. */
function slotOf(purpose: CustomerText["purpose"], why: string): AutomatedText | null {
  if (purpose === "answer") return "answer";
  return queueNotes.has(why) ? "note" : null;
}

const queueNotes: ReadonlySet<string> = new Set(["hand_over", "no_answer", "unreadable", "held", "welcome", "choice"]);

async function showSaid({ scope, desk, event }: Turn, result: GateResult, answerId?: string): Promise<void> {
  if (!desk) return;
  const heldAs = result.held ? { heldAs: result.approvalNumber } : {};
  const who = { en: "🤖 Bot", zh: "🤖 机器人" }[desk.language];
  const wrong = answerId && !result.held ? { answerId } : {};
  await mirrorOutbound(scope, desk, { who, content: result.content, receipt: event.externalId, ...heldAs, ...wrong });
}

/** The bot may write to nobody here: what it would have said is offered to the desk. */
async function offerInstead({ scope, desk, message, event }: Turn, content: RichText, why: string): Promise<null> {
  if (desk) await offerAnswer(scope, desk, { content, why, answers: message, receipt: event.externalId });
  return null;
}
