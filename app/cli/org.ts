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
    .command("set")
    .description("changes what an organisation is called and shown as")
    .argument("<code>", "which")
    .option("--name <name>", "what people call it")
    .option("--logo-url <address>", "its picture, https://…")
    .option("--plan <plan>", "free, pro or enterprise")
    .action((code: string, wanted: { name?: string; logoUrl?: string; plan?: string }) =>
      run(async (tool) => {
        const { setOrganization } = await import("../../domain/organisation/set-organization.ts");
        const done = await setOrganization((await tool.database()).db.system, byCli, code, wanted);
        return { json: done, text: `${code}: ${done.changed.join(", ") || "nothing"} changed.` };
      }),
    );

  org
    .command("list")
    .description("lists the organisations")
    .action(() =>
      run(async (tool) => {
        const { listOrganizations } = await import("../../domain/organisation/list-organizations.ts");
        const organizations = await listOrganizations((await tool.database()).db.system);
        const rows = organizations.map(({ code, name, plan, users, channels, createdAt }) => [
          code,
          name,
          plan,
          users,
          channels,
          minute(createdAt),
        ]);
        return {
          json: organizations,
          text: table(["code", "name", "plan", "users", "channels", "since"], rows, "There are no organisations."),
        };
      }),
    );
}
