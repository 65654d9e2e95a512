import { listTeams } from "../../domain/organisation/list-teams.ts";
import { isAllowed } from "../../domain/organisation/permissions.ts";
import { everybody, ledTeams, mayReadFiguresOf, membersOf } from "../../domain/performance/whose-figures.ts";
import type { CommandContext } from "../commands/command.ts";
import { findColleague } from "../desk/find-colleague.ts";
import { refuse } from "../desk/refuse.ts";

/** Whose figures were asked for. */
export interface Whom {
  name: string;
  userIds: string[];
  isGroup: boolean;
}

const all = ["all", "everybody", "全部", "全员", "所有人"];

/**
 * The asker, everybody, a team by its name, or a colleague.
 * @throws RuleError with words for the person when there is no such, or their figures are not theirs to see.
 */
export async function findWhom(context: CommandContext, who: string): Promise<Whom> {
  const { scope, staff, language } = context;
  if (who === "") return { name: staff.name, userIds: [staff.userId], isGroup: false };
  if (all.includes(who.toLowerCase())) {
    if (!isAllowed(staff.role, "performance.all")) return notTheirs();
    return { name: { en: "Everybody", zh: "全员" }[language], userIds: await everybody(scope), isGroup: true };
  }
  const team = (await listTeams(scope)).find(({ name }) => name.toLowerCase() === who.toLowerCase());
  if (team) {
    const isTheirs = isAllowed(staff.role, "performance.all") || (await ledTeams(scope, staff)).includes(team.id);
    if (!isTheirs) return notTheirs();
    return { name: team.name, userIds: await membersOf(scope, team.id), isGroup: true };
  }
  const colleague = await findColleague(context, who);
  if (!(await mayReadFiguresOf(scope, staff, colleague.id))) return notTheirs();
  return { name: colleague.name, userIds: [colleague.id], isGroup: false };
}

function notTheirs(): never {
  return refuse("figures", {
    en: "You see your own figures, and those of the teams that you lead. Type /kpi for yours.",
    zh: "您只能查看自己以及您所带团队的绩效。输入 /绩效 查看自己的。",
  });
}
