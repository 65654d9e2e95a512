import { createMessageMonths } from "../../../domain/conversations/message-months.ts";
import { setRate } from "../../../domain/funds/currency-rates.ts";
import { readFundSettings } from "../../../domain/funds/fund-settings.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import type { Database } from "../../../infra/db/connect.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import type { SeedSteps } from "../seed-steps.ts";
import { createDice } from "./dice.ts";
import { planStory, type Story } from "./plan-story.ts";
import { workOut } from "./work-out.ts";
import { DAY_MS } from "./working-day.ts";
import { caringStaff, writeStories } from "./write-stories.ts";

/** How much happened. */
export const historySizes = {
  small: { customers: 40, days: 60 },
  large: { customers: 5_000, days: 365 },
} as const;
export type HistorySize = keyof typeof historySizes;

const SEED = "deskhand demo";
const CUSTOMERS_A_TIME = 250;
/** As many as a desk of three has at once on a busy day. */
const WAITING_AT_MOST = 12;
/** What a unit is worth in dollars, set anew each month. */
const rates = { HKD: "0.128", EUR: "1.08", USDT: "1" } as const;

/** Makes up so many customers who came within so many days before an instant: the same ones for the same instant. Pure. */
export function planHistory({ customers, days }: { customers: number; days: number }, now: Date): Story[] {
  const start = new Date(now.getTime() - days * DAY_MS);
  const waiting = Math.min(0.08, WAITING_AT_MOST / customers);
  return Array.from({ length: customers }, (_, index) =>
    planStory(createDice(`${SEED}:${index}`), { start, end: now, staff: caringStaff.length, waiting }),
  ).sort((left, right) => left.createdAt.getTime() - right.createdAt.getTime());
}

/**
 * Writes the demo's customers with what happened with them, once, and works out what follows from it. Needs the demo's
 * staff. True when it was written now.
 */
export async function seedHistory(
  db: Database,
  steps: SeedSteps,
  { orgId, size, now }: { orgId: string; size: HistorySize; now: Date },
  progress: (what: string, done: number) => void = () => undefined,
): Promise<boolean> {
  const { days } = historySizes[size];
  const start = new Date(now.getTime() - days * DAY_MS);
  const ensureMonth = createMessageMonths(db);
  for (let at = start.getTime(); at <= now.getTime() + DAY_MS; at += DAY_MS) await ensureMonth(new Date(at));
  const hasWritten = await steps.once("history", async (scope) => {
    await setRates(scope, start, now);
    const stories = planHistory(historySizes[size], now);
    for (let from = 0; from < stories.length; from += CUSTOMERS_A_TIME) {
      await writeStories(scope, stories.slice(from, from + CUSTOMERS_A_TIME));
      progress("customers", from);
    }
  });
  const hasWorkedOut = await steps.repeatUntilDone("figures", () => workOut(db, orgId, { start, now }, progress));
  return hasWritten || hasWorkedOut;
}

async function setRates(scope: OrgScope, start: Date, now: Date): Promise<void> {
  const { baseCurrency } = readFundSettings(await loadSettings(scope));
  if (baseCurrency !== "USD") return;
  for (const [currency, rate] of Object.entries(rates)) {
    for (let at = start.getTime() - DAY_MS; at < now.getTime(); at += 30 * DAY_MS) {
      const day = new Date(at).toISOString().slice(0, 10);
      await setRate(scope, baseCurrency, { currency, rate, day }, { actor: "job" });
    }
  }
}
