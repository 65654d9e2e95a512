import { execFileSync } from "node:child_process";
import pg from "pg";
import { openEmbeddedPostgres } from "../../../infra/embedded-postgres/open-embedded-postgres.ts";
import { silentLog } from "../../../infra/log/log.ts";
import { findRedis } from "../../support/redis.ts";
import type { BenchProductOptions } from "../bench-product.ts";
import { printFigures } from "../figures.ts";
import type { LoadGenerator } from "../load.ts";
import { thisMachine } from "../machine.ts";
import { compareAcks } from "./compare-acks.ts";
import { compareIntake } from "./compare-intake.ts";
import { countLosses } from "./compare-losses.ts";
import { compareProcess } from "./compare-process.ts";
import { compareReplies } from "./compare-replies.ts";
import { printComparisons } from "./comparison.ts";

/**
 * The product as it is built, on a PostgreSQL of the bench's, beside other bots on the same webhooks. `dataDir` holds a
 * desk that knows the bench's FAQs.
 */
export async function compareWithOthers(load: LoadGenerator, dataDir: string): Promise<void> {
  execFileSync("npm", ["run", "build", "--silent"], { stdio: "inherit" });
  const redis = await findRedis();
  if (!redis) throw new Error("The bench compares with the Chat SDK on Redis: it needs redis-server on the PATH");
  const postgres = await openEmbeddedPostgres({ dataDir, role: "tool", log: silentLog });
  try {
    const { telegramRoot, slackUrl } = load;
    const databaseUrl = postgres.url;
    const options: BenchProductOptions = { dataDir, role: "all", telegramRoot, slackUrl, isBuilt: true, databaseUrl };
    const chatSdk = await newDatabase(databaseUrl, "chat_sdk");
    const state = { redisUrl: redis.url, postgresUrl: chatSdk };
    printComparisons(await told("acknowledging", () => compareAcks(load, options, redis.url)));
    printComparisons(await told("taking in", async () => [await compareIntake(databaseUrl)]));
    printComparisons(await told("answering", () => compareReplies(load, options, state)));
    printComparisons(await told("memory and start", () => compareProcess(load, options)));
    printFigures(await told("losses", () => countLosses(load, options)), thisMachine());
  } finally {
    await postgres.close();
    await redis.close();
  }
}

/** Says on standard error what is under way, since each takes up to a minute. */
async function told<Result>(what: string, measure: () => Promise<Result>): Promise<Result> {
  process.stderr.write(`measuring: ${what}\n`);
  return measure();
}

async function newDatabase(ownerUrl: string, name: string): Promise<string> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query(`CREATE DATABASE ${name}`);
  await owner.end();
  const url = new URL(ownerUrl);
  url.pathname = `/${name}`;
  return url.href;
}
