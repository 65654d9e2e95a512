import { afterAll, beforeAll, expect, it } from "vitest";
import { connectDatabase, type Database } from "../../infra/db/connect.ts";
import { newId } from "../../infra/ids.ts";
import { enqueueJob } from "../../infra/queue/enqueue.ts";
import { MIGRATED_TEMPLATE } from "../../tests/support/migrated-template.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.ts";
import { FIRST_LANE, laneOf, lanes } from "./lane.ts";

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  db = connectDatabase(database.url, { app: 1, system: 1 });
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

it("the queue takes customers' deliveries first, then staff's, then mirrors, and campaigns last", async () => {
  for (const lane of lanes.toReversed()) {
    const payload = { channelId: newId(), chat: lane, lane };
    await enqueueJob(db.system, { task: "deliver", payload, key: `deliver:${lane}` });
  }
  const order: { key: string }[] = await db
    .system("graphile_worker.jobs")
    .where("key", "like", "deliver:%")
    .orderBy("priority")
    .select("key");
  expect(order.map(({ key }) => key)).toEqual(lanes.map((lane) => `deliver:${lane}`));
});

it("the queue fetches what customers wrote before it does anything else, and reads for the memory after the turns", async () => {
  const add = (task: string) => enqueueJob(db.system, { task, payload: {}, key: `order:${task}` });
  for (const task of ["remember", "converse", "pull"]) await add(task);
  // As processes of the version before call it while the database is migrated; intake's own tests call the other.
  await db.system.raw(
    "SELECT enqueue_jobs(ARRAY['converse', 'pull'], ARRAY['{}', '{}']::json[], ARRAY['order:more', 'order:bell'])",
  );
  const order: { task: string }[] = await db
    .system("graphile_worker.jobs")
    .where("key", "like", "order:%")
    .orderBy(["priority", "id"])
    .select("task_identifier as task");
  expect(order.map(({ task }) => task)).toEqual(["pull", "pull", "converse", "converse", "remember"]);
});

it("a chat for which several things wait has the lane of the soonest, in SQL as in code", async () => {
  const of = async (...deliveries: { audience: "customer" | "staff"; purpose: string }[]) => {
    const rows = deliveries.map(({ audience, purpose }) => `('${audience}', '${purpose}')`).join(", ");
    const { rows: found } = await db.system.raw(
      `SELECT ${FIRST_LANE} AS lane FROM (VALUES ${rows}) t (audience, purpose)`,
    );
    return found[0].lane;
  };
  const kinds = [
    { audience: "customer", purpose: "marketing" },
    { audience: "staff", purpose: "desk" },
    { audience: "staff", purpose: "alert" },
    { audience: "customer", purpose: "answer" },
  ] as const;
  for (const kind of kinds) expect(await of(kind)).toBe(laneOf(kind));
  for (let count = 1; count <= kinds.length; count++) {
    expect(await of(...kinds.slice(0, count))).toBe(lanes[lanes.length - count]);
  }
});
