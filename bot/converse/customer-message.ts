import { settleScriptUses } from "../../domain/content/script-uses.ts";
import { insertOutboxEvent } from "../../domain/control/outbox-event.ts";
import { type Conversation, ConversationEvent } from "../../domain/conversations/conversation.ts";
import { joinTeam } from "../../domain/conversations/join-team.ts";
import { beginWait } from "../../domain/conversations/keep-sla.ts";
import { Consent, CustomerActivity } from "../../domain/customers/customer.ts";
import { nextLanguage } from "../../domain/language/customer-language.ts";
import { detectLanguage } from "../../domain/language/detect-language.ts";
import type { Language } from "../../domain/language/language.ts";
import { readSetting } from "../../domain/organisation/settings/setting.ts";
import { keepSettings } from "../../domain/organisation/settings.ts";
import { loadTeamsAndSettings, type Team } from "../../domain/organisation/team.ts";
import { inOrganization, inOrganizationAt, type OrgScope } from "../../infra/db/organization-scope.ts";
import { step } from "../../infra/tracing/tracing.ts";
import { thresholdsOf } from "../../knowledge/index.ts";
import { alertOn } from "../alerts/alert-on.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { type RecognisedRequest, recogniseRequest } from "../conduct/customer-requests.ts";
import { asksToForget } from "../conduct/requests/forget-request.ts";
import { type RecognisedMatter, recogniseMatter } from "../conduct/restricted-matters.ts";
import { openDesk } from "../desk/desk-view.ts";
import { dropOtherFocus } from "../desk/focus.ts";
import { mirrorCustomer } from "../desk/mirror.ts";
import { showLanguage } from "../desk/show-language.ts";
import { showRisk } from "../desk/show-risk.ts";
import { answersFeedback } from "../feedback/feedback-buttons.ts";
import { findVerdict, handleVerdictLine } from "../feedback/handle-verdict-line.ts";
import { showOthers } from "../handover/show-others.ts";
import { assignNewLead } from "../leads/assign-new-lead.ts";
import { scoreMessage } from "../leads/score-message.ts";
import { recallForAnswer } from "../memory/recall-for-answer.ts";
import { rememberLater } from "../memory/remember-later.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { MessageEvent } from "../ports/inbound-event.ts";
import { MIN_SCRIPT_SCORE } from "../scripts/min-script-score.ts";
import { suggestScripts } from "../scripts/suggest-scripts.ts";
import { askSession } from "../sessions/ask-session.ts";
import { setSession } from "../sessions/set-session.ts";
import { showSession } from "../sessions/show-session.ts";
import { readSignals, type Signals } from "../signals/read-signals.ts";
import { type ReadMessage, readRecentMessages } from "../signals/recent-messages.ts";
import { readingOf, recordInsight } from "../signals/record-signals.ts";
import { type SignalPolicy, signalPolicyOf } from "../signals/signal-policy.ts";
import { advanceByMessage } from "./advance-by-message.ts";
import { needsNoReply } from "./afterword.ts";
import { carryOut } from "./carry-out.ts";
import { findOffer } from "./choice-offer.ts";
import { readContext } from "./context.ts";
import { followLanguage, languageStateOf, type ReadLanguage, readLanguage } from "./customer-language.ts";
import { type Decision, type DecisionInput, decide, needsAnswer } from "./decide.ts";
import type { ConverseDeps } from "./deps.ts";
import { findParties } from "./find-parties.ts";
import { findRating } from "./find-rating.ts";
import { followsAnswered } from "./follows-answered.ts";
import { introduceSender } from "./introduce-sender.ts";
import { languageOfSender } from "./language-of-sender.ts";
import { isLeftToPerson } from "./left-to-person.ts";
import { openConversation, type Parties, reserveNumbers } from "./open-conversation.ts";
import { type OrganisationRules, readRules } from "./organisation-rules.ts";
import { handleRatingLine } from "./rating.ts";
import { recordMatter } from "./record-matter.ts";
import { filedAt, type RecordedMessage, recordCustomerMessage } from "./record-message.ts";
import { finishReceipt } from "./settle-receipt.ts";
import { chosenRequest, mayAskBack, type TakenChoice, takeChoice } from "./take-choice.ts";
import { pinOf, teamOfTurn } from "./team-of-turn.ts";
import { isWelcomeCommand } from "./welcome-command.ts";
import { whileWriting } from "./while-working.ts";

