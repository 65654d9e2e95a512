import type { Command } from "commander";
import type { RunCommand } from "./run-command.ts";
import { fields, table } from "./table.ts";
import { byCli } from "./tool.ts";

export function addTeamCommands(program: Command, run: RunCommand): void {
  const team = program.command("team").description("teams of staff");

  team
    .command("add")
    .description("makes a team without members (put people in with: user add --team)")
    .argument("<name>", "what people call it")
    .action((name: string) =>
      run(async (tool) => {
        const { addTeam } = await import("../../domain/organisation/add-team.ts");
        const added = await tool.inOrganization((scope) => addTeam(scope, byCli, { name }));
        return { json: added, text: fields(added) };
      }),
    );

  team
    .command("list")
    .description("lists the teams")
    .action(() =>
      run(async (tool) => {
        const { listTeams } = await import("../../domain/organisation/list-teams.ts");
        const teams = await tool.inOrganization(listTeams);
        const rows = teams.map(({ name, leader, members }) => [name, leader, members]);
        return { json: teams, text: table(["name", "led by", "members"], rows, "There are no teams.") };
      }),
    );
}
