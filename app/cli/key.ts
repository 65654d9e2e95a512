import type { Command } from "commander";
import type { RunCommand } from "./run-command.ts";
import { fields, minute, table } from "./table.ts";
import { byCli } from "./tool.ts";

export function addKeyCommands(program: Command, run: RunCommand): void {
  const key = program.command("key").description("keys for the programming interface");

  key
    .command("add")
    .description("makes a key and prints it, this once")
    .argument("<name>", "who or what will use it")
    .requiredOption("--permissions <list>", "comma-separated, such as knowledge.ask; '*' for all")
    .action((name: string, { permissions }: { permissions: string }) =>
      run(async (tool) => {
        const { addKey } = await import("../../domain/organisation/add-key.ts");
        const wanted = { name, permissions: permissions.split(",").map((one) => one.trim()) };
        const added = await tool.inOrganization((scope) => addKey(scope, byCli, wanted));
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
          row.permissions.join(", "),
          minute(row.createdAt),
          minute(row.lastUsedAt),
          row.revokedAt ? `revoked ${minute(row.revokedAt)}` : "in use",
        ]);
        const head = ["name", "key", "permissions", "made", "last used", "state"];
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