/** Everything a turn knows before its transaction opens; the model call, if any, is behind it. */
export interface Prepared {
  /** The customer's, with this message. */
  language: Language;
  said: ReadLanguage;
  /** What the words alone look like. */
  detected: Language | null;
  input: Omit<DecisionInput, keyof Charge | "isBlacklisted">;
  matter: RecognisedMatter | null;
  /** Of scripts that fit the words, where the bot only suggests. */
  scriptIds: string[];
  rules: OrganisationRules;
  /** Whose the conversation is, or will be. */
  team: Team | null;
  /** What it chose of what the customer was asked. */
  choice: TakenChoice | null;
  /** What the message tells besides its words, with the words that say so. */
  signals: Signals;
  signalPolicy: SignalPolicy;
  /** The customer's messages in this conversation before, newest first. */
  earlier: ReadMessage[];
}

/** Who speaks for us in a conversation now. */
type Charge = Pick<DecisionInput, "aiEnabled" | "maySuggest" | "hasPerson">;

/** A customer's message: understood and, where it calls for one, answered, in one transaction with its receipt. */
export async function handleCustomerMessage(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  received: MessageEvent,
): Promise<void> {
  const receivedAt = deps.clock.now();
  const found = await step("resolve", () =>
    inOrganization(deps.db, channel.orgId, (scope) => lookUp(scope, channel, received, receivedAt)),
  );
  if (found.isKnown) return endAsDuplicate(deps, channel, receipt);
  if (found.rating) return handleRatingLine(deps, channel, receipt, received, found.rating);
  if (found.verdict) return handleVerdictLine(deps, channel, receipt, received, found.verdict);
  const event = found.identity ? received : await introduceSender(deps, channel, received);
  const session = await askSession(deps, channel, event.chat, found.conversation);
  const prepared = await step("understand", () => prepare(deps, channel, event, found));
  const numbers = await reserveNumbers(deps.db, channel.orgId, found);
  await deps.ensureMonth(filedAt(event.sentAt, receivedAt).at);
  await deps.ensureMonth(receivedAt);

  const commit = async (scope: OrgScope) => {
    keepSettings(scope, found.settings);
    const parties = await openConversation(scope, channel, event, numbers, prepared.rules.idleMs(channel));
    const { conversation } = parties;
    const hasMoved = session !== null && (await setSession(scope, conversation, session, null));
    const { text } = event;
    const { signals, signalPolicy: policy, rules } = prepared;
    const earlier = parties.isNew ? [] : prepared.earlier;
    const reading = readingOf({ text, signals, earlier, policy, language: rules.language });
    const message = await recordCustomerMessage(scope, channel, event, conversation, receivedAt, reading);
    if (!message) {
      if (receipt) await finishReceipt(scope, channel, receipt, { status: "done", outcome: "duplicate" });
      return;
    }
    // At once: each has rows of its own.
    await Promise.all([
      recordInsight(scope, { conversation, message, signals }),
      rememberLater(scope, deps, event, message),
      scoreMessage(scope, { conversation, message, text, signals, at: receivedAt }),
      advanceByMessage(scope, channel, parties, { chat: event.chat, at: receivedAt }),
      settleScriptUses(scope, conversation.customerId, message, receivedAt),
    ]);
    if (prepared.matter) await recordMatter(scope, conversation, message, prepared.matter);
    const turned = await followLanguage(scope, parties, message, { said: prepared.said, guess: prepared.detected });
    await joinTeam(scope, conversation, prepared.team);
    await assignNewLead(scope, deps, parties, receivedAt);
    const { language, deskSurface: surface } = rules;
    const desk = await openDesk(scope, deps.channels, { conversation, customer: parties.customer, surface, language });
    if (desk) await mirrorCustomer(scope, desk, event, message);
    if (desk && hasMoved) await showSession(scope, desk, session, event.externalId);
    if (desk && turned) await showLanguage(scope, desk, turned, { isNew: parties.isNew, receipt: event.externalId });
    if (desk && parties.isNew) await showOthers(scope, deps.channels, desk, event.externalId);
    if (conversation.agentId) await dropOtherFocus(scope, conversation.agentId, conversation.id);
    const decision = decideNow(prepared, parties);
    await recordRequest(scope, parties, message, decision, event);
    await carryOut({ deps, scope, channel, parties, message, event, desk, ...prepared }, decision);
    // A new conversation's card was made with it.
    if (desk && !parties.isNew)
      await showRisk(scope, desk, { risks: signals.risks, matter: prepared.input.matter }, earlier);
    if (desk && prepared.scriptIds.length > 0 && !parties.isAfterword) {
      const fit = { ids: prepared.scriptIds, customer: parties.customer, language: prepared.language };
      await suggestScripts(scope, desk, { ...fit, at: receivedAt, receipt: event.externalId });
    }
    const isLeft = isLeftToPerson(decision, conversation.handoffReason === "held");
    const isOwed = decision.kind !== "silent" || !needsNoReply(event, found.context);
    if (isLeft && isOwed) await beginWait(scope, conversation, earlierOf(message.sentAt, receivedAt));
    const at = deps.clock.now();
    await Promise.all([
      parties.isAfterword ? null : alertOn(scope, { channels: deps.channels, ...parties, message, text, at }),
      tellOthers(scope, conversation, message),
      receipt ? finishReceipt(scope, channel, receipt, { status: "done", outcome: "message", message }) : null,
    ]);
  };
  await step("commit", () => inOrganizationAt(deps.db, channel.orgId, "turn.message", commit));
}

