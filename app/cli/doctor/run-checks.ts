import type { Environment } from "../../../infra/config/environment.ts";
import { connectDatabase, type Database } from "../../../infra/db/connect.ts";
import { describeFailure } from "../describe-failure.ts";
import { ownerUrl } from "../owner-url.ts";
import type { Report } from "../report.ts";
import type { Tool } from "../tool.ts";
import { checkChannels } from "./check-channels.ts";
import { checkDatabase } from "./check-database.ts";
import { checkDisk } from "./check-disk.ts";
import { checkJobs } from "./check-jobs.ts";
import { checkSecrets } from "./check-secrets.ts";
import { checkServices } from "./check-services.ts";
import { checkSpool } from "./check-spool.ts";
import { type Finding, findings, fine, wrong } from "./finding.ts";

/** Everything, in the order in which things depend on each other; what cannot be checked is left out after its cause. */
export async function runChecks(tool: Tool): Promise<Report> {
  const environment = await tool.environment().catch((error: unknown) => describeFailure(error));
  if (typeof environment === "string") return describe([wrong("environment", "variables", environment)]);
  const [onDisk, inSpool, services, stored] = await Promise.all([
    findings("machine", "disk", () => checkDisk(environment.DESKHAND_DATA_DIR)),
    findings("machine", "spool", () => checkSpool(environment.DESKHAND_DATA_DIR)),
    checkServices(environment),
    checkStored(tool, environment),
  ]);
  return describe([fine("environment", "variables", "valid"), ...onDisk, ...inSpool, ...stored, ...services]);
}

/** The database and what is only known from it. */
async function checkStored(tool: Tool, environment: Environment): Promise<Finding[]> {
  let url: string;
  try {
    url = await ownerUrl(tool);
  } catch (error) {
    return [wrong("database", "server", describeFailure(error))];
  }
  const { isUsable, found } = await checkDatabase(url, environment.DATABASE_APP_URL, tool.clock);
  if (!isUsable) return found;
  const db = openSystem(tool, environment.DATABASE_APP_URL ?? url);
  return [
    ...found,
    ...(await findings("secrets", "master key", () => checkSecrets(db, environment))),
    ...(await findings("queue", "jobs", () => checkJobs(db))),
    ...(await findings("channels", "settings", () => checkChannels(tool, db, environment), 120_000)),
  ];
}

function openSystem(tool: Tool, url: string): Database {
  const db = connectDatabase(url, { app: 1, system: 2 });
  tool.closeAtEnd(() => db.close());
  return db;
}

function describe(found: Finding[]): Report {
  const bad = found.filter(({ ok }) => !ok);
  // Lines rather than a table: what to do is often long.
  const lines = found.map(({ part, check, ok, message }) => `${ok ? "fine " : "TO DO"}  ${part}, ${check}: ${message}`);
  return {
    json: { ok: bad.length === 0, checks: found },
    text: lines.join("\n"),
    ...(bad.length > 0 ? { failure: `${bad.length} of ${found.length} checks found something to do` } : {}),
  };
}
