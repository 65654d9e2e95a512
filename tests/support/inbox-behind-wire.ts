import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { createIntake, type Intake } from "../../bot/intake/accept-receipts.ts";
import { createSpooling, type Spooling } from "../../bot/intake/spooling.ts";
import type { ReceiptSource } from "../../bot/intake/store-receipts.ts";
import { findOrganization } from "../../domain/organisation/ensure-organization.ts";
import type { Clock } from "../../infra/clock.ts";
import { createSecretBox } from "../../infra/crypto/secret-box.ts";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { newId } from "../../infra/ids.ts";
import { silentLog } from "../../infra/log/log.ts";
import { createMetrics } from "../../infra/metrics/metrics.ts";
import { createSpool, type Spool } from "../../infra/spool/spool.ts";
import type { SpoolFiles } from "../../infra/spool/spool-folder.ts";
import { type DatabaseProxy, startDatabaseProxy } from "./database-proxy.ts";
import { MIGRATED_TEMPLATE } from "./migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.ts";

export const spoolSecrets = createSecretBox([Buffer.alloc(32, 7)]);

export interface InboxBehindWire {
  /** The wire, to be cut. */
  readonly proxy: DatabaseProxy;
  /** The database by another way, which is always there. */
  readonly direct: Database;
  readonly url: string;
  readonly orgId: string;
  /** A channel, each test's own. */
  readonly source: ReceiptSource;
  /** Where its processes keep their spools, each test's own. */
  readonly folder: string;
  /** The product's clock, which a test puts ahead of the machine's. */
  readonly clock: Clock & { aheadMs: number };
  /** A process's inbox. `watch` may look at what is asked of its spool. */
  open(options?: { maxBytes?: number; files?: SpoolFiles; watch?: (spool: Spool) => Spool }): {
    intake: Intake;
    spooling: Spooling;
    metrics: ReturnType<typeof createMetrics>;
  };
  /** The ids of what was stored, in order. */
  stored(): Promise<string[]>;
}

/** The inbox of the tests of a file, on a database that they can take away. */
export function useInboxBehindWire(): InboxBehindWire {
  let database: TestDatabase;
  let proxy: DatabaseProxy;
  let db: Database;
  let direct: Database;
  let orgId: string;
  let source: ReceiptSource;
  let folder: string;
  let opened: Spooling[];
  const clock = { aheadMs: 0, now: () => new Date(Date.now() + clock.aheadMs) };
  beforeAll(async () => {
    database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
    proxy = await startDatabaseProxy(database.url);
    db = connectDatabase(proxy.url, { app: 1, system: 4 });
    direct = connectDatabase(database.url, { app: 1, system: 2 });
    orgId = await findOrganization(db.system, "default");
  });
  afterAll(async () => {
    await db.close();
    await direct.close();
    await proxy.close();
    await database.drop();
  });
  beforeEach(async () => {
    opened = [];
    clock.aheadMs = 0;
    folder = join(await fs.mkdtemp(join(tmpdir(), "deskhand-spool-")), "spool");
    source = { channelId: newId(), orgId };
    await direct.system("channels").insert({ id: source.channelId, org_id: orgId, platform: "other", name: newId() });
  });
  afterEach(async () => {
    for (const spooling of opened) await spooling.close();
  });
  return {
    get proxy() {
      return proxy;
    },
    get direct() {
      return direct;
    },
    get url() {
      return database.url;
    },
    get orgId() {
      return orgId;
    },
    get source() {
      return source;
    },
    get folder() {
      return folder;
    },
    clock,
    open: ({ maxBytes = 1_000_000, files, watch = (spool: Spool) => spool } = {}) => {
      const metrics = createMetrics();
      const spool = watch(
        createSpool({ folder, secrets: spoolSecrets, clock, log: silentLog, maxBytes, ...(files ? { files } : {}) }),
      );
      const spooling = createSpooling({ db, spool, clock, log: silentLog, metrics, lookEveryMs: 20 });
      opened.push(spooling);
      return { intake: createIntake(db, { clock, spooling }), spooling, metrics };
    },
    stored: async () => {
      const rows: { external_id: string }[] = await direct
        .system("inbound_receipts")
        .where({ channel_id: source.channelId })
        .orderBy("seq");
      return rows.map((row) => row.external_id);
    },
  };
}
