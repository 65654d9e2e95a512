import type { Knex } from "knex";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { recountScript } from "./recount-script.ts";
import { REACTION_MS, type Reaction, scriptOutcome } from "./script-outcome.ts";

export interface ScriptUse {
  scriptId: string;
  conversationId: string;
  customerId: string;
  userId: string | null;
  message: { id: string; sentAt: Date };
  isChanged: boolean;
}

/**
 * Writes down that a script reached a customer just now, counts it, and says when that was. Null, and nothing is done,
 * when it was written down before.
 */
export async function recordScriptUse(scope: OrgScope, use: ScriptUse): Promise<{ at: Date } | null> {
  const written: { sent_at: Date }[] = await scope
    .trx("script_uses")
    .insert({
      id: newId(),
      org_id: scope.orgId,
      script_id: use.scriptId,
      conversation_id: use.conversationId,
      customer_id: use.customerId,
      user_id: use.userId,
      message_id: use.message.id,
      message_sent_at: use.message.sentAt,
      is_changed: use.isChanged,
      sent_at: scope.trx.raw("clock_timestamp()"),
    })
    .onConflict("message_id")
    .ignore()
    .returning("sent_at");
  const [row] = written;
  if (!row) return null;
  await recountScript(scope, use.scriptId);
  return { at: row.sent_at };
}

/**
 * A customer wrote, and the message was read (`message_insights`): the scripts that waited for their next message have
 * their outcome. `receivedAt` is on our clock, as the arrival of the scripts is.
 */
export async function settleScriptUses(
  scope: OrgScope,
  customerId: string,
  message: { id: string; sentAt: Date },
  receivedAt: Date,
): Promise<void> {
  const { trx, orgId } = scope;
  const { rows } = await trx.raw(
    `SELECT id, script_id, sent_at FROM script_uses
     WHERE org_id = ? AND customer_id = ? AND outcome IS NULL AND sent_at <= ? FOR UPDATE`,
    [orgId, customerId, receivedAt],
  );
  const open: { id: string; script_id: string; sent_at: Date }[] = rows;
  if (open.length === 0) return;
  const read = await readInsight(scope, message.id);
  for (const use of open) {
    const outcome = scriptOutcome({ ...read, afterMs: receivedAt.getTime() - use.sent_at.getTime() });
    const shown = outcome === "none" ? {} : { outcome_message_id: message.id, outcome_message_sent_at: message.sentAt };
    await trx("script_uses")
      .where({ id: use.id })
      .update({ outcome, ...shown });
  }
  await recountAll(scope, open);
}

/** Ends the wait for customers who have not written within the day; for a regular job, over all organisations. */
export async function endOldScriptUses(system: Knex, now: Date): Promise<void> {
  await system.transaction(async (trx) => {
    const ended: { org_id: string; script_id: string }[] = await trx("script_uses")
      .whereNull("outcome")
      .where("sent_at", "<", new Date(now.getTime() - REACTION_MS))
      .update({ outcome: scriptOutcome(null) })
      .returning(["org_id", "script_id"]);
    for (const orgId of new Set(ended.map((use) => use.org_id))) {
      await recountAll(
        { orgId, trx },
        ended.filter((use) => use.org_id === orgId),
      );
    }
  });
}

// In one order everywhere, so that two who count the same scripts wait for each other and do not deadlock.
async function recountAll(scope: OrgScope, uses: readonly { script_id: string }[]): Promise<void> {
  for (const scriptId of [...new Set(uses.map((use) => use.script_id))].sort()) await recountScript(scope, scriptId);
}

async function readInsight({ trx, orgId }: OrgScope, messageId: string): Promise<Omit<Reaction, "afterMs">> {
  const row: { sentiment: Reaction["sentiment"]; intent: string | null; risk_signals: unknown } | undefined = await trx(
    "message_insights",
  )
    .where({ org_id: orgId, message_id: messageId })
    .first("sentiment", "intent", "risk_signals");
  const signals: unknown[] = Array.isArray(row?.risk_signals) ? row.risk_signals : [];
  const risks = signals.flatMap((signal) =>
    typeof signal === "object" && signal !== null && "kind" in signal ? [String(signal.kind)] : [],
  );
  return { sentiment: row?.sentiment ?? null, intent: row?.intent ?? null, risks };
}
