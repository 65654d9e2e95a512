import { createRequire } from "node:module";
import type * as chrono from "chrono-node";
import { DateTime } from "luxon";
import { lazily } from "../../infra/lazily.ts";

export type When =
  | { kind: "at"; at: Date; rest: string }
  /** A day without an hour: `words` is what was understood. */
  | { kind: "no_hour"; words: string }
  /** An hour that the clock jumps over that day. */
  | { kind: "skipped"; words: string }
  | { kind: "past"; at: Date }
  | { kind: "too_far" }
  | { kind: "unclear" };

const require = createRequire(import.meta.url);
// Two hundred files, which nobody needs before the first reminder.
const english = lazily<typeof import("chrono-node/en")>(() => require("chrono-node/en"));
const chinese = lazily<typeof import("chrono-node/zh")>(() => require("chrono-node/zh"));

const DAY_MS = 24 * 60 * 60_000;
const MAX_MS = 366 * DAY_MS;

/**
 * The time that `text` begins with, in English or Chinese, and what follows it: `in 2h`, `30m`, `tomorrow 9:00`,
 * `Fri 14:00`, `2026-12-01 09:30`, `明天9点`, `2小时后`, `下周一 10:00`. Hours are those on the wall in `zone`; where one comes
 * twice (clocks go back) it is the first. Nothing is guessed: a day needs its hour.
 */
export function readWhen(text: string, now: Date, zone: string): When {
  const line = text.trim();
  const span = readSpan(line);
  if (span) return within({ at: new Date(now.getTime() + span.ms), rest: span.rest }, now);
  const [found] = findTimes(line, now, zone).filter(({ index }) => index === 0);
  if (!found) return { kind: "unclear" };
  if (!found.hasHour) return { kind: "no_hour", words: found.words };
  if (found.at === null) return { kind: "skipped", words: found.words };
  return within({ at: found.at, rest: line.slice(found.length).trim() }, now);
}

function within({ at, rest }: { at: Date; rest: string }, now: Date): When {
  if (at <= now) return { kind: "past", at };
  return at.getTime() - now.getTime() > MAX_MS ? { kind: "too_far" } : { kind: "at", at, rest: withoutComma(rest) };
}

function withoutComma(rest: string): string {
  return rest.replace(/^[\s,，:：、]+/u, "");
}

// Exact lengths of time, which no change of clocks moves. Whole days are left to the calendar.
const span =
  /^(?:in\s+)?(\d{1,4}(?:\.\d)?)\s*(minutes?|mins?|m|hours?|hrs?|h)(?:\s*(\d{1,2})\s*(?:minutes?|mins?|m))?(?=[\s,，:：]|$)/iu;
const chineseSpan =
  /^(?:(?:过|過|在)?\s*(\d{1,4}|半)\s*(?:个|個)?\s*(小时|小時|钟头|分钟|分鐘|分)(?:\s*(半|\d{1,2}\s*(?:分钟|分鐘|分)))?(?:之?[后後]|以[后後]))/u;

function readSpan(line: string): { ms: number; rest: string } | null {
  const english = span.exec(line);
  if (english) {
    const [all, amount = "", unit = "", more = "0"] = english;
    const minutes = /^h/i.test(unit) ? Number(amount) * 60 + Number(more) : Number(amount);
    return { ms: minutes * 60_000, rest: line.slice(all.length).trim() };
  }
  const chinese = chineseSpan.exec(line);
  if (!chinese) return null;
  const [all, amount = "", unit = "", more = ""] = chinese;
  const count = amount === "半" ? 0.5 : Number(amount);
  const isMinutes = unit.startsWith("分");
  const extra = more === "半" ? (isMinutes ? 0.5 : 30) : Number(more.replace(/\D/g, "") || 0);
  return { ms: (isMinutes ? count : count * 60) * 60_000 + extra * 60_000, rest: line.slice(all.length).trim() };
}

interface FoundTime {
  index: number;
  length: number;
  words: string;
  hasHour: boolean;
  /** Null where the wall clock skips it. */
  at: Date | null;
}

/** Every time that a text names, in its order. */
export function findTimes(text: string, now: Date, zone: string): FoundTime[] {
  const here = DateTime.fromJSDate(now, { zone });
  const inEnglish = english().casual.parse(text, { instant: now, timezone: here.offset }, { forwardDate: true });
  // The Chinese parsers pass over the reference's zone: theirs is an instant at which this machine's clock shows the
  // time there.
  const shownHere = here.setZone("system", { keepLocalTime: true }).toJSDate();
  const inChinese = chinese().casual.parse(text, shownHere, { forwardDate: true });
  const results = [...inEnglish, ...inChinese];
  // Of two readings of the same words the longer one understood more.
  const longest = results.filter(
    (one) => !results.some((other) => other !== one && covers(other, one) && other.text.trim() !== one.text.trim()),
  );
  return longest
    .map((one) => asFound(one, zone))
    .sort((left, right) => left.index - right.index || right.length - left.length);
}

function covers(outer: chrono.ParsedResult, inner: chrono.ParsedResult): boolean {
  return outer.index <= inner.index && outer.index + outer.text.length >= inner.index + inner.text.trimEnd().length;
}

function asFound({ index, text, start }: chrono.ParsedResult, zone: string): FoundTime {
  return {
    index,
    length: text.length,
    words: text.trim(),
    hasHour: start.isCertain("hour"),
    at: start.isCertain("timezoneOffset") ? start.date() : wallClock(start, zone),
  };
}

function wallClock(parts: chrono.ParsedComponents, zone: string): Date | null {
  const hour = parts.get("hour") ?? 0;
  const minute = parts.get("minute") ?? 0;
  const { year, month, day } = { year: parts.get("year"), month: parts.get("month"), day: parts.get("day") };
  if (year === null || month === null || day === null) return null;
  const local = DateTime.fromObject({ year, month, day, hour, minute }, { zone });
  // A wall time that does not exist is moved on by the gap.
  if (!local.isValid || local.hour !== hour || local.minute !== minute) return null;
  const before = local.minus({ hours: 1 });
  const isSecond = before.hour === local.hour && before.minute === local.minute && before.day === local.day;
  return (isSecond ? before : local).toJSDate();
}