// A platform's clock may run ahead of ours; nobody waits from the future on.
export function earlierOf(sentAt: Date, receivedAt: Date): Date {
  return sentAt < receivedAt ? sentAt : receivedAt;
}

/** Everything the turn needs to know before its own transaction, in one. */
export async function lookUp(scope: OrgScope, channel: LiveChannel, event: MessageEvent, now: Date) {
  const [parties, { settings, teams }] = await Promise.all([
    findParties(scope, channel, event),
    loadTeamsAndSettings(scope),
  ]);
  const { customer, conversation } = parties;
  const isJudging = readSetting(settings, answersFeedback);
  const customerOf = customer && { customerId: customer.id, hasOpen: conversation !== null };
  // At once: none waits for what another finds.
  const [rating, verdict, followed, offer, context, earlier] = await Promise.all([
    customerOf ? findRating(scope, channel, event, customerOf, now) : null,
    findVerdict(scope, channel, event, conversation, isJudging),
    conversation ? followsAnswered(scope, conversation.id, event) : false,
    conversation ? findOffer(scope, conversation.id) : null,
    conversation ? readContext(scope, conversation.id) : [],
    conversation ? readRecentMessages(scope, conversation.id) : [],
  ]);
  return { ...parties, settings, rating, verdict, teams, followsAnswered: followed, offer, context, earlier };
}

export async function prepare(
  deps: ConverseDeps,
  channel: LiveChannel,
  event: MessageEvent,
  found: Awaited<ReturnType<typeof lookUp>>,
): Promise<Prepared> {
  const rules = readRules(found.settings);
  const text = event.text.trim();
  const detected = text ? detectLanguage(text) : null;
  const said = readLanguage(text);
  const known = nextLanguage(languageStateOf(found.customer), said).language;
  const guessed = detected ?? found.conversation?.language ?? languageOfSender(channel, event);
  const language = known ?? guessed ?? rules.language;
  const recognised = text ? recogniseRequest(text) : null;
  const matter = text ? recogniseMatter(text) : null;
  const base = {
    request: requestOf(text, recognised, said),
    asksForPerson: recognised?.all.includes("human") ?? false,
    matter: matter?.matter ?? null,
    hasText: text !== "",
    hasUnreadable: event.attachments.length > 0,
    followsAnswered: found.followsAnswered,
  };
  const signalPolicy = signalPolicyOf(found.settings);
  const signals = readSignals(text, recognised, signalPolicy);
  const team = teamOfTurn(found, { channel, event, idleMs: rules.idleMs(channel), language, intent: signals.intent });
  const state = {
    isBlacklisted: found.customer?.status === "blacklist",
    ...chargeOf(rules, channel.id, found.conversation, team?.id ?? null),
  };
  const pin = await pinOf(deps, channel.orgId, team, found.customer);
  // In a group an answer is to the words that all have read, and to nothing that was said before.
  const context = event.chat.kind === "group" ? [] : found.context;
  const { offer } = found;
  const when = { sentAt: new Date(event.sentAt), idleMs: rules.idleMs(channel) };
  const choice = base.request === null && matter === null ? takeChoice(offer, text, when) : null;
  const where = {
    orgId: channel.orgId,
    language,
    audience: "public" as const,
    ...pin,
    ...thresholdsOf(found.settings),
  };
  const asked = { ...where, question: text, context, ...(choice ? chosenRequest(choice) : {}) };
  const answer = needsAnswer({ ...base, ...state })
    ? mayAskBack(
        await whileWriting(deps, channel, { chat: event.chat, language, isForDesk: !state.aiEnabled }, async () =>
          deps.answerQuestion({ ...asked, ...(await recallForAnswer(deps, channel, event, found)) }),
        ),
        { question: text, offer, signals },
      )
    : null;
  // Beside a person the desk is shown what fits; how well it must fit is the search's own affair.
  const isForDesk =
    text !== "" &&
    !state.aiEnabled &&
    state.maySuggest &&
    base.request === null &&
    matter === null &&
    !needsNoReply(event, found.context);
  const scripts = isForDesk ? await deps.findScripts({ orgId: channel.orgId, query: text, ...pin }) : [];
  const scriptIds = scripts.filter(({ score }) => score >= MIN_SCRIPT_SCORE).map(({ id }) => id);
  const input = { ...base, answer };
  return {
    language,
    said,
    detected,
    rules,
    team,
    choice,
    matter,
    input,
    scriptIds,
    signals,
    signalPolicy,
    earlier: found.earlier,
  };
}

