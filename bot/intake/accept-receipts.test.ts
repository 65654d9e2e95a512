import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findOrganization } from "../../domain/organisation/ensure-organization.ts";
import { systemClock } from "../../infra/clock.ts";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { InputError, UnavailableError } from "../../infra/errors.ts";
import { newId } from "../../infra/ids.ts";
import { type DatabaseProxy, startDatabaseProxy } from "../../tests/support/database-proxy.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import type { Receipt } from "../ports/adapter.ts";
import { createIntake, readCursor } from "./accept-receipts.ts";
import { insertReceipts, type ReceiptSource } from "./store-receipts.ts";

let database: TestDatabase;
let proxy: DatabaseProxy;
let db: Database;
let orgId: string;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  proxy = await startDatabaseProxy(database.url);
  db = connectDatabase(proxy.url, { app: 1, system: 6 });
  orgId = await findOrganization(db.system, "default");
});
afterAll(async () => {
  await db.close();
  await proxy.close();
  await database.drop();
});

describe("the inbox", () => {
  it("holds each of the receipts once, and a job for each chat, whoever brings them and however often", async () => {
    const receipt = fc.record({ id: fc.integer({ min: 0, max: 40 }), chat: fc.integer({ min: 0, max: 5 }) });
    const deliveries = fc.array(fc.array(receipt, { maxLength: 5 }), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(deliveries, async (batches) => {
        const source = await newSource();
        // Two processes; a redelivery may reach the other one at the same moment.
        const intakes = [createIntake(db, { clock: systemClock }), createIntake(db, { clock: systemClock })];
        await Promise.all(
          batches.map((batch, index) =>
            intakes[index % 2]?.accept(
              source,
              batch.map(({ id, chat }) => receiptOf(`${id}`, `${chat}`)),
            ),
          ),
        );
        const ids = new Set(batches.flat().map(({ id }) => `${id}`));
        const stored = await receiptsOf(source);
        expect(stored.map((row) => row.external_id).sort()).toEqual([...ids].sort());
        const chats = new Set(stored.map((row) => `converse:${source.channelId}:${row.chat}`));
        expect(await jobsOf(source)).toEqual([...chats].sort());
      }),
      { numRuns: 20 },
    );
  });

  it("keeps each chat's messages in the order in which they came, though several statements are under way", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 50, maxLength: 400 }), async (chats) => {
        const source = await newSource();
        const intake = createIntake(db, { clock: systemClock });
        const came: string[] = [];
        await Promise.all(
          chats.map(async (chat, index) => {
            // Some come while statements are under way, some before.
            if (index % 3 === 0) await setImmediate();
            came.push(`${chat}:${index}`);
            await intake.accept(source, [receiptOf(`${chat}:${index}`, `chat ${chat}`)]);
          }),
        );
        const stored = (await receiptsOf(source)).map((row) => row.external_id);
        for (const chat of new Set(chats)) {
          const ofChat = (id: string) => id.startsWith(`${chat}:`);
          expect(stored.filter(ofChat)).toEqual(came.filter(ofChat));
        }
      }),
      { numRuns: 20 },
    );
  });

  it("keeps the order in which receipts came, of whichever channels, however often the statement has been planned", async () => {
    const sources = [await newSource(), await newSource(), await newSource()];
    for (let batch = 0; batch < 8; batch++) {
      const entries = Array.from({ length: 60 }, (_, index) => ({
        source: sources[(index * 7 + batch) % 3] as ReceiptSource,
        receipts: [receiptOf(`${batch}:${index}`, `${index % 4}`)],
      }));
      await insertReceipts(db.system, entries, 5_000);
      const stored = await db
        .system("inbound_receipts")
        .whereIn(
          "channel_id",
          sources.map(({ channelId }) => channelId),
        )
        .where("external_id", "like", `${batch}:%`)
        .orderBy("seq");
      const told = stored.map((row) => ({ channel: row.channel_id, org: row.org_id, id: row.external_id }));
      expect(told).toEqual(
        entries.map(({ source, receipts }) => ({
          channel: source.channelId,
          org: source.orgId,
          id: receipts[0]?.externalId,
        })),
      );
    }
  });

  it("leaves a job that waits as it is, and keeps workers from it until they can see what it is for", async () => {
    const source = await newSource();
    const intake = createIntake(db, { clock: systemClock });
    await intake.accept(source, [receiptOf("1", "a")]);
    const [before] = await jobRows(source);
    await db.system.transaction(async (trx) => {
      await insertReceipts(trx, [{ source, receipts: [receiptOf("2", "a"), receiptOf("3", "b")] }], 5_000);
      expect(await takeable(source)).toEqual([]);
    });
    expect(await jobRows(source)).toEqual([before, expect.objectContaining({ key: `converse:${source.channelId}:b` })]);
    expect(await takeable(source)).toHaveLength(2);
  });

  it("puts who wrote first before others, whenever it was fetched, where the platform tells a likely time", async () => {
    const source = await newSource();
    const at = (ageMs: number) => ({ position: Date.now() - ageMs });
    const minute = 60_000;
    await createIntake(db, { clock: systemClock }).accept(source, [
      receiptOf("1", "now"),
      { ...receiptOf("8", "a moment"), ...at(5_000) },
      { ...receiptOf("2", "an hour"), ...at(60 * minute) },
      { ...receiptOf("3", "a minute"), ...at(minute) },
      { ...receiptOf("4", "two minutes"), ...at(minute) },
      { ...receiptOf("5", "two minutes"), ...at(2 * minute) },
      { ...receiptOf("6", "a year"), ...at(365 * 24 * 60 * minute) },
      { ...receiptOf("7", "tomorrow"), ...at(-24 * 60 * minute) },
    ]);
    const { rows } = await db.system.raw(
      `SELECT split_part(key, ':', 3) AS chat, round(extract(epoch FROM now() - run_at) / 60)::int AS minutes
       FROM graphile_worker.jobs WHERE key LIKE ? ORDER BY run_at, key`,
      [`converse:${source.channelId}:%`],
    );
    expect(rows).toEqual([
      { chat: "an hour", minutes: 60 },
      { chat: "two minutes", minutes: 2 },
      { chat: "a minute", minutes: 1 },
      { chat: "a moment", minutes: 0 },
      ...["a year", "now", "tomorrow"].map((chat) => ({ chat, minutes: 0 })),
    ]);
  });

  it("mixes what was written in one second and fetched together with what others wrote in it", async () => {
    const source = await newSource();
    const second = Math.floor(Date.now() / 1_000) * 1_000 - 3_000;
    const receipts = Array.from({ length: 40 }, (_, at) => ({ ...receiptOf(`${at}`, `${at}`), position: second }));
    await createIntake(db, { clock: systemClock }).accept(source, receipts);
    const { rows } = await db.system.raw(
      `SELECT floor((extract(epoch FROM run_at) - ?) * 4)::int AS quarter, count(*)::int AS jobs
       FROM graphile_worker.jobs WHERE key LIKE ? GROUP BY 1 ORDER BY 1`,
      [second / 1_000, `converse:${source.channelId}:%`],
    );
    expect(rows.map(({ quarter }: { quarter: number }) => quarter)).toEqual([0, 1, 2, 3]);
  });

  it("adds another job where the one that was there is at work, or waits for its next attempt", async () => {
    const source = await newSource();
    const intake = createIntake(db, { clock: systemClock });
    await intake.accept(source, [receiptOf("1", "a"), receiptOf("2", "b")]);
    const keyOf = (chat: string) => `converse:${source.channelId}:${chat}`;
    await changeJob(keyOf("a"), "locked_at = now(), locked_by = 'somebody'");
    await changeJob(keyOf("b"), "run_at = now() + interval '1 hour', attempts = 3");
    await intake.accept(source, [receiptOf("3", "a"), receiptOf("4", "b")]);
    const rows = await jobRows(source);
    expect(rows.map(({ key, is_due, is_locked }: JobRow) => ({ key, is_due, is_locked }))).toEqual([
      { key: keyOf("a"), is_due: true, is_locked: false },
      { key: keyOf("b"), is_due: true, is_locked: false },
    ]);
  });

  it("refuses one text that cannot be stored and keeps what came at the same moment", async () => {
    const source = await newSource();
    const intake = createIntake(db, { clock: systemClock });
    const outcomes = await Promise.allSettled([
      intake.accept(source, [receiptOf("first", "a")]),
      intake.accept(source, [receiptOf("x".repeat(301), "a")]),
      intake.accept(source, [receiptOf("second", "a"), receiptOf("", "a")]),
      intake.accept(source, [receiptOf("third", "b")]),
    ]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
    expect(outcomes[1]).toMatchObject({ reason: expect.any(InputError) });
    expect((await receiptsOf(source)).map((row) => row.external_id)).toEqual(["first", "third"]);
  });

  it("keeps text with NUL and lone surrogates", async () => {
    const source = await newSource();
    await createIntake(db, { clock: systemClock }).accept(source, [
      { externalId: "1", chat: "a", raw: "a\u0000b\ud800c" },
    ]);
    expect(await receiptsOf(source)).toMatchObject([{ payload: "ab\ufffdc" }]);
  });

  it("moves the cursor with its receipts or not at all", async () => {
    const source = await newSource();
    const intake = createIntake(db, { clock: systemClock });
    await intake.acceptWithCursor(source, [receiptOf("1", "a")], { name: "updates", value: "2" });
    expect(await readCursor(db, source.channelId, "updates")).toBe("2");
    const refused = intake.acceptWithCursor(source, [receiptOf("2", "a"), receiptOf("", "a")], {
      name: "updates",
      value: "4",
    });
    await expect(refused).rejects.toBeInstanceOf(InputError);
    expect(await readCursor(db, source.channelId, "updates")).toBe("2");
    expect((await receiptsOf(source)).map((row) => row.external_id)).toEqual(["1"]);
  });

  it("turns an announcement into one pull for each name and leaves no chat waiting", async () => {
    const source = await newSource();
    const pull = (name: string, token: string): Receipt => ({
      externalId: token,
      chat: `pull:${name}`,
      raw: "<xml/>",
      pull: { name, token },
    });
    await createIntake(db, { clock: systemClock }).accept(source, [
      pull("kf1", "t1"),
      pull("kf1", "t2"),
      pull("kf2", "t3"),
    ]);
    expect(await jobsOf(source)).toEqual([`pull:${source.channelId}:kf1`, `pull:${source.channelId}:kf2`]);
    expect(await receiptsOf(source)).toMatchObject(Array(3).fill({ status: "ignored", outcome: "announcement" }));
  });

  it("says that it is unavailable while the database is away, and works again afterwards", async () => {
    const source = await newSource();
    const intake = createIntake(db, { clock: systemClock });
    await intake.accept(source, [receiptOf("1", "a")]);
    await proxy.cut();
    const refused = await Promise.allSettled(["2", "3"].map((id) => intake.accept(source, [receiptOf(id, "a")])));
    await proxy.restore();
    for (const outcome of refused) expect(outcome).toMatchObject({ reason: expect.any(UnavailableError) });
    await intake.accept(source, [receiptOf("2", "a")]);
    expect((await receiptsOf(source)).map((row) => row.external_id)).toEqual(["1", "2"]);
  });

  it("asks to come again when more waits than it may hold", async () => {
    const source = await newSource();
    const intake = createIntake(db, { clock: systemClock, maxWaitingBytes: 10_000 });
    const big = "x".repeat(4_000);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        intake.accept(source, [{ externalId: `${index}`, chat: "a", raw: big }]),
      ),
    );
    const stored = outcomes.filter((outcome) => outcome.status === "fulfilled").length;
    expect(stored).toBeGreaterThan(0);
    expect(stored).toBeLessThan(10);
    expect(await receiptsOf(source)).toHaveLength(stored);
    await intake.accept(source, [receiptOf("later", "a")]);
  });
});

