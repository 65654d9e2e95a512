import { expect, it, onTestFinished } from "vitest";
import { connectOwner } from "../../infra/db/connect.ts";
import { enqueueJob } from "../../infra/queue/enqueue.ts";
import { MIGRATED_TEMPLATE } from "../support/migrated-template.ts";
import { createTestDatabase } from "../support/test-database.ts";
import { createDayClock } from "./day-clock.ts";
import { scaleDatabase } from "./scaled-database.ts";

it("lets a job that is to wait two minutes of the day wait one second of the machine, at two minutes a second", async () => {
  const database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  onTestFinished(() => database.drop());
  await scaleDatabase(database.url, createDayClock(120));
  const owner = connectOwner(database.url);
  onTestFinished(() => owner.destroy());
  await enqueueJob(owner, { task: "sweep", payload: {}, key: "soon", inMs: 120_000 });
  await enqueueJob(owner, { task: "sweep", payload: {}, key: "now" });
  const { rows } = await owner.raw<{ rows: { key: string; seconds: number }[] }>(
    "SELECT key, extract(epoch FROM run_at - created_at)::float8 AS seconds FROM graphile_worker.jobs ORDER BY key DESC",
  );
  expect(rows.map(({ key, seconds }) => [key, Math.round(seconds * 10) / 10])).toEqual([
    ["soon", 1],
    ["now", 0],
  ]);
});
