import { type RiskSeverity, riskSeverities } from "../../domain/conversations/signals.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Matter } from "../conduct/matters/matter.ts";
import type { DeskView } from "./desk-view.ts";
import { refreshCard } from "./refresh-card.ts";

interface Risk {
  kind: string;
  severity: RiskSeverity;
}

/**
 * Puts a risk that a message has just shown on the card of its conversation; what the messages before it showed as well
 * is there. A card that its platform changes only once keeps that change for who has the conversation.
 */
export async function showRisk(
  scope: OrgScope,
  desk: DeskView,
  { risks, matter }: { risks: readonly Risk[]; matter: Matter | null },
  earlier: readonly { risks: readonly Risk[] }[],
): Promise<void> {
  const { adapter } = desk.channel;
  const capabilities = adapter.capabilitiesFor?.(desk.thread.chatId) ?? adapter.capabilities;
  if (capabilities.editsOnce) return;
  const known = earlier.flatMap((message) => message.risks);
  const isNews = (matter !== null && matter !== "advice") || risks.some((risk) => !isCovered(risk, known));
  if (isNews) await refreshCard(scope, desk);
}

function isCovered(risk: Risk, known: readonly Risk[]): boolean {
  return known.some(({ kind, severity }) => kind === risk.kind && rank(severity) >= rank(risk.severity));
}

function rank(severity: RiskSeverity): number {
  return riskSeverities.indexOf(severity);
}
