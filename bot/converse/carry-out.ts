import { ConversationEvent } from "../../domain/conversations/conversation.ts";
import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import type { GivenAnswer, NoAnswer } from "../../knowledge/index.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { Matter } from "../conduct/matters/matter.ts";
import { type WordingKey, wordingOf } from "../conduct/wording.ts";
import { tellDesk } from "../desk/tell-desk.ts";
import type { MessageEvent } from "../ports/inbound-event.ts";
import { plainText, type RichText } from "../ports/rich-text.ts";
import { composeAnswer } from "./compose.ts";
import { type CustomerText, type GateResult, sendToCustomer } from "./customer-outbox.ts";
import type { Decision } from "./decide.ts";
import type { ConverseDeps } from "./deps.ts";
import type { Parties } from "./open-conversation.ts";
import type { OrganisationRules } from "./organisation-rules.ts";
import type { RecordedMessage } from "./record-message.ts";
import { smallTalkReply } from "./small-talk-reply.ts";

/** One turn, inside its transaction. */
export interface Turn {
  deps: ConverseDeps;
  scope: OrgScope;
  channel: LiveChannel;
  parties: Parties;
  message: RecordedMessage;
  event: MessageEvent;
  language: Language;
  rules: OrganisationRules;
}

type HandoffReason = "requested" | "no_answer" | "unreadable" | "held" | Matter;

/** Does what was decided: the words to the customer, the line to the desk, and what is kept of it. */
export async function carryOut(turn: Turn, decision: Decision): Promise<void> {
  const line = (key: WordingKey) => wordingOf(key, turn.language, turn.rules.wording, turn.rules.contacts);
  switch (decision.kind) {
    case "silent":
      return;
    case "welcome":
      await say(turn, plainText(line("welcome")), "service", "welcome");
      return;
    case "opt_out":
      return optOut(turn, line("opt_out_confirmed"), decision.alsoHandsOver ? line("handed_over") : null);
    case "opt_in":
      await say(turn, plainText(line("opt_in_confirmed")), "service", "opt_in");
      return;
    case "hand_over":
      await say(turn, plainText(line("handed_over")), "service", "hand_over");
      return waitForPerson(turn, "requested", { isBotSilent: true });
    case "remind_desk":
      return tellDeskOf(turn, "requested");
    case "trade_instruction":
      return declineMatter(turn, "trade_instruction", line("trade_instruction"));
    case "advice":
      return declineMatter(turn, "advice", line("advice_declined"));
    case "account_security":
      return declineMatter(turn, "account_security", line("account_security"));
    case "small_talk":
      return chat(turn, smallTalkReply(decision.answer.smallTalk, turn.language));
    case "answer":
      return answer(turn, decision.answer);
    case "no_answer":
      await keepAnswer(turn, decision.answer, "not_answered", null);
      return leaveToPerson(turn, "no_answer", line("colleague_will_answer"));
    case "unreadable":
      return leaveToPerson(turn, "unreadable", line("cannot_read_message"));
  }
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

async function chat(turn: Turn, reply: string | null): Promise<void> {
  if (reply !== null) await say(turn, plainText(reply), "answer", "small_talk");
}

async function answer(turn: Turn, found: GivenAnswer): Promise<void> {
  const ai = { confidence: found.confidence, sources: found.sources };
  const result = await say(turn, composeAnswer(found, turn.language), "answer", "knowledge", ai);
  await keepAnswer(turn, found, result.held ? "held" : "answered", result.message);
  if (result.held) await leaveToPerson(turn, "held", wordingOf("answer_held", turn.language, turn.rules.wording));
}

/** The customer hears once per wait that a person will answer; every further question still reaches the desk. */
async function leaveToPerson(turn: Turn, reason: HandoffReason, line: string): Promise<void> {
  const { conversation } = turn.parties;
  if (conversation.handoffAt === null || conversation.handoffToldAt === null) {
    await say(turn, plainText(line), "service", reason);
  }
  await waitForPerson(turn, reason, { isBotSilent: false });
}

async function waitForPerson(turn: Turn, reason: HandoffReason, state: { isBotSilent: boolean }): Promise<void> {
  const { scope, parties, message } = turn;
  await scope.trx.raw(
    `UPDATE conversations SET handoff_at = coalesce(handoff_at, clock_timestamp()), handoff_reason = ?,
       handoff_told_at = coalesce(handoff_told_at, clock_timestamp()), ai_enabled = ai_enabled AND NOT ?, updated_at = clock_timestamp()
     WHERE id = ?`,
    [reason, state.isBotSilent, parties.conversation.id],
  );
  await ConversationEvent.query(scope.trx).insert({
    orgId: scope.orgId,
    conversationId: parties.conversation.id,
    customerId: parties.customer.id,
    messageId: message.id,
    messageSentAt: message.sentAt,
    eventType: eventOf[reason],
    eventData: { reason },
  });
  await tellDeskOf(turn, reason);
}

const eventOf: Record<HandoffReason, string> = {
  requested: "handoff_requested",
  no_answer: "answer_missing",
  unreadable: "unreadable_message",
  held: "answer_missing",
  trade_instruction: "handoff_requested",
  advice: "handoff_requested",
  account_security: "handoff_requested",
};

async function tellDeskOf(turn: Turn, reason: HandoffReason): Promise<void> {
  await tellDesk(turn.scope, turn.deps.channels, {
    surface: turn.rules.deskSurface,
    language: turn.rules.language,
    conversation: turn.parties.conversation,
    customerName: turn.parties.customer.name,
    reason,
    words: turn.event.text,
    receipt: turn.event.externalId,
  });
}

/** Says something by machine. */
async function say(
  turn: Turn,
  content: RichText,
  purpose: CustomerText["purpose"],
  why: string,
  ai?: NonNullable<CustomerText["ai"]>,
): Promise<GateResult> {
  const { scope, channel, parties, event, rules } = turn;
  return sendToCustomer(scope, rules, {
    channel,
    conversation: parties.conversation,
    content,
    language: turn.language,
    purpose,
    sender: { type: ai ? "ai" : "system" },
    act: { by: "bot", why, receipt: event.externalId },
    at: turn.deps.clock.now(),
    ...(ai ? { ai } : {}),
    ...(event.chat.kind === "group" ? { replyTo: event.externalMessageId } : {}),
  });
}

async function keepAnswer(
  turn: Turn,
  found: GivenAnswer | NoAnswer,
  outcome: "answered" | "not_answered" | "held",
  said: RecordedMessage | null,
): Promise<void> {
  const { scope, parties, message, event, language } = turn;
  const json = (value: unknown) => JSON.stringify(value ?? null);
  await scope.trx("answers").insert({
    id: newId(),
    org_id: scope.orgId,
    conversation_id: parties.conversation.id,
    question_message_id: message.id,
    question_sent_at: message.sentAt,
    message_id: said?.id ?? null,
    message_sent_at: said?.sentAt ?? null,
    question: event.text,
    context: json(found.trace.queries),
    language,
    outcome,
    mode: found.mode,
    output: found.answer,
    confidence: found.confidence,
    threshold: found.trace.threshold,
    sources: json(found.sources),
    retrieved: json(found.trace.retrieved),
    model: found.trace.model,
    prompt: json(found.trace.prompt),
    model_output: found.trace.modelOutput,
    checks: json(found.trace.checks),
    settings: json({ members: found.trace.members }),
    timings: json(found.trace.timings),
  });
}
