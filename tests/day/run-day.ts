import { setMaxListeners } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import type { Knex } from "knex";
import { suspendUser } from "../../bot/people/suspend-user.ts";
import { connectOwner } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { enqueueJob } from "../../infra/queue/enqueue.ts";
import { workAs } from "./agents.ts";
import { type Finding, runChecks } from "./checks/run-checks.ts";
import { liveAs } from "./customers.ts";
import { type Day, dayOf } from "./day.ts";
import { createDayClock, type DayClock } from "./day-clock.ts";
import { inviteCustomers } from "./invite-customers.ts";
import { newLog } from "./log.ts";
import { manageAs } from "./managers.ts";
import { type Office, openOffice } from "./office.ts";
import { startPlatforms } from "./platforms.ts";
import { randomOf } from "./random.ts";
import { anchorDatabase, scaleDatabase } from "./scaled-database.ts";
import { agentNames, managerNames } from "./staff.ts";
import { openStations } from "./stations.ts";
import { traceOf } from "./trace.ts";

export interface DayOptions {
  /** Of a database that is migrated and knows the organisation `default`. */
  databaseUrl: string;
  seed: number;
  customers: number;
  agents: number;
  managers: number;
  /** How long the day lasts for its people, and on the machine. */
  hours: number;
  realSeconds: number;
  /** What waits at the end of the day is worked within this, on the machine. */
  drainWithinMs: number;
  /** Whether what is recorded of a customer with whom something is wrong is told as well. */
  isTraced?: boolean;
  /** Told how far it is. */
  onProgress?: (words: string) => void;
}

const RESTART_AT = 0.5;
const SUSPEND_AT = 0.6;

/** Runs a simulated day on the whole product and gives what its checks found. */
export async function runDay(options: DayOptions): Promise<Finding[]> {
  const say = options.onProgress ?? (() => undefined);
  const clock = createDayClock((options.hours * 3_600) / options.realSeconds);
  const owner = connectOwner(options.databaseUrl);
  const rows: Day["rows"] = async <Row>(sql: string, bindings: readonly (string | number | Date)[] = []) =>
    (await owner.raw(sql, [...bindings])).rows as Row[];
  await scaleDatabase(options.databaseUrl, clock);
  const platforms = await startPlatforms(clock, wecomMembers(options));
  const stations = openStations(platforms, rows as never);
  const random = randomOf(options.seed);
  const office = await openOffice({ ...options, clock, platforms, stations, random });
  try {
    const { customers, phones, tongues } = inviteCustomers(platforms, options.customers, random);
    const log = newLog();
    const minutes = options.hours * 60;
    const day = dayOf({
      clock,
      log,
      minutes,
      platforms,
      phones,
      tongues,
      staff: office.staff,
      answered: new Set(),
      rows,
      isAt: (who, chatId) => office.places[who.station.platform] === chatId,
      isOpen: async (platform, signal) => {
        // WeCom calls three times within seconds and then no more; the others keep what they could not deliver.
        while (platform === "wecom" && !office.isUp() && !signal.aborted) await pause(5);
      },
    });
    clock.goOn();
    await anchorDatabase(options.databaseUrl, clock);
    say(`The day begins: ${phones.size} accounts of customers, ${office.staff.length} staff`);
    await live({ ...options, day, office, customers, owner, say });
    const findings = await runChecks(day);
    if (options.isTraced) await traceWrong(day, findings, say);
    return findings;
  } finally {
    await office.close();
    await platforms.close();
    await owner.destroy();
  }
}

async function traceWrong(day: Day, findings: Finding[], say: (words: string) => void): Promise<void> {
  const wrong = findings.flatMap(({ wrong, details }) => (wrong > 0 ? details.slice(-wrong) : []));
  for (const phone of new Set(wrong.join("\n").match(/P\d{3}|[\da-f-]{36}/g))) {
    say([phone, ...(await traceOf(day, phone))].join("\n"));
  }
}

interface Living {
  day: Day;
  office: Office;
  customers: ReturnType<typeof inviteCustomers>["customers"];
  owner: Knex;
  say: (words: string) => void;
  drainWithinMs: number;
}

