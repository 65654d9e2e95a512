import Table from "cli-table3";
import { openEmbeddedPostgres } from "../../../infra/embedded-postgres/open-embedded-postgres.ts";
import { silentLog } from "../../../infra/log/log.ts";
import { openScaleDesk } from "../../scale/open-scale-desk.ts";
import { seedScale } from "../../scale/seed/seed-scale.ts";
import { copyOf } from "../folders.ts";
import type { LoadGenerator } from "../load.ts";
import { measureChats } from "./measure-chats.ts";
import { measureDesk } from "./measure-desk.ts";
import { type AtSize, perTenfold, type Took } from "./per-tenfold.ts";

/** As many customers as a desk of so many messages has. */
const MESSAGES_A_CUSTOMER = 20;

/**
 * What intake, a turn, commands of the desk and pages of managers cost at several numbers of stored messages of three
 * years, and by how much each grows with ten times as many. `prepared` is a folder of `prepareFolder`.
 */
export async function measureGrowth(load: LoadGenerator, prepared: string, sizes: readonly number[]): Promise<void> {
  const found = new Map<string, AtSize[]>();
  for (const messages of sizes) {
    for (const { name, ms } of await measureSize(load, prepared, messages)) {
      found.set(name, [...(found.get(name) ?? []), { messages, ms }]);
    }
  }
  print(found, sizes);
}

async function measureSize(load: LoadGenerator, prepared: string, messages: number): Promise<Took[]> {
  const say = (line: string) => void process.stderr.write(`${messages} messages: ${line}\n`);
  const postgres = await openEmbeddedPostgres({ dataDir: await copyOf(prepared), role: "tool", log: silentLog });
  try {
    const until = new Date();
    until.setUTCMinutes(0, 0, 0);
    const customers = Math.max(500, Math.round(messages / MESSAGES_A_CUSTOMER));
    await seedScale(postgres.url, { seed: 1, messages, customers, years: 3, until }, say);
    const chats = await measureChats(load, postgres.url);
    say("the desk");
    const desk = await openScaleDesk(postgres.url);
    try {
      return [...chats, ...(await measureDesk(desk))];
    } finally {
      await desk.close();
    }
  } finally {
    await postgres.close();
  }
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
