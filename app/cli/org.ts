import type { Command } from "commander";
import type { RunCommand } from "./run-command.ts";
import { fields, minute, table } from "./table.ts";
import { byCli } from "./tool.ts";

export function addOrgCommands(program: Command, run: RunCommand): void {
  const org = program.command("org").description("organisations: each sees its own rows only");

  org
    .command("add")
    .description("makes an organisation, empty")
    .argument("<code>", "1 to 40 of a-z, 0-9 and -, such as acme-hk")
    .requiredOption("--name <name>", "what people call it")
    .action((code: string, { name }: { name: string }) =>
      run(async (tool) => {
        const { addOrganization } = await import("../../domain/organisation/add-organization.ts");
        const { db } = await tool.database();
        const added = await addOrganization(db.system, byCli, { code, name });
        return { json: added, text: fields({ code: added.code, name: added.name, id: added.id }) };
      }),
    );

  org
    .command("list")
    .description("lists the organisations")
    .action(() =>
      run(async (tool) => {
        const { listOrganizations } = await import("../../domain/organisation/list-organizations.ts");
        const organizations = await listOrganizations((await tool.database()).db.system);
        const rows = organizations.map(({ code, name, users, channels, createdAt }) => [
          code,
          name,
          users,
          channels,
          minute(createdAt),
        ]);
        return {
          json: organizations,
          text: table(["code", "name", "users", "channels", "since"], rows, "There are no organisations."),
        };
      }),
    );
}
