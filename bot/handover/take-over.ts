import { maskedStart } from "../../domain/content/secrets/masked-excerpt.ts";
import { recordAct } from "../../domain/conversations/record-act.ts";
import type { User } from "../../domain/organisation/user.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { storedText } from "../../infra/db/stored-text.ts";
import type { CommandContext } from "../commands/command.ts";
import type { Staff } from "../converse/resolve-staff.ts";
import type { ActOn, Told } from "../desk/act-on-conversation.ts";
import { giveTo } from "../desk/conversation-acts.ts";
import { refuse } from "../desk/refuse.ts";
import { tellPerson } from "../desk/tell-person.ts";

const MAX_REASON = 500;

/**
 * A lead takes a locked conversation from who has it, with a reason that is kept and that both read. A team lead may do
 * so with the people of a team of theirs.
 * @throws RuleError with words for the person.
 */
export async function takeOver(context: CommandContext, on: ActOn, owner: User): Promise<Told> {
  const { scope, staff, deps, receipt } = context;
  const { conversation, customer, code } = on;
  const reason = maskedStart(on.rest, MAX_REASON);
  await refuseOtherTeams(scope, staff, owner, code);
  if (!reason) {
    return refuse("take_over_reason", {
      en: `${owner.name} has ${code}. To take it over say why: /take ${code} REASON`,
      zh: `${code} 由 ${owner.name} 负责。如需接管请说明原因：/take ${code} 原因`,
    });
  }
  await giveTo(scope, conversation, staff.userId, { userId: staff.userId }, deps.clock.now());
  await recordAct(scope, {
    conversation,
    by: { userId: staff.userId },
    eventType: "taken_over",
    data: { from: owner.id, reason: storedText(reason) },
  });
  await tellPerson(scope, deps.channels, {
    user: owner,
    words: {
      en: `${staff.name} took ${code} · ${customer.name} over from you: ${reason}`,
      zh: `${staff.name} 已接管您的 ${code} · ${customer.name}：${reason}`,
    },
    about: {
      type: "taken_over",
      resourceType: "conversation",
      resourceId: conversation.id,
      conversationId: conversation.id,
    },
    receipt,
  });
  return {
    en: `${staff.name} took ${code} over from ${owner.name}: ${reason}. Plain lines of ${staff.name} now go to ${customer.name}.`,
    zh: `${staff.name} 已从 ${owner.name} 接管 ${code}：${reason}。${staff.name} 的普通内容将直接发送给 ${customer.name}。`,
  };
}

async function refuseOtherTeams(scope: OrgScope, staff: Staff, owner: User, code: string): Promise<void> {
  if (staff.role !== "team_lead" || (await shareTeam(scope, staff.userId, owner.id))) return;
  return refuse("take_over_team", {
    en: `${owner.name} has ${code} and is in no team of yours: a manager, or a lead of their team, can take it over.`,
    zh: `${code} 由 ${owner.name} 负责，且不属于您的团队：可由其团队主管或经理接管。`,
  });
}

/** True when a lead belongs to a team, or leads one, that a colleague is in. */
async function shareTeam({ trx, orgId }: OrgScope, leadId: string, userId: string): Promise<boolean> {
  const { rows } = await trx.raw(
    `SELECT 1 FROM user_teams m JOIN teams t ON t.id = m.team_id WHERE m.org_id = ? AND m.user_id = ?
       AND (t.leader_id = ? OR EXISTS (SELECT FROM user_teams l WHERE l.team_id = t.id AND l.user_id = ?)) LIMIT 1`,
    [orgId, userId, leadId, leadId],
  );
  return rows.length > 0;
}
