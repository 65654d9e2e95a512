import { z } from "zod";
import { Conversation } from "../../domain/conversations/conversation.ts";
import { type Message, MessageVersion } from "../../domain/conversations/message.ts";
import { Customer } from "../../domain/customers/customer.ts";
import type { Language } from "../../domain/language/language.ts";
import { defineSetting, readSetting } from "../../domain/organisation/settings/setting.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { enqueueJob } from "../../infra/queue/enqueue.ts";
import { alertOn } from "../alerts/alert-on.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { recogniseRequest } from "../conduct/customer-requests.ts";
import { findDesk } from "../desk/desk-view.ts";
import { showRisk } from "../desk/show-risk.ts";
import type { EditedEvent } from "../ports/inbound-event.ts";
import { readSignals, type Signals } from "../signals/read-signals.ts";
import { readRecentMessages } from "../signals/recent-messages.ts";
import { recordSignalsOfEdit } from "../signals/record-edit-signals.ts";
import { type SignalPolicy, signalPolicyOf } from "../signals/signal-policy.ts";
import { callsForPerson } from "./calls-for-person.ts";
import type { ConverseDeps } from "./deps.ts";
import { type EditJob, nameOfEditJob } from "./edit-job.ts";
import { readRules } from "./organisation-rules.ts";
import { isUrgentEdit } from "./urgent-edit.ts";

/** How long a customer must have left a message alone before an edit is answered. */
export const editQuietSeconds = defineSetting("conversation.edit_quiet_seconds", z.number().min(1).max(300), 20);

/** Another wording of a customer's message, kept already. */
export interface Rewording {
  message: Message;
  before: string | null;
  event: EditedEvent;
}

/**
 * Reads an edit as a message is read: its new signals are kept and managers alerted at once. What it asks for is left to
 * a job: at once where it must not be missed (a stop word, a wish for a person, danger), else when the customer has
 * stopped editing for a while, so that only the last wording is answered.
 */
export async function heedEdit(
  scope: OrgScope,
  deps: ConverseDeps,
  channel: LiveChannel,
  { message, before, event }: Rewording,
): Promise<void> {
  const { text } = event;
  if (text.trim() === "") return;
  const settings = await loadSettings(scope);
  const policy = signalPolicyOf(settings);
  const signals = readSignals(text, recogniseRequest(text), policy);
  const news = newSignals(readSignals(before ?? "", recogniseRequest(before ?? ""), policy), signals);
  const now = deps.clock.now();
  const version = await latestVersion(scope, message.id);
  const { language } = readRules(settings);
  await tellOfSignals(scope, deps, { message, text, signals, news, policy, language, version, at: now });
  const isUrgent = isUrgentEdit(before ?? "", text) || callsForPerson(news, null);
  const job: EditJob = {
    channelId: channel.id,
    chat: event.chat.key,
    receipt: event.externalId,
    messageId: message.id,
    sentAt: message.sentAt.toISOString(),
    version,
    isUrgent,
  };
  const quiet = readSetting(settings, editQuietSeconds);
  await enqueueJob(scope.trx, {
    task: "answer_edit",
    payload: job,
    key: `answer_edit:${channel.id}:${nameOfEditJob(job)}`,
    ...(isUrgent ? {} : { inMs: quiet * 1000 }),
  });
}

/** What the new wording tells that the one before did not. */
function newSignals(before: Signals, after: Signals): Signals {
  const intents = after.intents.filter(({ intent }) => !before.intents.some((known) => known.intent === intent));
  const risks = after.risks.filter(
    ({ kind, severity }) => !before.risks.some((known) => known.kind === kind && known.severity === severity),
  );
  return { ...after, intents, intent: after.intent === before.intent ? null : after.intent, risks };
}

interface ToldEdit {
  message: Message;
  text: string;
  signals: Signals;
  news: Signals;
  policy: SignalPolicy;
  language: Language;
  version: number;
  at: Date;
}

async function tellOfSignals(scope: OrgScope, { channels }: ConverseDeps, told: ToldEdit): Promise<void> {
  const { message, text, news, language, at } = told;
  const conversation = await Conversation.query(scope.trx)
    .findById(message.conversationId)
    .forUpdate()
    .throwIfNotFound();
  const customer = await Customer.query(scope.trx).findById(conversation.customerId).throwIfNotFound();
  const since = newId();
  const earlier = await readRecentMessages(scope, conversation.id, message);
  await recordSignalsOfEdit(scope, { ...told, conversation, earlier });
  const desk = news.risks.length > 0 ? await findDesk(scope, channels, conversation, { customer, language }) : null;
  if (desk) await showRisk(scope, desk, { risks: news.risks, matter: null }, earlier);
  await alertOn(scope, { channels, conversation, customer, message, text, at, since });
}

async function latestVersion({ trx }: OrgScope, messageId: string): Promise<number> {
  const latest = await MessageVersion.query(trx).where({ messageId }).orderBy("version", "desc").first();
  return latest?.version ?? 1;
}