function receiptOf(externalId: string, chat: string): Receipt {
  return { externalId, chat, raw: "{}" };
}

async function newSource(): Promise<ReceiptSource> {
  const channelId = newId();
  await db.system("channels").insert({ id: channelId, org_id: orgId, platform: "other", name: channelId });
  return { channelId, orgId };
}

async function receiptsOf(source: ReceiptSource) {
  return db.system("inbound_receipts").where({ channel_id: source.channelId }).orderBy("seq");
}

async function jobsOf(source: ReceiptSource): Promise<string[]> {
  const rows: { key: string }[] = await db
    .system("graphile_worker.jobs")
    .where("key", "like", `%${source.channelId}%`)
    .orderBy("key")
    .select("key");
  return rows.map((row) => row.key);
}

interface JobRow {
  key: string;
  id: string;
  revision: number;
  is_due: boolean;
  is_locked: boolean;
}

async function jobRows(source: ReceiptSource): Promise<JobRow[]> {
  const { rows } = await db.system.raw(
    `SELECT key, id, revision, run_at <= now() AS is_due, locked_at IS NOT NULL AS is_locked FROM graphile_worker._private_jobs
     WHERE key LIKE ? ORDER BY key`,
    [`converse:${source.channelId}:%`],
  );
  return rows;
}

/** The jobs that a worker could take at this moment, looked for as it does. */
async function takeable(source: ReceiptSource): Promise<string[]> {
  const { rows } = await db.system.raw(
    "SELECT key FROM graphile_worker._private_jobs WHERE key LIKE ? AND is_available FOR UPDATE SKIP LOCKED",
    [`converse:${source.channelId}:%`],
  );
  return rows.map(({ key }: { key: string }) => key);
}

async function changeJob(key: string, change: string): Promise<void> {
  await db.system.raw(`UPDATE graphile_worker._private_jobs SET ${change} WHERE key = ?`, [key]);
}
