import { z } from "zod";
import { riskLabelOf, riskSeverities, riskSeverityLabels } from "../../domain/conversations/signals.ts";
import type { Language } from "../../domain/language/language.ts";

const MOST = 5;

/**
 * The risks that a conversation's messages showed, each kind once by its worst, as rows of `kind` and `severity`: a part
 * of a statement in which `v` is the conversation. A wish for advice is declined and is no risk; a restricted matter has
 * no severity of its own.
 */
export const risksOfConversation = `SELECT kind, max(severity) AS severity FROM (
    SELECT coalesce(event_data ->> 'kind', event_data ->> 'rule') AS kind,
      coalesce(array_position(ARRAY['${riskSeverities.join("','")}'], event_data ->> 'severity'),
        ${riskSeverities.indexOf("medium") + 1}) AS severity
    FROM conversation_events WHERE conversation_id = v.id AND event_type = 'risk_signal') signal
  WHERE kind IS NOT NULL AND kind <> 'advice' GROUP BY kind`;

const shown = z.array(z.object({ kind: z.string(), severity: z.number() }));

/** `threat (critical), anger (medium), knows the founder`: what was seen, the worst first, then what was set by hand. */
export function sayRisks(signals: unknown, flags: readonly unknown[], language: Language): string {
  const seen = shown.parse(signals).sort((left, right) => right.severity - left.severity);
  const byHand = flags.map(String).filter((flag) => !seen.some(({ kind }) => kind === flag));
  const said = seen.slice(0, MOST).map(({ kind, severity }) => {
    const label = riskLabelOf(kind, language);
    const worst = riskSeverityLabels[riskSeverities[severity - 1] ?? "medium"][language];
    return language === "zh" ? `${label}（${worst}）` : `${label} (${worst})`;
  });
  const all = [...said, ...byHand.slice(0, MOST).map((flag) => riskLabelOf(flag, language))];
  return all.join(language === "zh" ? "、" : ", ") || "–";
}
