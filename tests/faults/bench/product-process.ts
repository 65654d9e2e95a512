/**
 * A program: the product as `app/main.ts` starts it, but outside production, without a playground, and with a clock that
 * its parent turns: each message `{ jumpMs }` moves what the product takes for the time. Prints where it listens.
 */
import { adapters } from "../../../adapters/registry.ts";
import { saveEnvironmentChannels } from "../../../app/environment-channels.ts";
import { startRole } from "../../../app/roles.ts";
import { wire } from "../../../app/wire.ts";
import { systemClock } from "../../../infra/clock.ts";
import { parseEnvironment } from "../../../infra/config/environment.ts";
import { connectDatabase } from "../../../infra/db/connect.ts";
import { createLog } from "../../../infra/log/log.ts";

const environment = parseEnvironment(process.env);
let jumpedMs = 0;
process.on("message", (order: { jumpMs?: number; tell?: "memory" }) => {
  if (order.jumpMs !== undefined) jumpedMs += order.jumpMs;
  if (order.tell === "memory") process.send?.({ rssBytes: process.memoryUsage.rss() });
});
const clock = { ...systemClock, now: () => new Date(systemClock.now().getTime() + jumpedMs) };
const db = connectDatabase(environment.DATABASE_URL ?? "");
const log = createLog(environment.LOG_LEVEL ?? "silent");
const paceSecondMs = Number(process.env["FAULTS_PACE_SECOND_MS"] ?? 1_000);
const product = await wire({ environment, db, log, clock, paceSecondMs });
await saveEnvironmentChannels({ ...product, modules: adapters }, environment);
const isAlone = process.env["FAULTS_IS_ALONE"] === "1";
const running = await startRole(product, { isAlone });

let isStopping = false;
process.on("SIGTERM", async () => {
  if (isStopping) return;
  isStopping = true;
  await running.stop();
  await product.close();
  await db.close();
  process.exit(0);
});
// Whoever started it is gone: nobody would end it.
process.on("disconnect", () => process.exit(1));
process.stdout.write(`ready ${running.port ?? "worker"}\n`);
