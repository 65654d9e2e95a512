import type { Lead } from "../../../domain/customers/customer.ts";
import { assignLead } from "../../../domain/leads/change-lead.ts";
import { leadCode } from "../../../domain/leads/find-lead.ts";
import { nextForLead } from "../../../domain/leads/next-for-lead.ts";
import { isAllowed } from "../../../domain/organisation/permissions.ts";
import { User } from "../../../domain/organisation/user.ts";
import { findColleague } from "../../desk/find-colleague.ts";
import { refuse } from "../../desk/refuse.ts";
import { tellPerson } from "../../desk/tell-person.ts";
import { teamOfLead } from "../../leads/team-of-lead.ts";
import { plainText } from "../../ports/rich-text.ts";
import type { CommandAnswer, CommandContext } from "../command.ts";
import type { FoundLead } from "./which-lead.ts";

/** The colleague whom the words name, or whose turn it is; giving to others is for leads of people. */
export async function receiverOf(context: CommandContext, { lead }: FoundLead, words: string): Promise<User> {
  const isNext = ["next", "下一位", "轮到"].includes(words.trim().toLowerCase());
  const user = isNext ? await whoseTurn(context, lead) : await findColleague(context, words);
  if (user.id !== context.staff.userId && !isAllowed(context.staff.role, "lead.assign")) {
    return refuse("lead_assign", {
      en: `Your role (${context.staff.role}) may take leads, not give them to others: /lead assign ${leadCode(lead.number)} me`,
      zh: `您的角色（${context.staff.role}）只能将线索归自己，不能分配给他人：/lead assign ${leadCode(lead.number)} 我`,
    });
  }
  if (!isAllowed(user.role, "lead.change")) {
    return refuse("role", {
      en: `${user.name} (${user.role}) does not work on leads.`,
      zh: `${user.name}（${user.role}）不跟进线索。`,
    });
  }
  return user;
}

async function whoseTurn({ scope, deps }: CommandContext, lead: Lead): Promise<User> {
  const teamId = await teamOfLead(scope, lead);
  const next = await nextForLead(scope, { teamId, now: deps.clock.now(), except: lead.assignedTo });
  if (!next) {
    return refuse("nobody_on", {
      en: "Nobody else who works on leads is online. Give it to somebody by name: /lead assign WHO",
      zh: "没有其他可跟进线索的同事在线。请指定姓名：/lead assign 姓名",
    });
  }
  return User.query(scope.trx).findById(next.userId).throwIfNotFound();
}

/** Gives a locked lead to somebody, who is told. */
export async function giveLead(context: CommandContext, found: FoundLead, user: User): Promise<CommandAnswer> {
  const { scope, staff, deps, language, receipt } = context;
  const { lead, customer } = found;
  const code = leadCode(lead.number);
  const name = customer?.name ?? lead.contactName ?? code;
  if (lead.assignedTo !== null && lead.assignedTo !== staff.userId && !isAllowed(staff.role, "lead.assign")) {
    return refuse("lead_taken", {
      en: `${code} is a colleague's already. A lead of the team can /lead assign it.`,
      zh: `${code} 已由其他同事跟进，可请主管 /lead assign。`,
    });
  }
  const by = { userId: staff.userId };
  if (!(await assignLead(scope, lead, { to: user.id, by, at: deps.clock.now() }))) {
    return plainText({ en: `${user.name} has ${code} already.`, zh: `${code} 已由 ${user.name} 跟进。` }[language]);
  }
  if (user.id !== staff.userId) {
    const words = {
      en: `${staff.name} gave you the lead ${code}: ${name}.`,
      zh: `${staff.name} 把线索 ${code}（${name}）分配给了您。`,
    };
    const about = { type: "lead_assigned", resourceType: "lead", resourceId: lead.id };
    await tellPerson(scope, deps.channels, { user, words, about, receipt });
  }
  return plainText(
    { en: `${user.name} has ${code} · ${name}.`, zh: `${code} · ${name} 由 ${user.name} 跟进。` }[language],
  );
}
