import type { Lead } from "../../../domain/customers/customer.ts";
import { leadCode } from "../../../domain/leads/find-lead.ts";
import { isAllowed } from "../../../domain/organisation/permissions.ts";
import type { User } from "../../../domain/organisation/user.ts";
import { findColleague } from "../../desk/find-colleague.ts";
import { refuse } from "../../desk/refuse.ts";
import { giveLead, whoseTurn } from "../../leads/give-lead.ts";
import { plainText } from "../../ports/rich-text.ts";
import type { CommandAnswer, CommandContext } from "../command.ts";
import type { FoundLead } from "./which-lead.ts";

/** The colleague whom the words name, or whose turn it is; giving to others is for leads of people. */
export async function receiverOf(context: CommandContext, { lead }: FoundLead, words: string): Promise<User> {
  const isNext = ["next", "下一位", "轮到"].includes(words.trim().toLowerCase());
  const user = isNext ? await requireTurn(context, lead) : await findColleague(context, words);
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

async function requireTurn({ scope, deps }: CommandContext, lead: Lead): Promise<User> {
  const next = await whoseTurn(scope, lead, deps.clock.now());
  if (next) return next;
  return refuse("nobody_on", {
    en: "Nobody else who works on leads is online. Give it to somebody by name: /lead assign WHO",
    zh: "没有其他可跟进线索的同事在线。请指定姓名：/lead assign 姓名",
  });
}

/** Gives a locked lead to somebody, who is told. */
export async function assignTo(context: CommandContext, found: FoundLead, user: User): Promise<CommandAnswer> {
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
  const giver = { by: { userId: staff.userId }, name: staff.name, at: deps.clock.now(), receipt };
  if (!(await giveLead(scope, deps.channels, { lead, to: user }, giver))) {
    return plainText({ en: `${user.name} has ${code} already.`, zh: `${code} 已由 ${user.name} 跟进。` }[language]);
  }
  return plainText(
    { en: `${user.name} has ${code} · ${name}.`, zh: `${code} · ${name} 由 ${user.name} 跟进。` }[language],
  );
}
