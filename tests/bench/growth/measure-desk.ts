import { setTimeout as pause } from "node:timers/promises";
import type { ScaleDesk } from "../../scale/drive.ts";
import { type ApiClient, openApiClient } from "../../support/api-client.ts";
import { percentiles } from "../percentiles.ts";
import type { Took } from "./per-tenfold.ts";

const TIMES = 15;
const LOOK_EVERY_MS = 2;
const ANSWERED_WITHIN_MS = 120_000;

type Person = "ann" | "mia" | "cora";
interface Asked {
  line: string;
  who: Person;
  /** Of the answer. */
  words: string;
  /** In the thread of the customer who wrote for years. */
  isHere?: true;
}

/** What staff type all day. Each only reads, so that it can be asked again. */
const commands: readonly Asked[] = [
  { line: "/queue", who: "mia", words: "waiting" },
  { line: "/mine", who: "ann", words: "You have" },
  { line: "/customer", who: "ann", words: "Code: CUST_", isHere: true },
  { line: "/customer timeline", who: "ann", words: "20", isHere: true },
  { line: "/history", who: "mia", words: "C1", isHere: true },
  { line: "/find statement account", who: "cora", words: "for you alone" },
];

/** What managers look at. */
const pages: readonly Asked[] = [
  { line: "/sla", who: "mia", words: "overdue" },
  { line: "/alerts", who: "mia", words: "Overdue" },
  { line: "/leads new", who: "mia", words: " leads" },
  { line: "/kpi all last month", who: "mia", words: "Everybody" },
  { line: "/funnel month", who: "mia", words: "private" },
  { line: "/digest yesterday", who: "mia", words: "private" },
];

/** The same for programs. */
const calls = [
  "GET /funnel",
  "GET /kpis?period=month&who=EMP_901",
  "GET /leaderboard?period=week",
  "GET /leads?status=qualified&limit=20",
  "GET /customers/CUST_900000",
  "GET /customers/CUST_900000/timeline",
];

/** How long each takes at the median, one after the other; `say` hears of each at once, since one may take long. */
export async function measureDesk(desk: ScaleDesk, say: (took: Took) => void): Promise<Took[]> {
  const found: Took[] = [];
  const note = (name: string, ms: number) => {
    found.push({ name, ms });
    say({ name, ms });
  };
  await desk.asks(desk.ann, "/take", "has taken", desk.fish.about);
  for (const asked of [...commands, ...pages]) {
    const name = `${asked.line}${asked.isHere ? " (of the largest customer)" : ""}`;
    note(name, await median(() => timeCommand(desk, asked)));
  }
  const api = await openApiClient(desk);
  for (const call of calls) note(call, await median(() => timeCall(api, call)));
  return found;
}

/** Without the first, which fills what is kept in memory. */
async function median(measure: () => Promise<number>): Promise<number> {
  await measure();
  const times: number[] = [];
  for (let time = 0; time < TIMES; time++) times.push(await measure());
  return percentiles(times).p50Ms;
}

/** From the line's leaving until its answer is seen; what follows from it is waited for, but not counted. */
async function timeCommand(desk: ScaleDesk, { line, who, words, isHere }: Asked): Promise<number> {
  const { surface } = desk;
  const { id } = desk[who];
  const before = new Set(surface.sees(id).map(({ key }) => key));
  const started = performance.now();
  await surface.command(id, line, isHere ? desk.fish.about : undefined);
  while (!surface.sees(id).some(({ key, text }) => !before.has(key) && text.includes(words))) {
    if (performance.now() - started > ANSWERED_WITHIN_MS) throw new Error(`${line} was not answered with “${words}”`);
    await pause(LOOK_EVERY_MS);
  }
  const took = performance.now() - started;
  await desk.settled();
  return took;
}

async function timeCall(api: ApiClient, what: string): Promise<number> {
  const started = performance.now();
  const { status } = await api.call(what);
  if (status !== 200) throw new Error(`${what} was answered with ${status}`);
  return performance.now() - started;
}
