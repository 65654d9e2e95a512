import { z } from "zod";
import type { Conversation } from "../../domain/conversations/conversation.ts";
import type { Customer } from "../../domain/customers/customer.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { type AlertCause, raiseAlert } from "./raise-alert.ts";
import { readAlertSettings } from "./rule-settings.ts";
import { type AlertKind, ruleLabels } from "./rules.ts";
import { type SeenEvent, type Trigger, triggersOf } from "./triggers.ts";

/** One message of a customer, after everything that the turn made of it is written. */
export interface AlertTurn {
  channels: ChannelDirectory;
  conversation: Pick<Conversation, "id" | "agentId" | "teamId" | "handoffAt">;
  customer: Pick<Customer, "id">;
  message: { id: string };
  text: string;
  at: Date;
  /** Of an edit: only events that were written after this one count, the others were told of before. */
  since?: string;
}

/** Alerts for what the turn has found in a message: reads the events that it wrote, whoever wrote them. */
export async function alertOn(scope: OrgScope, turn: AlertTurn): Promise<void> {
  const triggers = triggersOf(await readEvents(scope, turn), turn.text);
  if (triggers.length === 0) return;
  const { rules } = readAlertSettings(await loadSettings(scope));
  for (const trigger of triggers) {
    if (await isReached(scope, trigger, turn, rules[trigger.kind].threshold)) {
      await raiseAlert(scope, turn.channels, causeOf(trigger, turn), turn.at);
    }
  }
}

const eventRow = z.array(z.object({ event_type: z.string(), event_data: z.record(z.string(), z.unknown()) }));

async function readEvents({ trx, orgId }: OrgScope, turn: AlertTurn): Promise<SeenEvent[]> {
  const { conversation, message, since } = turn;
  const { rows } = await trx.raw(
    `SELECT event_type, event_data FROM conversation_events
     WHERE org_id = :orgId AND conversation_id = :conversationId AND message_id = :messageId
       AND event_type IN ('risk_signal', 'intent_signal', 'handoff_requested') ${since === undefined ? "" : "AND id > :since"}
     ORDER BY id`,
    { orgId, conversationId: conversation.id, messageId: message.id, ...(since === undefined ? {} : { since }) },
  );
  return eventRow.parse(rows).map(({ event_type, event_data }) => ({ type: event_type, data: event_data }));
}

async function isReached(scope: OrgScope, trigger: Trigger, turn: AlertTurn, threshold: number): Promise<boolean> {
  switch (trigger.kind) {
    case "risk_word":
      return trigger.severity >= threshold;
    case "angry_customer":
      return threshold <= 1 || (await countAngry(scope, turn.conversation.id)) >= threshold;
    case "human_requested_nobody_online":
      return turn.conversation.agentId === null && (await isNobodyOnline(scope));
    default:
      return true;
  }
}

async function countAngry({ trx, orgId }: OrgScope, conversationId: string): Promise<number> {
  const { rows } = await trx.raw(
    `SELECT count(DISTINCT message_id) FROM conversation_events
     WHERE org_id = ? AND conversation_id = ? AND event_type = 'risk_signal' AND event_data ->> 'kind' = 'anger'`,
    [orgId, conversationId],
  );
  return Number(rows[0].count);
}

/** Nobody of those who answer customers has said that they are here. */
async function isNobodyOnline({ trx, orgId }: OrgScope): Promise<boolean> {
  const { rows } = await trx.raw(
    `SELECT FROM users WHERE org_id = ? AND status = 'active' AND presence = 'online'
       AND role IN ('agent', 'sales', 'team_lead') LIMIT 1`,
    [orgId],
  );
  return rows.length === 0;
}

function causeOf(trigger: Trigger, { conversation, customer }: AlertTurn): AlertCause {
  const label = ruleLabels[trigger.kind];
  const about = trigger.about ? { en: `: ${trigger.about.en}`, zh: `：${trigger.about.zh}` } : { en: "", zh: "" };
  return {
    kind: trigger.kind satisfies AlertKind,
    cause: [trigger.kind, conversation.id, ...(trigger.about ? [trigger.about.en] : [])].join(":"),
    title: { en: `${label.en}${about.en}`, zh: `${label.zh}${about.zh}` },
    words: trigger.words,
    conversationId: conversation.id,
    customerId: customer.id,
    teamId: conversation.teamId,
  };
}
