import { expect, it, onTestFinished } from "vitest";
import { startInstantPlatforms } from "../bench/instant-platforms.ts";
import { benchSecrets } from "../bench/wire-messages.ts";
import { createDataFolder, query } from "../support/data-folder.ts";
import { freePort } from "../support/free-port.ts";
import { MIGRATED_TEMPLATE } from "../support/migrated-template.ts";
import { holdOverload } from "../support/overload.ts";
import { spawnProduct } from "../support/spawn-product.ts";
import { createTestDatabase } from "../support/test-database.ts";

/** `OVERLOAD_SECONDS=60 npx vitest run tests/faults/overload.test.ts` holds it for a minute. */
const SECONDS = Number(process.env["OVERLOAD_SECONDS"] ?? 4);
/** Five times as many as a process has at work at a time (app/http/webhook-bodies.ts). */
const SENDERS = 5 * 512;
const MAX_GROWTH_BYTES = 150 * 1024 * 1024;

it("beyond what it can take it refuses and says when to come again, loses nothing it acknowledged, and does not swell", async () => {
  const database = await createTestDatabase({ template: MIGRATED_TEMPLATE });
  const platforms = await startInstantPlatforms();
  onTestFinished(async () => {
    await platforms.close();
    await database.drop();
  });
  const port = await freePort();
  const product = await spawnProduct({
    DESKHAND_ROLE: "web",
    DESKHAND_DATA_DIR: await createDataFolder(),
    DATABASE_URL: database.url,
    PORT: String(port),
    LOG_LEVEL: "silent",
    TELEGRAM_BOT_TOKEN: benchSecrets.telegramToken,
    TELEGRAM_WEBHOOK_SECRET: benchSecrets.telegramSecret,
    TELEGRAM_MODE: "webhook",
    TELEGRAM_API_ROOT: platforms.telegramRoot,
    SLACK_BOT_TOKEN: benchSecrets.slackToken,
    SLACK_SIGNING_SECRET: benchSecrets.slackSigningSecret,
    SLACK_API_URL: platforms.slackUrl,
  });
  await product.ready(90_000);
  const url = `http://127.0.0.1:${port}`;
  await holdOverload({ url, senders: 50, seconds: 1 }); // what is compiled and cached is no growth
  // What a flood needs once it may keep; a second one must not need as much again.
  const first = await holdOverload({ url, senders: SENDERS, seconds: SECONDS / 2 });
  const second = await holdOverload({ url, senders: SENDERS, seconds: SECONDS / 2 });
  for (const { acknowledged, refused, slowestRefusalMs, memoryBytes } of [first, second]) {
    process.stderr.write(
      `${acknowledged.length} acknowledged, ${refused} refused (slowest ${Math.round(slowestRefusalMs)} ms), ` +
        `${Math.round(memoryBytes / 2 ** 20)} MiB\n`,
    );
  }
  for (const { acknowledged, rude, failed } of [first, second]) {
    expect(acknowledged.length).toBeGreaterThan(0);
    expect({ rude, failed }).toEqual({ rude: 0, failed: 0 });
  }
  expect(first.refused + second.refused).toBeGreaterThan(0);
  expect(second.memoryBytes - first.memoryBytes).toBeLessThan(MAX_GROWTH_BYTES);
  const rows = await query(database.url, "SELECT external_id FROM inbound_receipts");
  const stored = new Set(rows.map((row) => String(row["external_id"])));
  const acknowledged = [...first.acknowledged, ...second.acknowledged];
  expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  // It is itself again at once.
  const after = await holdOverload({ url, senders: 20, seconds: 1 });
  expect({ refused: after.refused, failed: after.failed }).toEqual({ refused: 0, failed: 0 });
}, 300_000);
