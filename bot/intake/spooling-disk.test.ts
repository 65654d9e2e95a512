import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { createSecretBox } from "../../infra/crypto/secret-box.ts";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { UnavailableError } from "../../infra/errors.ts";
import { newId } from "../../infra/ids.ts";
import { silentLog } from "../../infra/log/log.ts";
import { createMetrics } from "../../infra/metrics/metrics.ts";
import { createSpool } from "../../infra/spool/spool.ts";
import { type DatabaseProxy, startDatabaseProxy } from "../../tests/support/database-proxy.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { waitFor } from "../../tests/support/wait-for.ts";
import { createIntake } from "./accept-receipts.ts";
import { createSpooling, type Spooling } from "./spooling.ts";
import type { ReceiptSource } from "./store-receipts.ts";

const secrets = createSecretBox([Buffer.alloc(32, 7)]);
/** Slack gives up an answer after three seconds. */
const ANSWER_WITHIN_MS = 3_000;

let database: TestDatabase;
let proxy: DatabaseProxy;
/** By way of the wire that tests cut. */
let db: Database;
/** Always there. */
let direct: Database;
let orgId: string;
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

let folder: string;
let source: ReceiptSource;
let disk: Disk;
let opened: Spooling[];
/** How far the product's clock is ahead of the machine's. */
let aheadMs = 0;
const clock = { now: () => new Date(Date.now() + aheadMs) };
beforeEach(async () => {
  opened = [];
  aheadMs = 0;
  disk = createDisk();
  folder = join(await fs.mkdtemp(join(tmpdir(), "deskhand-spool-")), "spool");
  source = { channelId: newId(), orgId };
  await direct.system("channels").insert({ id: source.channelId, org_id: orgId, platform: "other", name: newId() });
});
afterEach(async () => {
  disk.mend();
  for (const spooling of opened) await spooling.close();
});

/** What a spool asks of its disk. */
type DiskCall = "create" | "datasync" | "read" | "unlink";

interface Disk {
  files: typeof fs;
  /** From now on this call gives no answer, or fails with the code. */
  break(call: DiskCall, how: "hangs" | "EROFS" | "ENOSPC"): void;
  /** Whether somebody waits for it. */
  hangs(): boolean;
  /** What hangs goes on. */
  mend(): void;
}

function createDisk(): Disk {
  const broken = new Map<DiskCall, string>();
  const goOn: (() => void)[] = [];
  const pass = async (call: DiskCall) => {
    const how = broken.get(call);
    if (how === "hangs") await new Promise<void>((resolve) => goOn.push(resolve));
    else if (how !== undefined) throw Object.assign(new Error("refused by the disk"), { code: how });
  };
  const open: typeof fs.open = async (path, flags, mode) => {
    if (flags === "r") await pass("read");
    if (flags === "ax") await pass("create");
    const handle = await fs.open(path, flags, mode);
    const { datasync } = handle;
    handle.datasync = async () => {
      await pass("datasync");
      await datasync.call(handle);
    };
    return handle;
  };
  const unlink: typeof fs.unlink = async (path) => {
    await pass("unlink");
    await fs.unlink(path);
  };
  return {
    files: { ...fs, open, unlink },
    break: (call, how) => void broken.set(call, how),
    hangs: () => goOn.length > 0,
    mend: () => {
      broken.clear();
      for (const resolve of goOn.splice(0)) resolve();
    },
  };
}

function openIntake({ maxBytes = 50_000_000 } = {}) {
  const spool = createSpool({ folder, secrets, clock, log: silentLog, maxBytes, files: disk.files });
  let appends = 0;
  const counted = {
    ...spool,
    append: (records: string[]) => {
      appends += 1;
      return spool.append(records);
    },
  };
  const spooling = createSpooling({
    db,
    spool: counted,
    clock,
    log: silentLog,
    metrics: createMetrics(),
    lookEveryMs: 20,
  });
  opened.push(spooling);
  const intake = createIntake(db, { clock, spooling });
  const accept = (id: string, raw = "{}") => intake.accept(source, [{ externalId: id, chat: "a", raw }]);
  return { accept, spooling, spool, appends: () => appends };
}

/** How long it took, whatever became of it. */
async function timed(work: Promise<unknown>): Promise<{ outcome: unknown; tookMs: number }> {
  const from = performance.now();
  const outcome = await work.then(
    () => "stored",
    (error: unknown) => error,
  );
  return { outcome, tookMs: performance.now() - from };
}

async function stored(): Promise<string[]> {
  const rows: { external_id: string }[] = await direct
    .system("inbound_receipts")
    .where({ channel_id: source.channelId })
    .orderBy("seq");
  return rows.map((row) => row.external_id);
}

