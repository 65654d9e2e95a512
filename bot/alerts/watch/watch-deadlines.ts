import { resolveAlert } from "../../../domain/control/alert.ts";
import type { Language } from "../../../domain/language/language.ts";
import { readingZone } from "../../../domain/organisation/reading-zone.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { inOrganization, type OrgScope } from "../../../infra/db/organization-scope.ts";
import { wallClock } from "../alert-card.ts";
import { type AlertCause, raiseAlert } from "../raise-alert.ts";
import { readAlertSettings } from "../rule-settings.ts";
import { standingDeadlines } from "./standing-deadlines.ts";
import type { Watch } from "./watch.ts";

const MINUTE_MS = 60_000;

interface Deadline {
  conversation_id: string;
  customer_id: string | null;
  team_id: string | null;
  kind: DeadlineKind;
  at: Date;
  words: string | null;
}

type DeadlineKind = "first_response" | "next_response" | "resolution";

const labels: Record<DeadlineKind, Record<Language, string>> = {
  first_response: { en: "first response", zh: "首次回复" },
  next_response: { en: "next response", zh: "后续回复" },
  resolution: { en: "resolution", zh: "解决" },
};

/** Deadlines that are near or past and have had no alert. */
export const watchDeadlines: Watch = async ({ db, channels, clock }, orgId) => {
  const now = clock.now();
  const deadlines = await inOrganization(db, orgId, async (scope) => {
    const settings = readAlertSettings(await loadSettings(scope));
    const near = new Date(now.getTime() + settings.rules.sla_due.threshold * MINUTE_MS);
    return findDeadlines(scope, near, now);
  });
  for (const { conversation_id } of deadlines) {
    await inOrganization(db, orgId, async (scope) => {
      await scope.trx.raw("SELECT FROM conversations WHERE id = ? FOR UPDATE", [conversation_id]);
      const settings = readAlertSettings(await loadSettings(scope));
      const near = new Date(now.getTime() + settings.rules.sla_due.threshold * MINUTE_MS);
      for (const deadline of await findDeadlines(scope, near, now, conversation_id)) {
        const zone = await readingZone(scope, { teamId: deadline.team_id });
        await raiseAlert(scope, channels, causeOf(deadline, now, zone), now);
        if (deadline.at <= now) await resolveAlert(scope, keyOf("sla_due", deadline), now);
      }
    });
  }
};

async function findDeadlines({ trx, orgId }: OrgScope, near: Date, now: Date, only?: string): Promise<Deadline[]> {
  const { rows } = await trx.raw(
    `SELECT d.*, (SELECT m.content FROM messages m WHERE m.conversation_id = d.conversation_id
         AND m.direction = 'inbound' AND m.deleted_at IS NULL ORDER BY m.sent_at DESC LIMIT 1) AS words
     FROM (${standingDeadlines}) d
     WHERE d.at <= :near AND (:only::uuid IS NULL OR d.conversation_id = :only::uuid)
       AND NOT EXISTS (SELECT FROM alerts a WHERE a.org_id = :orgId AND a.kind = d.rule AND a.cause =
         d.rule || ':' || d.kind || ':' || d.conversation_id || ':' || d.epoch
         -- An answer ended it that never arrived: the deadline stands again.
         AND NOT (a.status = 'resolved' AND EXISTS (SELECT FROM sla_results r
           WHERE r.conversation_id = d.conversation_id AND r.superseded_at >= a.resolved_at)))
     ORDER BY d.at`,
    // knex's type leaves out null, its code does not
    { orgId, near, now, only: only ?? null } as unknown as Record<string, string>,
  );
  return rows;
}

function keyOf(rule: "sla_due" | "sla_missed", { kind, conversation_id, at }: Deadline): string {
  return `${rule}:${kind}:${conversation_id}:${Math.floor(at.getTime() / 1000)}`;
}

function causeOf(deadline: Deadline, now: Date, zone: string): AlertCause {
  const isMissed = deadline.at <= now;
  const rule = isMissed ? "sla_missed" : "sla_due";
  const { en, zh } = labels[deadline.kind];
  const by = wallClock(deadline.at, zone);
  return {
    kind: rule,
    cause: keyOf(rule, deadline),
    topic: `${rule}:${deadline.conversation_id}`,
    title: isMissed
      ? { en: `Missed: ${en} was due ${by}`, zh: `已超时：${zh}应在 ${by} 前完成` }
      : { en: `Soon: ${en} is due ${by}`, zh: `即将超时：${zh}须在 ${by} 前完成` },
    ...(deadline.words ? { words: [deadline.words] } : {}),
    conversationId: deadline.conversation_id,
    ...(deadline.customer_id ? { customerId: deadline.customer_id } : {}),
    teamId: deadline.team_id,
    details: { deadline: { kind: deadline.kind, at: deadline.at.toISOString() } },
  };
}
