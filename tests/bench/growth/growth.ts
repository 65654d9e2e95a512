import { existsSync } from "node:fs";
import { chmod, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import Table from "cli-table3";
import { openEmbeddedPostgres } from "../../../infra/embedded-postgres/open-embedded-postgres.ts";
import { silentLog } from "../../../infra/log/log.ts";
import { openScaleDesk } from "../../scale/open-scale-desk.ts";
import { seedScale } from "../../scale/seed/seed-scale.ts";
import { copyInto, copyOf } from "../folders.ts";
import type { LoadGenerator } from "../load.ts";
import { measureChats } from "./measure-chats.ts";
import { measureDesk } from "./measure-desk.ts";
import { type AtSize, perTenfold, type Took } from "./per-tenfold.ts";

/** As many customers as a desk of so many messages has. */
const MESSAGES_A_CUSTOMER = 20;

export interface GrowthOptions {
  /** A folder of `prepareFolder`. */
  prepared: string;
  /** How many messages. */
  sizes: readonly number[];
  /** Where each size's database is kept, for another time, and taken from when it is there. */
  keep?: string;
}

/**
 * What intake, a turn, commands of the desk and pages of managers cost at several numbers of stored messages of three
 * years, and by how much each grows with ten times as many.
 */
export async function measureGrowth(load: LoadGenerator, { sizes, ...where }: GrowthOptions): Promise<void> {
  const seeded = new Map<number, string>();
  for (const messages of sizes) seeded.set(messages, await seededFolder(messages, where));
  const found = new Map<string, AtSize[]>();
  for (const [messages, dataDir] of seeded) {
    // What is measured adds messages and takes conversations: the next time begins with the same.
    const measured = where.keep ? await copyOf(dataDir) : dataDir;
    for (const { name, ms } of await measureSize(load, measured, messages)) {
      found.set(name, [...(found.get(name) ?? []), { messages, ms }]);
    }
  }
  print(found, sizes);
}

/** A data directory with so many messages. */
async function seededFolder(messages: number, where: Omit<GrowthOptions, "sizes">): Promise<string> {
  if (!where.keep) {
    const dataDir = await copyOf(where.prepared);
    await seed(dataDir, messages);
    return dataDir;
  }
  const kept = join(where.keep, `messages-${messages}`);
  if (existsSync(kept)) return kept;
  // Under its name only when it is whole.
  const unfinished = `${kept}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  await chmod(unfinished, 0o711); // for the server's user, when the bench runs as root
  copyInto(unfinished, where.prepared);
  await seed(unfinished, messages);
  await rename(unfinished, kept);
  return kept;
}

async function seed(dataDir: string, messages: number): Promise<void> {
  const until = new Date();
  until.setUTCMinutes(0, 0, 0);
  const customers = Math.max(500, Math.round(messages / MESSAGES_A_CUSTOMER));
  const postgres = await openEmbeddedPostgres({ dataDir, role: "tool", log: silentLog });
  try {
    await seedScale(postgres.url, { seed: 1, messages, customers, years: 3, until }, sayOf(messages));
  } finally {
    await postgres.close();
  }
}

async function measureSize(load: LoadGenerator, dataDir: string, messages: number): Promise<Took[]> {
  const postgres = await openEmbeddedPostgres({ dataDir, role: "tool", log: silentLog });
  try {
    const say = sayOf(messages);
    const tell = ({ name, ms }: Took) => say(`${name} ${ms.toFixed(1)} ms`);
    const chats = await measureChats(load, postgres.url);
    chats.forEach(tell);
    say("the desk");
    const desk = await openScaleDesk(postgres.url);
    try {
      return [...chats, ...(await measureDesk(desk, tell))];
    } finally {
      await desk.close();
    }
  } finally {
    await postgres.close();
  }
}

function sayOf(messages: number) {
  return (line: string) => void process.stderr.write(`${messages} messages: ${line}\n`);
}

function print(found: ReadonlyMap<string, AtSize[]>, sizes: readonly number[]): void {
  const table = new Table({
    head: ["p50 ms at so many messages", ...sizes.map((size) => size.toLocaleString("en")), "× per tenfold"],
    colAligns: ["left", ...sizes.map(() => "right" as const), "right"],
    style: { head: [] },
  });
  for (const [name, measured] of found) {
    table.push([name, ...measured.map(({ ms }) => ms.toFixed(1)), perTenfold(measured)?.toFixed(2) ?? "–"]);
  }
  process.stdout.write(`${table.toString()}\n`);
  for (const [name, measured] of found) {
    const p50Ms = Object.fromEntries(measured.map(({ messages, ms }) => [messages, Math.round(ms * 100) / 100]));
    process.stdout.write(`${JSON.stringify({ name: `growth: ${name}`, p50Ms, perTenfold: perTenfold(measured) })}\n`);
  }
}