const isEmptied = (spooling: Spooling) => waitFor("the spool to be empty", () => !spooling.isOn());

it.each(["hangs", "EROFS"] as const)(
  "stores what comes after an outage though the disk (%s) lets no file of it go",
  async (how) => {
    const { accept, spooling } = openIntake();
    await proxy.cut();
    await accept("1");
    disk.break("unlink", how);
    // Then nothing new can go there either.
    if (how === "EROFS") disk.break("create", how);
    await proxy.restore();
    await waitFor("what was kept to be stored", async () => (await stored()).length === 1);
    const { outcome, tookMs } = await timed(accept("2"));
    expect(outcome).toBe("stored");
    expect(tookMs).toBeLessThan(ANSWER_WITHIN_MS);
    await isEmptied(spooling);
    expect(await stored()).toEqual(["1", "2"]);
  },
);

it("refuses in time what may not pass what lies on a disk that hangs, and stores all in order once it goes on", async () => {
  const { accept, spooling } = openIntake();
  await proxy.cut();
  disk.break("read", "hangs");
  await accept("1");
  await proxy.restore();
  await waitFor("the disk to be read", () => disk.hangs());
  const first = await timed(accept("2"));
  expect(first.outcome).toBeInstanceOf(UnavailableError);
  expect(first.tookMs).toBeLessThan(ANSWER_WITHIN_MS);
  const next = await timed(accept("3"));
  expect(next.outcome).toBeInstanceOf(UnavailableError);
  expect(next.tookMs).toBeLessThan(500);
  disk.mend();
  await isEmptied(spooling);
  await accept("4");
  // What was refused as too late may be there: whoever sent it sends it again.
  expect((await stored()).filter((id) => id !== "2")).toEqual(["1", "4"]);
});

it("holds what one write brought while the disk hangs, and refuses at once what comes after it", async () => {
  const { accept, spooling, spool, appends } = openIntake();
  await proxy.cut();
  disk.break("datasync", "hangs");
  const raw = "x".repeat(1_000_000);
  const outcomes: unknown[] = [];
  for (let round = 0; round < 20; round++) {
    const sent = Array.from({ length: 16 }, (_, at) => timed(accept(`${round}-${at}`, raw)));
    outcomes.push(...(await Promise.all(sent)).map(({ outcome }) => outcome));
  }
  expect(outcomes.every((outcome) => outcome instanceof UnavailableError)).toBe(true);
  expect(appends()).toBeLessThanOrEqual(2);
  expect(spooling.canKeep()).toBe(false);
  disk.mend();
  await waitFor("the write to end", () => spool.held().records > 0);
  await accept("later");
  await proxy.restore();
  await isEmptied(spooling);
  expect((await stored()).at(-1)).toBe("later");
});

it("stores again once the database is back, though the disk still hangs at something that nobody was told was kept", async () => {
  const { accept, spooling, spool } = openIntake();
  await proxy.cut();
  disk.break("datasync", "hangs");
  expect((await timed(accept("1"))).outcome).toBeInstanceOf(UnavailableError);
  await proxy.restore();
  await isEmptied(spooling);
  const { outcome, tookMs } = await timed(accept("2"));
  expect(outcome).toBe("stored");
  expect(tookMs).toBeLessThan(ANSWER_WITHIN_MS);
  disk.mend();
  await waitFor("the disk to be emptied", () => spool.held().files === 0 && !spooling.isOn());
  expect(await stored()).toEqual(["2", "1"]);
});

it("says that it can keep what comes again some seconds after the disk did not, and as soon as it did", async () => {
  const { accept, spooling } = openIntake();
  await proxy.cut();
  disk.break("create", "ENOSPC");
  expect((await timed(accept("1"))).outcome).toBeInstanceOf(UnavailableError);
  expect(spooling.canKeep()).toBe(false);
  aheadMs = 5_000;
  expect(spooling.canKeep()).toBe(true);
  expect((await timed(accept("2"))).outcome).toBeInstanceOf(UnavailableError);
  expect(spooling.canKeep()).toBe(false);
  disk.mend();
  await accept("3");
  expect(spooling.canKeep()).toBe(true);
  await proxy.restore();
});

it("can keep what comes in the next outage when the last ended with a full spool", async () => {
  const { accept, spooling } = openIntake({ maxBytes: 500 });
  await proxy.cut();
  await accept("1");
  expect((await timed(accept("2", "x".repeat(500)))).outcome).toBeInstanceOf(UnavailableError);
  expect(spooling.canKeep()).toBe(false);
  await proxy.restore();
  await isEmptied(spooling);
  expect(spooling.canKeep()).toBe(true);
});
