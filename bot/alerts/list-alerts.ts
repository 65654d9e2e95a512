import { Alert } from "../../domain/control/alert.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import { readingZone } from "../../domain/organisation/reading-zone.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { CommandAnswer, CommandContext } from "../commands/command.ts";
import type { Staff } from "../converse/resolve-staff.ts";
import type { Button } from "../ports/outbound-message.ts";
import { type Inline, plainText } from "../ports/rich-text.ts";
import { alertTitle, severityLabels, wallClock } from "./alert-card.ts";
import { maySeeSql } from "./change-alert.ts";

const MAX_LISTED = 20;
const MAX_BUTTONS = 5;

interface Listed {
  alert: Alert;
  conversation: string | null;
  customerName: string | null;
  acknowledgedBy: string | null;
}

/** What is not resolved and this person may see, the gravest first; a button for each that nobody has yet. */
export async function listAlerts({ scope, staff, language }: CommandContext): Promise<CommandAnswer> {
  const { listed, total } = await findGravest(scope, staff);
  if (total === 0) return plainText({ en: "No alert is open.", zh: "没有未处理的告警。" }[language]);
  const zone = await readingZone(scope, staff);
  const items: Inline[][] = listed.map(({ alert, conversation, customerName, acknowledgedBy }) => {
    const facts = [
      alertTitle(alert, language),
      conversation,
      customerName,
      `${{ en: "since", zh: "自" }[language]} ${wallClock(alert.createdAt, zone)}`,
      alert.status === "acknowledged" ? `✅ ${acknowledgedBy ?? ""}` : alert.status === "snoozed" ? "💤" : null,
    ];
    const line = facts.filter(Boolean).join(" · ");
    return [{ type: "text", text: `${severityLabels[alert.severity][language]} ${alert.number} · ${line}` }];
  });
  const more = total - listed.length;
  if (more > 0) items.push([{ type: "text", text: { en: `and ${more} more`, zh: `另有 ${more} 条` }[language] }]);
  const buttons: Button[] = listed
    .filter(({ alert }) => alert.status === "open")
    .slice(0, MAX_BUTTONS)
    .map(({ alert: { id, number } }) => ({
      id: `alert_ack:${id}`,
      label: `${{ en: "Acknowledge", zh: "确认" }[language]} ${number}`,
    }));
  return { say: [{ type: "list", ordered: false, items }], ...(buttons.length > 0 ? { buttons: [buttons] } : {}) };
}

const GRAVEST = `array_position(ARRAY['critical', 'high', 'warning', 'info'], a.severity),
  array_position(ARRAY['open', 'snoozed', 'acknowledged'], a.status), a.created_at, a.id`;

/** Those that are shown, with their names, in one look however many are open. */
async function findGravest(
  { trx, orgId }: OrgScope,
  { userId, role }: Pick<Staff, "userId" | "role">,
): Promise<{ listed: Listed[]; total: number }> {
  const { rows } = await trx.raw(
    `SELECT a.*, v.number AS conversation_number, c.name AS customer_name, acker.name AS acknowledger, seen.total
     FROM (SELECT a.id, count(*) OVER ()::int AS total FROM alerts a
       WHERE a.org_id = :orgId AND a.storm_id IS NULL AND a.status <> 'resolved' AND ${maySeeSql}
       ORDER BY ${GRAVEST} LIMIT :limit) seen
     JOIN alerts a ON a.id = seen.id
     LEFT JOIN conversations v ON v.id = a.conversation_id
     -- CASE, not coalesce: before rows that a policy guards, an index is looked up by what cannot tell of them.
     LEFT JOIN customers c ON c.id = CASE WHEN a.customer_id IS NULL THEN v.customer_id ELSE a.customer_id END
     LEFT JOIN users acker ON acker.id = a.acknowledged_by
     WHERE a.org_id = :orgId ORDER BY ${GRAVEST}`,
    { orgId, userId, role, limit: MAX_LISTED },
  );
  const found: Record<string, unknown>[] = rows;
  const listed = found.map(
    ({ conversation_number: number, customer_name: customerName, acknowledger, total, ...row }) => ({
      alert: Alert.fromDatabaseJson(row),
      conversation: number ? conversationCode(number as string) : null,
      customerName: customerName as string | null,
      acknowledgedBy: acknowledger as string | null,
    }),
  );
  return { listed, total: (found[0]?.["total"] as number | undefined) ?? 0 };
}
