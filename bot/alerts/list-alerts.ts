import { Alert } from "../../domain/control/alert.ts";
import { readingZone } from "../../domain/organisation/reading-zone.ts";
import type { CommandAnswer, CommandContext } from "../commands/command.ts";
import type { Button } from "../ports/outbound-message.ts";
import { type Inline, plainText } from "../ports/rich-text.ts";
import { alertTitle, severityLabels, wallClock } from "./alert-card.ts";
import { viewAlert } from "./alert-view.ts";
import { maySee } from "./change-alert.ts";

const MAX_LISTED = 20;
const MAX_BUTTONS = 5;

/** What is not resolved and this person may see, the gravest first; a button for each that nobody has yet. */
export async function listAlerts({ scope, staff, language }: CommandContext): Promise<CommandAnswer> {
  const all = await Alert.query(scope.trx)
    .where({ orgId: scope.orgId, stormId: null })
    .whereNot({ status: "resolved" })
    .orderByRaw(
      "array_position(ARRAY['critical', 'high', 'warning', 'info'], severity), array_position(ARRAY['open', 'snoozed', 'acknowledged'], status), created_at",
    );
  const seen = all.filter((alert) => maySee(staff, alert));
  if (seen.length === 0) return plainText({ en: "No alert is open.", zh: "没有未处理的告警。" }[language]);
  const zone = await readingZone(scope, staff);
  const items: Inline[][] = [];
  for (const alert of seen.slice(0, MAX_LISTED)) {
    const { conversation, customerName, acknowledgedBy } = await viewAlert(scope, alert);
    const facts = [
      alertTitle(alert, language),
      conversation?.code,
      customerName,
      `${{ en: "since", zh: "自" }[language]} ${wallClock(alert.createdAt, zone)}`,
      alert.status === "acknowledged" ? `✅ ${acknowledgedBy ?? ""}` : alert.status === "snoozed" ? "💤" : null,
    ];
    const line = facts.filter(Boolean).join(" · ");
    items.push([{ type: "text", text: `${severityLabels[alert.severity][language]} ${alert.number} · ${line}` }]);
  }
  const more = seen.length - items.length;
  if (more > 0) items.push([{ type: "text", text: { en: `and ${more} more`, zh: `另有 ${more} 条` }[language] }]);
  const buttons: Button[] = seen
    .filter(({ status }) => status === "open")
    .slice(0, MAX_BUTTONS)
    .map(({ id, number }) => ({
      id: `alert_ack:${id}`,
      label: `${{ en: "Acknowledge", zh: "确认" }[language]} ${number}`,
    }));
  return { say: [{ type: "list", ordered: false, items }], ...(buttons.length > 0 ? { buttons: [buttons] } : {}) };
}
