import pg from "pg";
import { createIntake } from "../../../bot/intake/accept-receipts.ts";
import { systemClock } from "../../../infra/clock.ts";
import { connectDatabase } from "../../../infra/db/connect.ts";
import { newId } from "../../../infra/ids.ts";
import { slackMessage } from "../wire-messages.ts";
import { type Comparison, inTurns, median } from "./comparison.ts";

const BATCH = 128;
const MILLISECONDS = 2_500;

/** The inbox without HTTP beside a bare insert of as many rows a statement, in the same database. */
export async function compareIntake(databaseUrl: string): Promise<Comparison> {
  const db = connectDatabase(databaseUrl);
  const bare = new pg.Client({ connectionString: databaseUrl });
  await bare.connect();
  try {
    const channelId = newId();
    const { id: orgId } = await db.system("organizations").where({ code: "default" }).first("id");
    await db.system("channels").insert({ id: channelId, org_id: orgId, platform: "other", name: channelId });
    await bare.query("CREATE TABLE bench_receipts (LIKE inbound_receipts INCLUDING ALL)");
    const intake = createIntake(db, { clock: systemClock });
    const [accepted, inserted] = await inTurns(3, [
      () =>
        acceptAll(async (raw) => intake.accept({ channelId, orgId }, [{ externalId: newId(), chat: chatOf(), raw }])),
      () => insertAll(bare, channelId, orgId),
    ]);
    return {
      figure: `taken in without HTTP, ${BATCH} a statement`,
      unit: "/s",
      ours: median(accepted ?? []),
      theirs: median(inserted ?? []),
      against: "bare batched insert",
      goal: { atLeast: 0.7 },
    };
  } finally {
    await bare.query("DROP TABLE IF EXISTS bench_receipts");
    await bare.end();
    await db.close();
  }
}

/** Four batches: while two are under way two more wait, so that the next one is full when a statement ends. */
async function acceptAll(accept: (raw: string) => Promise<void>): Promise<number> {
  const { body } = slackMessage(830_000_000, "Hello?");
  const started = performance.now();
  let count = 0;
  const sender = async () => {
    while (performance.now() - started < MILLISECONDS) {
      await accept(body);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: 2 * 2 * BATCH }, sender));
  return (count / (performance.now() - started)) * 1_000;
}

async function insertAll(client: pg.Client, channelId: string, orgId: string): Promise<number> {
  const { body } = slackMessage(830_000_000, "Hello?");
  const started = performance.now();
  let count = 0;
  while (performance.now() - started < MILLISECONDS) {
    const ids = Array.from({ length: BATCH }, newId);
    await client.query(
      `INSERT INTO bench_receipts (channel_id, external_id, org_id, chat, position, payload, status)
       SELECT $1, id, $2, chat, 0, payload, 'pending' FROM unnest($3::text[], $4::text[], $5::text[]) AS t (id, chat, payload)
       ON CONFLICT DO NOTHING`,
      [channelId, orgId, ids, ids.map(chatOf), ids.map(() => body)],
    );
    count += BATCH;
  }
  return (count / (performance.now() - started)) * 1_000;
}

let chats = 0;

function chatOf(): string {
  chats += 1;
  return `D${chats % 512}`;
}
