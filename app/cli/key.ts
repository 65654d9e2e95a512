import type { Command } from "commander";
import type { RunCommand } from "./run-command.ts";
import { fields, minute, table } from "./table.ts";
import { byCli, type Tool } from "./tool.ts";

export function addKeyCommands(program: Command, run: RunCommand): void {
  const key = program.command("key").description("keys for the programming interface");

  key
    .command("add")
    .description("makes a key and prints it, this once")
    .argument("<name>", "who or what will use it")
    .requiredOption("--permissions <list>", "comma-separated, such as knowledge.ask; '*' for all")
    .option("--test", "a key for trying things out: it reaches the demo organisation alone")
    .action((name: string, { permissions, test = false }: { permissions: string; test?: boolean }) =>
      run(async (tool) => {
        const { addKey, demoOrganization } = await import("../../domain/organisation/add-key.ts");
        const wanted = { name, permissions: permissions.split(",").map((one) => one.trim()), isTest: test };
        const inside = test && !tool.isOrgGiven ? inOrganizationOf(tool, demoOrganization) : tool.inOrganization;
        const added = await inside((scope) => addKey(scope, byCli, wanted));
        const shown = { name: added.name, permissions: added.permissions.join(", "), key: added.key };
        return { json: added, text: `${fields(shown)}\n\nKeep the key now: only its hash is stored.` };
      }),
    );

  key
    .command("list")
    .description("lists the keys by their first characters")
    .action(() =>
      run(async (tool) => {
        const { listKeys } = await import("../../domain/organisation/list-keys.ts");
        const keys = await tool.inOrganization(listKeys);
        const rows = keys.map((row) => [
          row.name,
          `${row.prefix}…`,
          row.isTest ? "test" : "live",
          row.permissions.join(", "),
          minute(row.createdAt),
          minute(row.lastUsedAt),
          row.revokedAt ? `revoked ${minute(row.revokedAt)}` : "in use",
        ]);
        const head = ["name", "key", "kind", "permissions", "made", "last used", "state"];
        return { json: keys, text: table(head, rows, "There are no keys.") };
      }),
    );

  key
    .command("revoke")
    .description("ends a key for good")
    .argument("<name>", "the key's name")
    .action((name: string) =>
      run(async (tool) => {
        const { revokeKey } = await import("../../domain/organisation/add-key.ts");
        const revoked = await tool.inOrganization((scope) => revokeKey(scope, byCli, name, tool.clock.now()));
        return { json: revoked, text: `The key "${name}" is revoked since ${minute(revoked.revokedAt)}.` };
      }),
    );
}

function inOrganizationOf(tool: Tool, code: string): Tool["inOrganization"] {
  return async (work) => {
    const { db } = await tool.database();
    const { findOrganization } = await import("../../domain/organisation/ensure-organization.ts");
    const { inOrganization } = await import("../../infra/db/organization-scope.ts");
    return inOrganization(db, await findOrganization(db.system, code), work);
  };
}
