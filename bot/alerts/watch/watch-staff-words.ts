import { z } from "zod";
import { type StaffRiskKind, staffRiskKinds, staffRiskLabels } from "../../../domain/conversations/signals.ts";
import type { Language } from "../../../domain/language/language.ts";
import { inOrganization, type OrgScope } from "../../../infra/db/organization-scope.ts";
import { type AlertCause, raiseAlert } from "../raise-alert.ts";
import type { WatchDeps } from "./watch.ts";

const DAY_MS = 24 * 60 * 60_000;
const MAX_WORDS = 3;

/**
 * Colleagues who promised, pressed or offered a private channel: told to compliance, a conversation and a person one
 * alert.
 */
export async function watchStaffWords(
  { db, channels, clock }: Omit<WatchDeps, "blobs" | "clusterQuestions">,
  orgId: string,
): Promise<void> {
  const since = new Date(clock.now().getTime() - DAY_MS);
  for (const said of await inOrganization(db, orgId, (scope) => findStaffWords(scope, since))) {
    await inOrganization(db, orgId, async (scope) => {
      await scope.trx.raw("SELECT FROM conversations WHERE id = ? FOR UPDATE", [said.conversation_id]);
      const again = (await findStaffWords(scope, since)).find((other) => other.cause === said.cause);
      if (again) await raiseAlert(scope, channels, causeOf(again), clock.now());
    });
  }
}

/** What one person said in one conversation since the last alert of it. */
interface StaffWords {
  cause: string;
  user_id: string;
  name: string;
  conversation_id: string;
  customer_id: string;
  team_id: string | null;
  /** The findings of each message, the newest first. */
  risks: unknown;
}

// `message_insights_staff_risks` is this condition.
async function findStaffWords({ trx, orgId }: OrgScope, since: Date): Promise<StaffWords[]> {
  const { rows } = await trx.raw(
    `SELECT 'staff_words:' || m.conversation_id || ':' || m.user_id AS cause, m.user_id, u.name, m.conversation_id,
       m.customer_id, v.team_id, jsonb_agg(i.risk_signals ORDER BY i.message_sent_at DESC) AS risks
     FROM message_insights i JOIN messages m ON m.id = i.message_id AND m.sent_at = i.message_sent_at
       JOIN users u ON u.id = m.user_id JOIN conversations v ON v.id = m.conversation_id
     WHERE i.org_id = ? AND i.quality_score IS NOT NULL AND i.risk_signals <> '[]' AND i.message_sent_at > ?
       AND NOT EXISTS (SELECT FROM alerts a WHERE a.org_id = i.org_id AND a.kind = 'staff_conduct'
                       AND a.cause = 'staff_words:' || m.conversation_id || ':' || m.user_id
                       AND a.last_at >= i.message_sent_at)
     GROUP BY m.user_id, u.name, m.conversation_id, m.customer_id, v.team_id`,
    [orgId, since],
  );
  return rows;
}

const risksSchema = z.array(z.array(z.object({ kind: z.string(), words: z.array(z.object({ text: z.string() })) })));

function causeOf(said: StaffWords): AlertCause {
  const risks = risksSchema.parse(said.risks).flat();
  const kinds = staffRiskKinds.filter((kind) => risks.some((risk) => risk.kind === kind));
  return {
    kind: "staff_conduct",
    cause: said.cause,
    title: {
      en: `${said.name} to a customer: ${labelsOf(kinds, "en").join(", ")}`,
      zh: `${said.name} 对客户：${labelsOf(kinds, "zh").join("、")}`,
    },
    words: [...new Set(risks.flatMap(({ words }) => words.map(({ text }) => text)))].slice(0, MAX_WORDS),
    conversationId: said.conversation_id,
    customerId: said.customer_id,
    teamId: said.team_id,
    subjectUserId: said.user_id,
  };
}

function labelsOf(kinds: readonly StaffRiskKind[], language: Language): string[] {
  return kinds.map((kind) => staffRiskLabels[kind][language]);
}
