import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "../../../infra/ids.ts";
import { type OpenProduct, openProduct } from "../../../tests/support/open-product.ts";
import { watchAlerts } from "../watch-alerts.ts";

let desk: OpenProduct;
let channelId: string;

beforeAll(async () => {
  desk = await openProduct();
  channelId = newId();
  // A paused channel is listened to by nobody, so that no beat of this process interferes.
  await desk.product.db.system("channels").insert({
    id: channelId,
    org_id: desk.orgId,
    platform: "telegram",
    name: "main",
    config: "{}",
    status: "paused",
  });
});
afterAll(() => desk.close());

interface GapRow {
  minutes: number;
  endedMinutesAgo: number;
  cause: string;
  catchUp: string;
  recovered?: number;
}

async function addGap({ minutes, endedMinutesAgo, cause, catchUp, recovered = 0 }: GapRow): Promise<void> {
  await desk.rows(
    `INSERT INTO channel_gaps (id, org_id, channel_id, started_at, ended_at, cause, catch_up, recovered, places_left)
     SELECT ?, ?, ?, at - ? * interval '1 minute', at, ?, ?, ?, CASE WHEN ? = 'running' THEN 3 ELSE 0 END
     FROM (SELECT clock_timestamp() - ? * interval '1 minute' AS at) AS ended`,
    [newId(), desk.orgId, channelId, minutes, cause, catchUp, recovered, catchUp, endedMinutesAgo],
  );
}

const titles = async () =>
  (await desk.rows<{ title: string }>("SELECT title FROM alerts WHERE kind = 'channel_gap' ORDER BY number")).map(
    ({ title }) => title,
  );

it("tells managers once of what was longer than the rule says, with what was recovered, and of nothing else", async () => {
  await addGap({ minutes: 12, endedMinutesAgo: 2, cause: "process_down", catchUp: "done", recovered: 7 });
  await addGap({ minutes: 4, endedMinutesAgo: 3, cause: "connection_closed", catchUp: "kept" });
  await addGap({ minutes: 60, endedMinutesAgo: 4, cause: "paused", catchUp: "kept" });
  await addGap({ minutes: 30, endedMinutesAgo: 5, cause: "database_away", catchUp: "running" });
  await addGap({ minutes: 30, endedMinutesAgo: 0, cause: "unknown", catchUp: "lost" });
  await watchAlerts(desk.product);
  await watchAlerts(desk.product);
  expect(await titles()).toEqual([
    "telegram/main could not be heard for 12 minutes (the product was down): 7 recovered, 0 were there; " +
      "customers' messages of then on record: 0",
  ]);
  const waiting = await desk.rows("SELECT cause FROM channel_gaps WHERE looked_at IS NULL ORDER BY cause");
  expect(waiting).toEqual([{ cause: "database_away" }, { cause: "unknown" }]);
});

it("tells what there is when reading back takes longer than half an hour", async () => {
  await addGap({ minutes: 30, endedMinutesAgo: 45, cause: "database_away", catchUp: "running" });
  await watchAlerts(desk.product);
  expect((await titles()).at(-1)).toContain("0 recovered so far, 0 were there; 3 chats are still to be read");
});