async function live({ day, office, customers, owner, say, drainWithinMs }: Living): Promise<void> {
  const { clock, minutes } = day;
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  const closed = new AbortController();
  const untilOver = (work: Promise<void>) => work.catch(ignoreAbort);
  const all = [
    clock.minutes(minutes, over.signal).then(() => {
      say("The day is over: what waits is worked");
      over.abort();
    }),
    ...customers.map((customer) => liveAs(customer, day, over.signal)),
    ...day.staff.map((one) => (one.role === "agent" ? workAs(one, day, over.signal) : manageAs(one, day, over.signal))),
    clock.minutes(minutes * RESTART_AT, over.signal).then(async () => {
      say("The product is stopped and opened again");
      await office.restart();
      say("It is open again");
    }),
    clock.minutes(minutes * SUSPEND_AT, over.signal).then(() => suspendOne(day, office, say)),
  ].map(untilOver);
  const ticking = tick(clock, owner, { over: over.signal, closed: closed.signal });
  const untilDone = Promise.all(all).then(() => {
    say("Everybody has gone home");
    return drain(day, { say, withinMs: drainWithinMs, calmMs: 2 * AFTERWARDS_MS + 1_000, signal: closed.signal });
  });
  try {
    await Promise.race([untilDone, ticking]);
  } finally {
    // Also when something failed: nobody may act on a product, or ask a database, that is closed.
    over.abort();
    closed.abort();
    await Promise.allSettled([...all, ticking, untilDone]);
  }
  // The last round of the regular jobs may have told somebody something.
  await drain(day, { say, withinMs: drainWithinMs, calmMs: 1_500, signal: new AbortController().signal });
}

const minutely = [
  "watch_alerts",
  "expire_approvals",
  "resolve_idle",
  "expire_handovers",
  "return_unanswered",
  "fire_reminders",
];
/** Of the machine, between two rounds of them; on a busy one rounds without a pause would never let it come to rest. */
const MEANWHILE_MS = 400;
const AFTERWARDS_MS = 2_500;

/** The regular jobs, each minute of the day: the queue's own crontab knows only the machine's. */
async function tick(
  clock: DayClock,
  owner: Knex,
  { over, closed }: { over: AbortSignal; closed: AbortSignal },
): Promise<void> {
  let next = clock.now().getTime();
  while (!closed.aborted) {
    if (clock.now().getTime() >= next) {
      for (const task of minutely) await enqueueJob(owner, { task, payload: {}, key: task });
      next = clock.now().getTime() + Math.max(60_000, (over.aborted ? AFTERWARDS_MS : MEANWHILE_MS) * clock.speed);
    }
    // The queue looks for what has become due only each second of the machine, which is minutes of the day.
    await owner.raw(`SELECT pg_notify('jobs:insert', '{"r":' || random()::text || ',"count":10}')`);
    await pause(80);
  }
}

async function suspendOne(day: Day, { product }: Office, say: (words: string) => void): Promise<void> {
  const agents = day.present();
  const leaver = agents[agents.length > 4 ? 4 : agents.length - 1];
  if (!leaver) return;
  const open = product();
  leaver.isSuspended = true;
  const about = { userId: leaver.userId, reason: "left", now: day.clock.now() };
  await inOrganization(open.product.db, open.orgId, (scope) => suspendUser(scope, { actor: "cli" }, about));
  say(`${leaver.name} is suspended in the middle of the day`);
}

interface Draining {
  say: (words: string) => void;
  withinMs: number;
  /**
   * So long nothing may be open: two rounds of the regular jobs, which do not count themselves, found nothing more to
   * tell.
   */
  calmMs: number;
  signal: AbortSignal;
}

async function drain(day: Day, { say, withinMs, calmMs, signal }: Draining): Promise<void> {
  let saidAt = performance.now();
  const until = saidAt + withinMs;
  let calmSince = 0;
  while (!calmSince || performance.now() - calmSince < calmMs) {
    await pause(250, undefined, { signal });
    const [open] = await day.rows<{ receipts: string; deliveries: string; jobs: string }>(
      `SELECT (SELECT count(*) FROM inbound_receipts WHERE status = 'pending') AS receipts,
              (SELECT count(*) FROM deliveries WHERE status IN ('queued', 'sending')) AS deliveries,
              (SELECT count(*) FROM graphile_worker.jobs WHERE key LIKE 'pull:%'
                OR (locked_at IS NOT NULL AND NOT task_identifier = ANY (string_to_array(?, ',')))) AS jobs`,
      [minutely.join()],
    );
    const words = `${open?.receipts} receipts, ${open?.deliveries} deliveries, ${open?.jobs} jobs`;
    if (performance.now() > until) throw new Error(`After ${withinMs} ms there are still open: ${words}`);
    if (performance.now() > saidAt + 10_000) {
      say(`Still open: ${words}`);
      saidAt = performance.now();
    }
    const isCalm = open?.receipts === "0" && open.deliveries === "0" && open.jobs === "0";
    calmSince = isCalm ? calmSince || performance.now() : 0;
  }
  await day.platforms.delivered();
}

function wecomMembers({ agents, managers }: DayOptions) {
  return {
    desk: agentNames.slice(0, agents).filter((_, index) => index % 4 === 2),
    alerts: managerNames.slice(0, managers).filter((_, index) => index % 3 === 2),
  };
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === "AbortError")) throw error;
}
