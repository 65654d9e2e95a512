import { type LeadStatus, leadStatuses } from "../../../domain/customers/lead-words.ts";
import { mayBecome } from "../../../domain/leads/change-lead.ts";
import { leadCode } from "../../../domain/leads/find-lead.ts";
import { moveLead } from "../../../domain/leads/move-lead.ts";
import { refuse } from "../../desk/refuse.ts";
import { plainText } from "../../ports/rich-text.ts";
import type { CommandAnswer, CommandContext } from "../command.ts";
import type { FoundLead } from "./which-lead.ts";

/** Moves a locked lead on, where it may go there. @throws RuleError with words for the person. */
export async function move(
  context: CommandContext,
  { lead, customer }: FoundLead,
  to: LeadStatus,
  reason: string | null = null,
): Promise<CommandAnswer> {
  const { scope, staff, deps, language } = context;
  const code = leadCode(lead.number);
  const from = lead.status;
  if (!mayBecome(from, to)) return refuseMove(code, from, to);
  const client = await moveLead(scope, lead, { to, by: { userId: staff.userId }, at: deps.clock.now(), reason });
  const became = `${leadStatuses.label(from, language)} → ${leadStatuses.label(to, language)}`;
  const name = customer?.name ?? lead.contactName ?? code;
  const isClient = to === "converted" && client;
  return plainText(`${code} · ${name}: ${became}${isClient ? ` · ${client.customerCode}` : ""}`);
}

/** Why somebody is lost, or taken up again, is always said. */
export function reasonOf(rest: string, example: Record<"en" | "zh", string>): string {
  const reason = rest.trim();
  if (reason.length >= 2) return reason;
  return refuse("lead_reason", { en: `Say why: ${example.en}`, zh: `请说明原因：${example.zh}` });
}

function refuseMove(code: string, from: LeadStatus, to: LeadStatus): never {
  const now = { en: leadStatuses.label(from, "en"), zh: leadStatuses.label(from, "zh") };
  const wanted = { en: leadStatuses.label(to, "en"), zh: leadStatuses.label(to, "zh") };
  if (from === "lost") {
    return refuse("lead_lost", {
      en: `${code} is lost. Take it up again first: /lead reopen ${code} REASON`,
      zh: `${code} 已流失。请先重新打开：/lead reopen ${code} 原因`,
    });
  }
  return refuse("lead_status", {
    en: `${code} is ${now.en} already: leads only move forward, so it cannot become ${wanted.en}.`,
    zh: `${code} 已是“${now.zh}”：线索状态只能前进，不能变为“${wanted.zh}”。`,
  });
}
