/** Vitest's global set-up, after the cluster: one migrated database that test files copy. */
import { Client } from "pg";
import type { TestProject } from "vitest/node";
import { ensureOrganization } from "../../domain/organisation/ensure-organization.ts";
import { connectDatabase } from "../../infra/db/connect.ts";
import { migrate } from "../../infra/db/migrate.ts";

export const MIGRATED_TEMPLATE = "deskhand_template";

export async function setup(project: TestProject): Promise<void> {
  const { postgresOwnerUrl } = project.getProvidedContext();
  const owner = new Client({ connectionString: postgresOwnerUrl });
  await owner.connect();
  await owner.query(`CREATE DATABASE ${MIGRATED_TEMPLATE}`);
  await owner.end();
  const url = new URL(postgresOwnerUrl);
  url.pathname = `/${MIGRATED_TEMPLATE}`;
  await migrate(url.href);
  const db = connectDatabase(url.href);
  await ensureOrganization(db.system, "default", "Default organisation");
  await db.close();
}