function requestOf(text: string, recognised: RecognisedRequest | null, said: ReadLanguage): DecisionInput["request"] {
  if (isWelcomeCommand(text)) return "welcome";
  if (recognised?.request !== "opt_out" && asksToForget(text)) return "forget";
  return recognised?.request ?? (said.isOnlyRequest ? "language" : null);
}

// The conversation is locked now: what was true before the model was asked may have changed since.
export function decideNow(prepared: Prepared, { conversation, customer, isAfterword }: Parties): Decision {
  if (isAfterword) return { kind: "silent", reason: "afterword" };
  return decide({
    ...prepared.input,
    ...chargeOf(prepared.rules, conversation.channelId, conversation, conversation.teamId),
    isBlacklisted: customer.status === "blacklist",
  });
}

function chargeOf(
  rules: OrganisationRules,
  channelId: string,
  conversation: Conversation | null,
  teamId: string | null,
): Charge {
  const mode = rules.modeFor({ channelId, teamId });
  const isOurs = conversation === null || conversation.sessionState === null;
  const mayAnswer = isOurs && (conversation === null || (conversation.aiEnabled && conversation.agentId === null));
  return {
    aiEnabled: mayAnswer && mode === "auto",
    maySuggest: mode !== "off",
    hasPerson: !isOurs || (conversation !== null && (conversation.agentId !== null || conversation.handoffAt !== null)),
  };
}

export async function recordRequest(
  scope: OrgScope,
  { conversation, customer }: Parties,
  message: RecordedMessage,
  decision: Decision,
  event: MessageEvent,
): Promise<void> {
  if (decision.kind !== "opt_out" && decision.kind !== "opt_in") return;
  const state = decision.kind === "opt_out" ? "withdrawn" : "granted";
  await Consent.query(scope.trx).insert({
    orgId: scope.orgId,
    customerId: customer.id,
    kind: "marketing",
    state,
    channelId: conversation.channelId,
    messageId: message.id,
    messageSentAt: message.sentAt,
    source: event.text.slice(0, 500),
  });
  await CustomerActivity.query(scope.trx).insert({
    orgId: scope.orgId,
    customerId: customer.id,
    type: "consent_change",
    title: `marketing ${state}`,
    metadata: { messageId: message.id },
  });
  await ConversationEvent.query(scope.trx).insert({
    orgId: scope.orgId,
    conversationId: conversation.id,
    customerId: customer.id,
    messageId: message.id,
    messageSentAt: message.sentAt,
    eventType: decision.kind === "opt_out" ? "opted_out" : "opted_in",
  });
}

async function tellOthers(scope: OrgScope, conversation: Conversation, message: RecordedMessage): Promise<void> {
  await insertOutboxEvent(scope, "message.received", message.id, {
    customerId: conversation.customerId,
    conversationId: conversation.id,
  });
}

async function endAsDuplicate(deps: ConverseDeps, channel: LiveChannel, receipt: Receipt | null): Promise<void> {
  if (!receipt) return;
  await inOrganizationAt(deps.db, channel.orgId, "turn.duplicate", (scope) =>
    finishReceipt(scope, channel, receipt, { status: "done", outcome: "duplicate" }),
  );
}
