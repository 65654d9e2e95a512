import type { Command } from "commander";
import { ownerUrl } from "./owner-url.ts";
import type { Report } from "./report.ts";
import type { RunCommand } from "./run-command.ts";
import { table } from "./table.ts";
import { byCli, type Tool } from "./tool.ts";

export function addMigrateCommand(program: Command, run: RunCommand): void {
  program
    .command("migrate")
    .description("brings the schema to this version, with the application's roles and the organisation default")
    .option("--status", "only says what has been applied and what has not")
    .action(({ status = false }: { status?: boolean }) => run(status ? showStatus : applyMigrations));
}

async function applyMigrations(tool: Tool): Promise<Report> {
  const { migrate } = await import("../../infra/db/migrate.ts");
  const url = await ownerUrl(tool);
  const { applied } = await migrate(url, { say: (line) => void process.stderr.write(`${line}\n`) });
  await prepareDefault(tool, url, applied);
  const text = applied.length > 0 ? `Applied:\n  ${applied.join("\n  ")}` : "The schema is up to date.";
  return { json: { applied }, text };
}

async function prepareDefault(tool: Tool, url: string, applied: string[]): Promise<void> {
  const { connectDatabase } = await import("../../infra/db/connect.ts");
  const { ensureOrganization } = await import("../../domain/organisation/ensure-organization.ts");
  const { writeAudit } = await import("../../domain/control/audit-log.ts");
  const db = connectDatabase(url);
  tool.closeAtEnd(() => db.close());
  const orgId = await ensureOrganization(db.system, "default", "Default organisation");
  if (applied.length === 0) return;
  // The trail is kept by organisation, and the schema is everybody's: it stands in that of the installation itself.
  await writeAudit(db.system, {
    orgId,
    by: byCli,
    action: "schema.migrate",
    resourceType: "organization",
    resourceId: orgId,
    changes: { applied },
  });
}

async function showStatus(tool: Tool): Promise<Report> {
  const { migrationStatus } = await import("../../infra/db/migrate.ts");
  const status = await migrationStatus(await ownerUrl(tool));
  const rows = [
    ...status.applied.map((name) => [name, "applied"]),
    ...status.pending.map((name) => [name, "pending: deskhand migrate"]),
  ];
  return { json: status, text: table(["migration", "state"], rows, "There are no migrations.") };
}
