import { execFileSync } from "node:child_process";
import pg from "pg";
import { openEmbeddedPostgres } from "../../../infra/embedded-postgres/open-embedded-postgres.ts";
import { silentLog } from "../../../infra/log/log.ts";
import { findRedis } from "../../support/redis.ts";
import { type BenchProductOptions, builtProgram } from "../bench-product.ts";
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
 * The product as it is built, on a PostgreSQL of the bench's, beside other bots on the same webhooks. `freshDir` gives a
 * data directory with a desk that knows the bench's FAQs: each part has its own, so that none works off what another left.
 */
export async function compareWithOthers(load: LoadGenerator, freshDir: () => Promise<string>): Promise<void> {
  execFileSync("npm", ["run", "build", "--silent"], { stdio: "inherit" });
  const redis = await findRedis();
  if (!redis) throw new Error("The bench compares with the Chat SDK on Redis: it needs redis-server on the PATH");
  const onFresh = async <Result>(what: string, measure: (options: Own) => Promise<Result>): Promise<Result> => {
    process.stderr.write(`measuring: ${what}\n`);
    return withPostgres(load, await freshDir(), measure);
  };
  try {
    printComparisons(await onFresh("acknowledging", (options) => compareAcks(load, options, redis.url)));
    printComparisons(await onFresh("taking in", async ({ databaseUrl }) => [await compareIntake(databaseUrl)]));
    printComparisons(
      await onFresh("answering", async (options) => {
        const postgresUrl = await newDatabase(options.databaseUrl, "chat_sdk");
        return compareReplies(load, options, { redisUrl: redis.url, postgresUrl });
      }),
    );
    printComparisons(await onFresh("memory and start", (options) => compareProcess(load, options)));
    printFigures(await onFresh("losses", (options) => countLosses(load, options)), thisMachine());
  } finally {
    await redis.close();
  }
}

type Own = BenchProductOptions & { databaseUrl: string };

async function withPostgres<Result>(
  { platforms }: LoadGenerator,
  dataDir: string,
  measure: (options: Own) => Promise<Result>,
): Promise<Result> {
  const postgres = await openEmbeddedPostgres({ dataDir, role: "tool", log: silentLog });
  try {
    return await measure({ dataDir, role: "all", ...platforms, program: builtProgram, databaseUrl: postgres.url });
  } finally {
    await postgres.close();
  }
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
