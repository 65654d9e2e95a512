import { type Command, Option } from "commander";
import type { RunCommand } from "./run-command.ts";
import { fields, table } from "./table.ts";
import type { RuleOptions, ShiftOptions } from "./team/team-reports.ts";
import { byCli } from "./tool.ts";

export function addTeamCommands(program: Command, run: RunCommand): void {
  const team = program.command("team").description("teams of staff: their desks, hours, region, rules and roster");
  addAdd(team, run);
  addSet(team, run);
  addList(team, run);
  addMembers(team, run);
  addRules(team, run);
  addShifts(team, run);
}

function addAdd(team: Command, run: RunCommand): void {
  team
    .command("add")
    .description("makes a team without members (put people in with: user add --team, team member add)")
    .argument("<name>", "what people call it")
    .action((name: string) =>
      run(async (tool) => {
        const { addTeam } = await import("../../domain/organisation/add-team.ts");
        const added = await tool.inOrganization((scope) => addTeam(scope, byCli, { name }));
        return { json: added, text: fields(added) };
      }),
    );
}

function addSet(team: Command, run: RunCommand): void {
  team
    .command("set")
    .description("sets what a team has of its own; an empty value (KEY=) gives it back to the organisation's")
    .argument("<name>", "a team that exists")
    .requiredOption(
      "--set <key=value...>",
      "desk, alert: PLATFORM:CHAT, several with commas (slack:C0LONDON, telegram:-100123); " +
        "timezone: Europe/London; hours: mon-fri 09:00-18:00, sat 10:00-14:00; " +
        "holidays: 2026-12-25 2026-12-28; region: cn; leader: an e-mail address; description: one line",
    )
    .action((name: string, options: { set: string[] }) =>
      run(async (tool) => (await import("./team/team-reports.ts")).setTeamReport(tool, name, options.set)),
    );
}

function addList(team: Command, run: RunCommand): void {
  team
    .command("list")
    .description("lists the teams")
    .action(() =>
      run(async (tool) => {
        const { listTeams } = await import("../../domain/organisation/list-teams.ts");
        const teams = await tool.inOrganization(listTeams);
        const rows = teams.map((one) => [
          one.name,
          one.leader,
          one.members,
          one.desks.join(", ") || null,
          one.alerts.join(", ") || null,
          one.timezone,
          one.hasHours ? "own" : null,
          one.region,
          one.shifts,
        ]);
        const head = ["name", "led by", "members", "desk", "alerts", "time zone", "hours", "region", "shifts"];
        return { json: teams, text: table(head, rows, "There are no teams.") };
      }),
    );
}

function addMembers(team: Command, run: RunCommand): void {
  const member = team.command("member").description("who is in a team");
  const change = (act: "add" | "remove", description: string) =>
    member
      .command(act)
      .description(description)
      .argument("<team>", "a team that exists")
      .argument("<email>", "a member of staff")
      .action((name: string, email: string) =>
        run(async (tool) => {
          const { changeMember } = await import("../../domain/organisation/team-members.ts");
          await tool.inOrganization((scope) => changeMember(scope, byCli, act, { team: name, email }));
          const is = act === "add" ? "is" : "is no longer";
          return { json: { team: name, email, member: act === "add" }, text: `${email} ${is} in ${name}.` };
        }),
      );
  change("add", "puts somebody into a team as well");
  change("remove", "takes somebody out of a team, with their shifts in it");
}

function addRules(team: Command, run: RunCommand): void {
  const rule = team.command("rule").description("which team a new conversation is for: the first rule that fits");
  rule
    .command("add")
    .description("adds a rule; all its conditions must hold, without any it fits everything")
    .argument("<team>", "the team that gets the conversation")
    .option("--channel <channel>", "the channel's name or id")
    .option("--language <language>", "zh or en")
    .option("--country <country>", "as the customer's record has it")
    .option("--tier <tier>", "S, A, B or C")
    .option("--intent <code>", "what the first message asks for, such as complaint")
    .addOption(
      new Option("--position <number>", "before the rule that is there now; last by default").argParser(Number),
    )
    .action((name: string, options: RuleOptions) =>
      run(async (tool) => (await import("./team/team-reports.ts")).addRuleReport(tool, name, options)),
    );
  rule
    .command("list")
    .description("lists the rules in the order in which they are asked")
    .action(() => run(async (tool) => (await import("./team/team-reports.ts")).listRulesReport(tool)));
  rule
    .command("remove")
    .description("removes a rule")
    .argument("<position>", "its number in the list", Number)
    .action((position: number) =>
      run(async (tool) => (await import("./team/team-reports.ts")).removeRuleReport(tool, position)),
    );
}

function addShifts(team: Command, run: RunCommand): void {
  const shift = team.command("shift").description("the duty roster: who works when, in the team's time zone");
  shift
    .command("add")
    .description("adds hours to somebody's roster, or an absence (leave, a swap)")
    .argument("<team>", "a team that they are in")
    .argument("<email>", "whose hours")
    .option("--days <days>", "the days on which it begins: mon-fri, sat,sun or daily", "daily")
    .option("--hours <span>", "09:00-18:00; past midnight 22:00-06:00", "00:00-24:00")
    .option("--from <date>", "the first day, such as 2026-12-24")
    .option("--until <date>", "the last day")
    .option("--absence", "they do not work then, whatever the other rows say")
    .action((name: string, email: string, options: ShiftOptions) =>
      run(async (tool) => (await import("./team/team-reports.ts")).addShiftReport(tool, name, email, options)),
    );
  shift
    .command("list")
    .description("lists the shifts and absences")
    .argument("[team]", "of one team; of all when it is left out")
    .action((name: string | undefined) =>
      run(async (tool) => (await import("./team/team-reports.ts")).listShiftsReport(tool, name)),
    );
  shift
    .command("remove")
    .description("removes a shift or an absence")
    .argument("<id>", "as the list shows it")
    .action((id: string) => run(async (tool) => (await import("./team/team-reports.ts")).removeShiftReport(tool, id)));
}
