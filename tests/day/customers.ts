import type { DayClock } from "./day-clock.ts";
import type { DayLog, Meaning } from "./log.ts";
import type { Phone } from "./phones.ts";
import type { Random } from "./random.ts";
import { says, type Tongue } from "./words.ts";

export interface Customer {
  /** One, or two for somebody who writes on two platforms. */
  phones: readonly Phone[];
  tongue: Tongue;
  random: Random;
}

/** How customers are spread over what they may say next, out of 100. */
const moods: readonly (readonly [Exclude<Meaning, "rating">, number])[] = [
  ["question", 34],
  ["human", 18],
  ["anger", 11],
  ["danger", 4],
  ["odd", 11],
  ["thanks", 10],
  ["sticker", 7],
  ["picture", 5],
];
/** Nobody begins later than this share of the day, so that there is somebody left to answer. */
const BEGIN_BY = 0.7;
/** So often somebody who has said everything looks whether they were asked how satisfied they are. */
const LOOKS = 8;

/** The question how satisfied they were, as it is worded unless it is set otherwise. */
export const asksForRating = /1 is not at all|1 非常不/;

/** A customer's day: they begin at some time, say a few things with pauses, go silent, and some come back. */
export async function liveAs(
  { phones, tongue, random }: Customer,
  day: { clock: DayClock; log: DayLog; minutes: number },
  signal: AbortSignal,
): Promise<void> {
  const { clock, log } = day;
  await clock.minutes(random.between(0, day.minutes * BEGIN_BY), signal);
  const acts = Math.round(random.between(2, 8));
  for (let act = 0; act < acts && !signal.aborted; act++) {
    const phone = random.pick(phones);
    const meaning = act === 0 ? random.pick(["question", "human", "odd"] as const) : weighed(random);
    say(phone, meaning, tongue, random, log);
    if (random.chance(0.08)) changeMind(phone, log);
    const isLongSilence = random.chance(0.12);
    await clock.minutes(random.between(0.2, isLongSilence ? day.minutes / 6 : day.minutes / 30), signal);
  }
  // Nothing more is said afterwards: the next line would be the comment.
  for (let look = 0; look < LOOKS && !signal.aborted; look++) {
    if (phones.some((phone) => isAsked(phone, log) && random.chance(0.8) && rate(phone, random, log))) return;
    await clock.minutes(random.between(0.5, day.minutes / 12), signal);
  }
}

function changeMind(phone: Phone, { written }: DayLog): void {
  const last = written.findLast((one) => one.phone === phone.id && one.token !== null);
  if (phone.changeMind() === "taken_back" && last) last.isTakenBack = true;
}

/** Whether the question how satisfied they were is the last thing in the chat. */
function isAsked(phone: Phone, { written }: DayLog): boolean {
  const last = phone.told().at(-1);
  const wrote = written.findLast((one) => one.phone === phone.id);
  return last !== undefined && asksForRating.test(last.text) && (wrote === undefined || wrote.at < last.at);
}

function rate(phone: Phone, random: Random, log: DayLog): true {
  const score = Math.floor(random.between(1, 6));
  const at = phone.write(String(score));
  log.written.push({ phone: phone.id, at, text: String(score), meaning: "rating", token: null });
  log.ratings.push({ phone: phone.id, score, at });
  return true;
}

function say(phone: Phone, meaning: Exclude<Meaning, "rating">, tongue: Tongue, random: Random, log: DayLog): void {
  if (meaning === "sticker") {
    const { at, text } = phone.sticker();
    log.written.push({ phone: phone.id, at, text, meaning, token: null });
    return;
  }
  if (meaning === "picture") {
    const at = phone.picture();
    if (at) log.written.push({ phone: phone.id, at, text: "", meaning, token: null });
    return;
  }
  const words = random.pick(says[meaning][tongue]);
  // "Thanks" with a number behind it would be no thanks.
  const token = meaning === "thanks" ? null : `(q${log.next()})`;
  const text = token ? `${words} ${token}` : words;
  log.written.push({ phone: phone.id, at: phone.write(text), text, meaning, token });
}

function weighed(random: Random): Exclude<Meaning, "rating"> {
  let left = random.between(0, 100);
  for (const [meaning, weight] of moods) {
    left -= weight;
    if (left < 0) return meaning;
  }
  return "question";
}
