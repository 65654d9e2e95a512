import { listTeams } from "../../domain/organisation/list-teams.ts";
import { isAllowed } from "../../domain/organisation/permissions.ts";
import { everybody, ledTeams, membersOf } from "../../domain/performance/whose-figures.ts";
import type { CommandContext } from "../commands/command.ts";
import { findColleague } from "../desk/find-colleague.ts";
import { refuse } from "../desk/refuse.ts";

const all = ["all", "everybody", "全部", "全员", "所有人"];

/**
 * Whose courses somebody asks for: a colleague's, a team's or everybody's. Leads see those of the teams that they lead,
 * trainers and managers all.
 * @throws RuleError with words for the person when there is no such, or they are not theirs to see.
 */
export async function whoseCourses(context: CommandContext, who: string): Promise<{ name: string; userIds: string[] }> {
  const { scope, staff, language } = context;
  const seesAll = isAllowed(staff.role, "training.all");
  if (all.includes(who.toLowerCase())) {
    if (!seesAll) return notTheirs();
    return { name: { en: "Everybody", zh: "全员" }[language], userIds: await everybody(scope) };
  }
  const led = seesAll ? [] : await ledTeams(scope, staff);
  const team = (await listTeams(scope)).find(({ name }) => name.toLowerCase() === who.toLowerCase());
  if (team) {
    if (!seesAll && !led.includes(team.id)) return notTheirs();
    return { name: team.name, userIds: await membersOf(scope, team.id) };
  }
  const { id, name } = await findColleague(context, who);
  if (seesAll || id === staff.userId) return { name, userIds: [id] };
  const theirs = await Promise.all(led.map((teamId) => membersOf(scope, teamId)));
  return theirs.flat().includes(id) ? { name, userIds: [id] } : notTheirs();
}

function notTheirs(): never {
  return refuse("courses_of_others", {
    en: "You see your own courses, and those of the teams that you lead. /course shows yours.",
    zh: "您只能查看自己以及您所带团队的课程。发送 /课程 查看自己的。",
  });
}
