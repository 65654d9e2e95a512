import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adapters } from "../../adapters/registry.ts";
import { saveEnvironmentChannels } from "../../app/environment-channels.ts";
import { type Running, startRole } from "../../app/roles.ts";
import { crontab } from "../../app/tasks.ts";
import { type Product, wire } from "../../app/wire.ts";
import { findOrganization } from "../../domain/organisation/ensure-organization.ts";
import type { Clock } from "../../infra/clock.ts";
import { parseEnvironment } from "../../infra/config/environment.ts";
import { connectDatabase } from "../../infra/db/connect.ts";
import { createLog } from "../../infra/log/log.ts";
import { MIGRATED_TEMPLATE } from "./migrated-template.ts";
import { createTestDatabase } from "./test-database.ts";

export interface OpenProduct {
  product: Product;
  /** Where webhooks go: `http://127.0.0.1:PORT`. */
  url: string;
  databaseUrl: string;
  /** The organisation `default`. */
  orgId: string;
  /** Rows of the database as the system role sees them. */
  rows<Row = Record<string, unknown>>(sql: string, bindings?: (string | number)[]): Promise<Row[]>;
  close(): Promise<void>;
}

export interface ProductOptions {
  /** How long a second of the platforms' published rates lasts, for tests that meet them. */
  paceSecondMs?: number;
  /** What the product takes for the time; by default the machine's. */
  clock?: Clock;
  /** A crontab instead of the product's own without what it does at an hour of the day. */
  regularJobs?: string;
  /** The last word on a part before anything runs. */
  change?: (product: Product) => Product;
}

/** What time it is where the tests run must not change what they see. */
const atAnyHour = crontab
  .split("\n")
  .filter((line) => line.split(" ")[1] === "*")
  .join("\n");

/** The whole product in this process, on a database of its own, with channels as the environment declares them. */
export async function openProduct(
  variables: Record<string, string> = {},
  options: ProductOptions = {},
): Promise<OpenProduct> {
  const database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  const started = await startProduct(database.url, variables, options);
  return {
    ...started,
    close: async () => {
      await started.close();
      await database.drop();
    },
  };
}

/** The same on a database that is there already: a restart, or a second process's worth of product. */
export async function startProduct(
  databaseUrl: string,
  variables: Record<string, string> = {},
  { paceSecondMs, clock, change, regularJobs = atAnyHour }: ProductOptions = {},
): Promise<OpenProduct> {
  const dataDir = await mkdtemp(join(tmpdir(), "deskhand-test-"));
  const environment = parseEnvironment({
    NODE_ENV: "test",
    // See what happens inside: LOG_LEVEL=debug npx vitest run tests/e2e
    LOG_LEVEL: process.env["LOG_LEVEL"] ?? "silent",
    PORT: "0",
    DESKHAND_DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    DESKHAND_MASTER_KEY: Buffer.alloc(32, 7).toString("base64"),
    ...variables,
  });
  const db = connectDatabase(databaseUrl, { app: 6, system: 4 });
  const wired = await wire({
    environment,
    db,
    log: createLog(environment.LOG_LEVEL ?? "silent"),
    ...(paceSecondMs ? { paceSecondMs } : {}),
    ...(clock ? { clock } : {}),
  });
  const product = change ? change(wired) : wired;
  await saveEnvironmentChannels({ ...product, modules: adapters }, environment);
  const running: Running = await startRole(product, { isAlone: false, regularJobs });
  return {
    product,
    url: `http://127.0.0.1:${running.port}`,
    databaseUrl,
    orgId: await findOrganization(db.system, "default"),
    rows: async <Row>(sql: string, bindings: (string | number)[] = []) =>
      (await db.system.raw(sql, bindings)).rows as Row[],
    close: async () => {
      await running.stop();
      await product.close();
      await db.close();
    },
  };
}
