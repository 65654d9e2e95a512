import type { Knex } from "knex";
import { DeskhandModel } from "../../infra/db/model.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { storedJson, storedText } from "../../infra/db/stored-text.ts";
import { newId } from "../../infra/ids.ts";
import type { Language } from "../language/language.ts";
import type { AlertSeverity, AlertStatus } from "./alert-state.ts";

/** What is kept of an alert besides its columns. */
export interface AlertDetails {
  titles?: Record<Language, string>;
  /** The words that caused it, as they were written; the newest last. */
  words?: string[];
  /** Within the cool-down one topic raises one alert. */
  topic?: string;
  /** It stands for many of its rule. */
  isStorm?: boolean;
  /** The customer's message that the platform lets us answer only for some time, ISO 8601. */
  since?: string;
  /** Which deadline it is about. */
  deadline?: { kind: string; at: string };
  approvalId?: string;
  /** Why a text was held. */
  reasons?: Record<Language, string>;
  /** Channel errors: what found out (`TroubleSource`). */
  source?: string;
  /** The chat of several people that it is about, with the platform's title where that tells one. */
  group?: { channelId: string; chatId: string; title: string | null };
}

export class Alert extends DeskhandModel {
  static override tableName = "alerts";
  static override jsonAttributes = ["details"];
  /** Text, because a bigint does not fit a number. */
  declare number: string;
  /** The rule: `channel_error`. */
  declare kind: string;
  declare severity: AlertSeverity;
  declare status: AlertStatus;
  declare cause: string;
  declare title: string;
  declare details: AlertDetails;
  declare conversationId: string | null;
  declare customerId: string | null;
  declare channelId: string | null;
  declare teamId: string | null;
  declare assignedTo: string | null;
  declare acknowledgedBy: string | null;
  declare acknowledgedAt: Date | null;
  declare snoozedUntil: Date | null;
  declare resolvedAt: Date | null;
  declare level: number;
  declare escalateAt: Date | null;
  declare heldUntil: Date | null;
  declare subjectUserId: string | null;
  declare stormId: string | null;
  declare occurrences: number;
  declare lastAt: Date;
  declare createdAt: Date;
  declare updatedAt: Date;
}

export interface AlertDraft {
  number: number;
  kind: string;
  severity: AlertSeverity;
  /** While an alert of this cause is not resolved, it is the only one: `channel:ID`. */
  cause: string;
  title: string;
  details: AlertDetails;
  at: Date;
  conversationId?: string | null;
  customerId?: string | null;
  channelId?: string | null;
  teamId?: string | null;
  subjectUserId?: string | null;
  stormId?: string | null;
  escalateAt?: Date | null;
  heldUntil?: Date | null;
  occurrences?: number;
}

/** The cause of the alert that a channel does not work. */
export const channelCause = (channelId: string): string => `channel:${channelId}`;

/** Opens an alert; null when another of the same cause was opened at this moment. */
export async function openAlert({ trx, orgId }: OrgScope, draft: AlertDraft): Promise<Alert | null> {
  const id = newId();
  const rows = await trx("alerts")
    .insert({
      id,
      org_id: orgId,
      number: draft.number,
      kind: draft.kind,
      severity: draft.severity,
      cause: draft.cause,
      title: storedText(draft.title),
      details: JSON.stringify(storedJson(draft.details)),
      conversation_id: draft.conversationId ?? null,
      customer_id: draft.customerId ?? null,
      channel_id: draft.channelId ?? null,
      team_id: draft.teamId ?? null,
      subject_user_id: draft.subjectUserId ?? null,
      storm_id: draft.stormId ?? null,
      escalate_at: draft.escalateAt ?? null,
      held_until: draft.heldUntil ?? null,
      occurrences: draft.occurrences ?? 1,
      last_at: draft.at,
      created_at: draft.at,
      updated_at: draft.at,
    })
    .onConflict(trx.raw("(org_id, cause) WHERE status <> 'resolved'"))
    .ignore()
    .returning("id");
  return rows.length === 0 ? null : ((await Alert.query(trx).findById(id)) ?? null);
}

/** The cause is gone: whatever alert it had is resolved. Its cards follow within a minute. */
export async function resolveAlert(
  { trx, orgId }: { trx: Knex; orgId: string },
  cause: string,
  at?: Date,
): Promise<void> {
  const now = at ?? trx.raw("clock_timestamp()");
  await trx("alerts")
    .where({ org_id: orgId, cause })
    .whereNot({ status: "resolved" })
    .update({ status: "resolved", resolved_at: now, escalate_at: null, held_until: null, updated_at: now });
}
