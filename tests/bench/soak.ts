/**
 * `npm run soak`: one process takes in what customers write at a steady rate for an hour, on Telegram and Slack in turns, and
 * answers what it can. Its memory is read every ten seconds; the line through the readings after the first fifth must be
 * flat. `-- --minutes 10 --rate 50`. `npm test` holds the same for a minute (`soak.test.ts`).
 */
import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";
import Table from "cli-table3";
import { builtProgram } from "./bench-product.ts";
import { holdSoak } from "./hold-soak.ts";

const options = { minutes: { type: "string", default: "60" }, rate: { type: "string", default: "100" } } as const;
const { values } = parseArgs({ options });
const [minutes, perSecond] = [readNumber("minutes"), readNumber("rate")];
/** Growth that a working process may show: caches that fill, fragments of the heap. */
const MOST_MB_AN_HOUR = 50;
const MOST_MB = 350;

const say = (line: string) => void process.stderr.write(`${line}\n`);
execFileSync("npm", ["run", "build", "--silent"], { stdio: "inherit" });
const soak = await holdSoak({ program: builtProgram, perSecond, seconds: minutes * 60, readEveryMs: 10_000, say });
const { acknowledged, failed, answered, firstMb, lastMb, mostMb, mbAnHour } = soak;
const head = ["minutes", "acknowledged", "not", "answered", "first MB", "last MB", "most MB", "MB an hour"];
const table = new Table({ head });
const slope = mbAnHour === null ? "too short to say" : mbAnHour.toFixed(1);
table.push([minutes, acknowledged, failed, answered, firstMb, lastMb, mostMb, slope]);
process.stdout.write(`${table.toString()}\n`);
process.exitCode = failed > 0 || mostMb > MOST_MB || (mbAnHour ?? 0) > MOST_MB_AN_HOUR ? 1 : 0;

function readNumber(name: "minutes" | "rate"): number {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number > 0) return number;
  process.stderr.write(`--${name} is a whole number above 0, not "${values[name]}"\n`);
  process.exit(2);
}
