/** `npm run day`: a simulated working day on the whole product and all platforms; see tests/day/README.md. */
import { chmod, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { prepareDesk } from "../support/prepare-desk.ts";
import { spawnEmbeddedPostgres } from "../support/spawn-embedded-postgres.ts";
import { reportDay } from "./report.ts";
import { runDay } from "./run-day.ts";

const count = (most: number) => (typed: string) => {
  const number = Number(typed);
  if (!Number.isInteger(number) || number < 1 || number > most) {
    throw new InvalidArgumentError(`A number from 1 to ${most}.`);
  }
  return number;
};

const options = new Command("day")
  .description(
    "A simulated working day: customers, agents and managers on all platforms at once, and what must hold of it",
  )
  .option("--seed <n>", "the same people do the same things", count(2 ** 31), Math.floor(Math.random() * 100_000) + 1)
  .option("--customers <n>", "how many write", count(900), 200)
  .option("--agents <n>", "how many answer, in two teams", count(12), 12)
  .option("--managers <n>", "how many decide", count(3), 3)
  .option("--hours <n>", "how long the day lasts for them", count(24), 8)
  .option("--seconds <n>", "and on this machine", count(3_600), 420)
  .option("--trace", "what is recorded of each customer with whom something was wrong", false)
  .option("--json", "a line of JSON for each figure", false)
  .parse()
  .opts<{
    seed: number;
    customers: number;
    agents: number;
    managers: number;
    hours: number;
    seconds: number;
    trace: boolean;
    json: boolean;
  }>();

const dataDir = await mkdtemp(join(tmpdir(), "deskhand-day-"));
await chmod(dataDir, 0o711); // for the server's user, when this runs as root
const cluster = spawnEmbeddedPostgres({
  dataDir,
  role: "tool",
  settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off" },
  removeAfter: true,
});
try {
  const opened = await cluster.next();
  if (opened?.event !== "open") throw new Error(`No database for the day: ${opened?.message ?? "it ended"}`);
  await prepareDesk(opened.url, []);
  const { seconds: realSeconds, json: isJson, trace: isTraced, ...rest } = options;
  process.stderr.write(`seed ${options.seed}\n`);
  const onProgress = (words: string) => void process.stderr.write(`${words}\n`);
  const findings = await runDay({
    ...rest,
    isTraced,
    realSeconds,
    drainWithinMs: 600_000,
    databaseUrl: opened.url,
    onProgress,
  });
  process.stdout.write(`${reportDay(findings, { seed: options.seed, isJson })}\n`);
  if (findings.some(({ wrong }) => wrong > 0)) process.exitCode = 1;
} finally {
  await cluster.close();
}
