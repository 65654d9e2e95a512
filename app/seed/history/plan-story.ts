import { afterEvent, type JourneyEvent } from "../../../domain/customers/journey.ts";
import type { JourneyStage } from "../../../domain/customers/stages.ts";
import type { Dice } from "./dice.ts";
import { meetPerson, type Person } from "./people.ts";
import { type Move, planMoney, type Transfer } from "./plan-money.ts";
import { type Talk, talks } from "./talks.ts";
import { type ToldTalk, tellTalk, tellWaiting } from "./tell-talk.ts";
import { DAY_MS, inWorkingHours } from "./working-day.ts";

/** All that happens with one customer, in the order of time. */
export interface Story {
  person: Person;
  createdAt: Date;
  /** Which of the staff look after them; null: nobody yet. */
  owner: number | null;
  campaign: Campaign;
  talks: ToldTalk[];
  accountOpenedAt: Date | null;
  deposits: Transfer[];
  withdrawals: Transfer[];
  journey: { from: JourneyStage; to: JourneyStage; trigger: JourneyEvent; at: Date }[];
  experience: "beginner" | "intermediate" | "advanced";
  risk: "conservative" | "balanced" | "aggressive";
  tags: string[];
  deal: { amount: string; stage: "proposal" | "won"; at: Date } | null;
}

export interface Campaign {
  source: string;
  medium: string;
  campaign: string;
}

const campaigns: readonly [Campaign, ...Campaign[]] = [
  { source: "wechat", medium: "article", campaign: "open-account-guide" },
  { source: "google", medium: "cpc", campaign: "brand" },
  { source: "xiaohongshu", medium: "social", campaign: "risk-basics" },
  { source: "partner", medium: "referral", campaign: "autumn-seminar" },
  { source: "youtube", medium: "video", campaign: "platform-tour" },
];

export interface StoryFrame {
  start: Date;
  end: Date;
  /** How many of them look after customers. */
  staff: number;
  /** The share of customers who wait for a person at the end. */
  waiting: number;
}

/** Makes up a customer who comes between two instants. The same dice tell the same story. Pure. */
export function planStory(dice: Dice, { start, end, staff, waiting }: StoryFrame): Story {
  const person = meetPerson(dice);
  const createdAt = inWorkingHours(dice, new Date(start.getTime() + dice.between(0, daysOf(start, end) - 1) * DAY_MS));
  const money = planMoney(dice, { currency: person.currency, createdAt, end });
  const told = planTalks(dice, { person, createdAt, end, money, staff });
  const isWaiting = dice.chance(waiting);
  if (isWaiting) told.push(tellWaiting(dice, person.language, end, staff));
  const withAgent = told.find(({ agent }) => agent !== null);
  return {
    person,
    createdAt,
    owner: withAgent?.agent ?? null,
    campaign: dice.pick(campaigns),
    talks: told,
    accountOpenedAt: money.accountOpenedAt,
    deposits: money.deposits,
    withdrawals: money.withdrawals,
    journey: planJourney(told, money.moves),
    experience: dice.pick(["beginner", "beginner", "intermediate", "advanced"]),
    risk: dice.pick(["conservative", "balanced", "balanced", "aggressive"]),
    tags: tagsOf(person, told, money.deposits),
    deal: dealOf(dice, money.deposits, { createdAt, end }),
  };
}

function planTalks(
  dice: Dice,
  of: { person: Person; createdAt: Date; end: Date; money: ReturnType<typeof planMoney>; staff: number },
): ToldTalk[] {
  const { person, createdAt, end, money, staff } = of;
  const agent = dice.between(0, staff - 1);
  const told = [tellTalk(dice, { talk: pickTalk(dice, "nothing"), language: person.language, at: createdAt, agent })];
  const from: [Talk["needs"], Date | undefined][] = [
    ["account", money.accountOpenedAt ?? undefined],
    ["deposit", money.deposits[0]?.at],
  ];
  for (const [needs, since] of from) {
    if (!since || !dice.chance(0.6)) continue;
    const at = inWorkingHours(dice, new Date(since.getTime() + dice.between(1, 12) * DAY_MS));
    if (at.getTime() + DAY_MS > end.getTime()) continue;
    if (at.getTime() - (told.at(-1)?.endedAt.getTime() ?? 0) < DAY_MS) continue;
    told.push(tellTalk(dice, { talk: pickTalk(dice, needs), language: person.language, at, agent }));
  }
  return told;
}

function pickTalk(dice: Dice, needs: Talk["needs"]): Talk {
  const [first = talks[0], ...others] = talks.filter((talk) => talk.needs === needs);
  return dice.pick([first, ...others]);
}

/** What the talks and the money show moves the customer along the journey, by its own rules. */
function planJourney(told: readonly ToldTalk[], moves: readonly Move[]): Story["journey"] {
  const events: Move[] = [...moves];
  for (const { lines } of told) {
    const answer = lines.findIndex(({ speaker }) => speaker === "agent");
    const back = answer < 0 ? undefined : lines.slice(answer).find(({ speaker }) => speaker === "customer");
    if (lines[0]) events.push({ event: "first_message", at: lines[0].at });
    if (back) events.push({ event: "replied_to_person", at: back.at });
  }
  let from: JourneyStage = "awareness";
  const journey: Story["journey"] = [];
  for (const { event, at } of events.sort((left, right) => left.at.getTime() - right.at.getTime())) {
    const to = afterEvent(from, event);
    if (to === null) continue;
    journey.push({ from, to, trigger: event, at });
    from = to;
  }
  return journey;
}

function tagsOf(person: Person, told: readonly ToldTalk[], deposits: readonly Transfer[]): string[] {
  return [
    ...(person.script === "hant" ? ["繁體"] : []),
    ...(told.some(({ topic }) => topic === "complaint") ? ["投诉 complaint"] : []),
    ...(deposits.length > 2 ? ["活跃 active"] : []),
  ];
}

function dealOf(
  dice: Dice,
  [first]: readonly Transfer[],
  { createdAt, end }: { createdAt: Date; end: Date },
): Story["deal"] {
  if (!dice.chance(0.35)) return null;
  if (first) return { amount: first.amount, stage: "won", at: first.at };
  const at = new Date(createdAt.getTime() + 2 * DAY_MS);
  return at < end ? { amount: `${dice.between(2, 40) * 500}.00`, stage: "proposal", at } : null;
}

function daysOf(start: Date, end: Date): number {
  return Math.max(1, Math.floor((end.getTime() - start.getTime()) / DAY_MS));
}
