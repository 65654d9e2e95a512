import type { Conversation } from "../../domain/conversations/conversation.ts";
import { beginWait } from "../../domain/conversations/keep-sla.ts";
import { Customer, CustomerIdentity } from "../../domain/customers/customer.ts";
import { detectLanguage } from "../../domain/language/detect-language.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { alertOn } from "../alerts/alert-on.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { recogniseMatter } from "../conduct/restricted-matters.ts";
import { giveToQueue, reopen } from "../desk/conversation-acts.ts";
import { findDesk } from "../desk/desk-view.ts";
import { refreshCard } from "../desk/refresh-card.ts";
import { showRisk } from "../desk/show-risk.ts";
import type { MessageEvent } from "../ports/inbound-event.ts";
import { readSignals } from "../signals/read-signals.ts";
import { readRecentMessages } from "../signals/recent-messages.ts";
import { recordSignals } from "../signals/record-signals.ts";
import { signalPolicyOf } from "../signals/signal-policy.ts";
import { callsForPerson } from "./calls-for-person.ts";
import { carryOut } from "./carry-out.ts";
import type { ConverseDeps } from "./deps.ts";
import { readRules } from "./organisation-rules.ts";
import { recordMatter } from "./record-matter.ts";
import type { RecordedMessage } from "./record-message.ts";

/** A comment on a rating, written down already; its conversation is locked. */
export interface Comment {
  channel: LiveChannel;
  conversation: Conversation;
  message: RecordedMessage;
  event: MessageEvent;
}

/**
 * Reads a comment as any message of the customer is read: its signals are kept and managers are alerted of what the rules
 * say. One that calls for a person opens its conversation again, which then waits for one with a running clock.
 */
export async function heedComment(scope: OrgScope, deps: ConverseDeps, comment: Comment): Promise<void> {
  const { conversation, message, event } = comment;
  const settings = await loadSettings(scope);
  const policy = signalPolicyOf(settings);
  const signals = readSignals(event.text, null, policy);
  const matter = recogniseMatter(event.text);
  const earlier = await readRecentMessages(scope, conversation.id, message);
  const { language } = readRules(settings);
  await recordSignals(scope, { conversation, message, text: event.text, signals, earlier, policy, language });
  if (matter) await recordMatter(scope, conversation, message, matter);
  const customer = await Customer.query(scope.trx).findById(conversation.customerId).throwIfNotFound();
  const isForPerson = callsForPerson(signals, matter?.matter ?? null) && customer.status !== "blacklist";
  if (isForPerson) await callPerson(scope, deps, comment, customer, matter?.matter ?? null);
  else if (signals.risks.length > 0) {
    const desk = await findDesk(scope, deps.channels, conversation, { customer, language });
    if (desk) await showRisk(scope, desk, { risks: signals.risks, matter: null }, earlier);
  }
  const at = deps.clock.now();
  await alertOn(scope, { channels: deps.channels, conversation, customer, message, text: event.text, at });
}

async function callPerson(
  scope: OrgScope,
  deps: ConverseDeps,
  { channel, conversation, message, event }: Comment,
  customer: Customer,
  matter: Parameters<typeof callsForPerson>[1],
): Promise<void> {
  const now = deps.clock.now();
  const rules = readRules(await loadSettings(scope));
  if (conversation.status === "resolved") {
    await reopen(scope, conversation, { actor: "bot" });
    // Whoever had it may be gone home by now: it is anybody's turn.
    await giveToQueue(scope, conversation, { actor: "bot" }, "after_rating", now);
  }
  const desk = await findDesk(scope, deps.channels, conversation, { customer, language: rules.language });
  const identity = await CustomerIdentity.query(scope.trx)
    .findOne({ orgId: scope.orgId, channelId: channel.id, externalUserId: event.sender.id })
    .throwIfNotFound();
  const parties = { customer, identity, conversation, isNew: false };
  const language = detectLanguage(event.text) ?? conversation.language ?? rules.language;
  const turn = { deps, scope, channel, parties, message, event, desk, language, rules };
  await carryOut(turn, matter === null ? { kind: "called_back" } : { kind: matter });
  await beginWait(scope, conversation, message.sentAt < now ? message.sentAt : now);
  if (desk) await refreshCard(scope, desk);
}
