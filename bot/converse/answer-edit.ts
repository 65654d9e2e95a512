import { joinTeam } from "../../domain/conversations/join-team.ts";
import { beginWait } from "../../domain/conversations/keep-sla.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { alertOn } from "../alerts/alert-on.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { openDesk } from "../desk/desk-view.ts";
import { mirrorCustomer } from "../desk/mirror.ts";
import { showLanguage } from "../desk/show-language.ts";
import { showRisk } from "../desk/show-risk.ts";
import { isFormerStaff } from "../people/former-staff.ts";
import type { MessageEvent } from "../ports/inbound-event.ts";
import { isAnsweredAlready } from "./answered-already.ts";
import { carryOut } from "./carry-out.ts";
import { readContext } from "./context.ts";
import { followLanguage } from "./customer-language.ts";
import { decideNow, earlierOf, lookUp, type Prepared, prepare, recordRequest } from "./customer-message.ts";
import type { ConverseDeps } from "./deps.ts";
import type { EditJob } from "./edit-job.ts";
import { leaveEditToPerson } from "./leave-edit-to-person.ts";
import { isLeftToPerson } from "./left-to-person.ts";
import { openConversation, type Parties, reserveNumbers } from "./open-conversation.ts";
import { readEdit } from "./read-edit.ts";
import { recordMatter } from "./record-matter.ts";
import { countMessage, previewOf } from "./record-message.ts";
import { findStaff } from "./resolve-staff.ts";
import { wasSaidIn } from "./was-said-in.ts";
import { asksForAnswer, noteHeeded } from "./worked-edits.ts";

/**
 * Works an edit as a question of its own, once: with the message that it is of, where a message would have been written
 * down. One that asks the same as what was worked before is left. While a person has the conversation the question is
 * theirs, and the customer waits for them.
 */
export async function answerEdit(deps: ConverseDeps, job: EditJob): Promise<void> {
  const channel = await deps.channels.byId(job.channelId);
  if (!channel || channel.status === "paused") return;
  const heard = await readEdit(deps.db, channel, job);
  if (!heard || (await isOfStaff(deps, channel, heard.event))) return;
  const { event } = heard;
  const edit = { job, ...heard };
  const now = deps.clock.now();
  const found = await inOrganization(deps.db, channel.orgId, async (scope) => {
    const isDue = await asksForAnswer(scope, job, event.text);
    if (!isDue) return null;
    const parties = await lookUp(scope, channel, event, now);
    const { conversation } = parties;
    if (await leaveEditToPerson(scope, deps, parties, edit)) return null;
    const context = conversation ? await readContext(scope, conversation.id, { id: job.messageId }) : [];
    return { ...parties, context };
  });
  if (!found) return;
  const prepared = await prepare(deps, channel, event, found);
  const numbers = await reserveNumbers(deps.db, channel.orgId, found);
  await deps.ensureMonth(now);
  await inOrganization(deps.db, channel.orgId, async (scope) => {
    const parties = await openConversation(scope, channel, event, numbers, prepared.rules.idleMs(channel));
    if (!(await asksForAnswer(scope, job, event.text))) return;
    if (await leaveEditToPerson(scope, deps, parties, edit)) return;
    await work(scope, { deps, channel, job, event, prepared, parties });
  });
}

interface EditTurn {
  deps: ConverseDeps;
  channel: LiveChannel;
  job: EditJob;
  event: MessageEvent;
  prepared: Prepared;
  parties: Parties;
}

/** The turn of a message that is written down already; its conversation is locked. */
async function work(scope: OrgScope, turn: EditTurn): Promise<void> {
  const { deps, channel, job, event, prepared, parties } = turn;
  const { conversation, customer } = parties;
  const message = { id: job.messageId, sentAt: new Date(job.sentAt) };
  const heeded = await noteHeeded(scope, conversation, job);
  if (prepared.matter) await recordMatter(scope, conversation, message, prepared.matter);
  const turned = await followLanguage(scope, parties, message, { said: prepared.said, guess: prepared.detected });
  await joinTeam(scope, conversation, prepared.team);
  const { language, deskSurface: surface } = prepared.rules;
  const desk = await openDesk(scope, deps.channels, { conversation, customer, surface, language });
  // In the conversation of the message it was shown as an edit when it came.
  if (desk && !(await wasSaidIn(scope, conversation, message))) await mirrorCustomer(scope, desk, event, message);
  if (parties.isNew) await countMessage(scope, conversation, firstOf(event));
  if (desk && turned) await showLanguage(scope, desk, turned, { isNew: parties.isNew, receipt: event.externalId });
  const decision = decideNow(prepared, parties);
  if (decision.kind === "answer" && (await isAnsweredAlready(scope, message, decision.answer))) return;
  await recordRequest(scope, parties, message, decision, event);
  await carryOut({ deps, scope, channel, parties, message, event, desk, ...prepared }, decision);
  // Its risks were shown when the edit came.
  if (desk && !parties.isNew) await showRisk(scope, desk, { risks: [], matter: prepared.input.matter }, []);
  if (isLeftToPerson(decision, conversation.handoffReason === "held")) {
    await beginWait(scope, conversation, earlierOf(new Date(event.sentAt), deps.clock.now()));
  }
  if (parties.isAfterword) return;
  const about = { channels: deps.channels, conversation, customer, message, text: event.text, at: deps.clock.now() };
  await alertOn(scope, { ...about, since: heeded });
}

/** What a conversation shows that an edit began. */
function firstOf({ text, sentAt }: MessageEvent) {
  return { at: new Date(sentAt), preview: previewOf(text), isFromCustomer: true };
}

async function isOfStaff({ db }: ConverseDeps, channel: LiveChannel, { sender }: MessageEvent): Promise<boolean> {
  return (await findStaff(db, channel, sender)) !== null || isFormerStaff(db, channel, sender);
}
