import type { Language } from "../../../domain/language/language.ts";
import type { Dice } from "./dice.ts";
import { type Speaker, type Talk, waiting } from "./talks.ts";
import { MINUTE_MS } from "./working-day.ts";

export interface ToldLine {
  speaker: Speaker;
  text: string;
  at: Date;
}

/** A conversation as it was held. */
export interface ToldTalk {
  topic: string;
  status: "pending" | "active" | "resolved";
  priority: "medium" | "high";
  /** Who of the staff has it; null: the bot alone, or nobody yet. */
  agent: number | null;
  lines: ToldLine[];
  /** Since when the customer waits for a person who has not answered. */
  waitsSince: Date | null;
  endedAt: Date;
  rating: { score: number; at: Date } | null;
}

/** Holds a talk from an instant on: the bot answers at once, people within the half hour as a rule. Pure. */
export function tellTalk(
  dice: Dice,
  { talk, language, at, agent }: { talk: Talk; language: Language; at: Date; agent: number },
): ToldTalk {
  const lines: ToldLine[] = [];
  let now = at.getTime();
  for (const [speaker, text] of talk.lines[language]) {
    if (lines.length > 0) now += pauseBefore(dice, speaker, lines);
    lines.push({ speaker, text, at: new Date(now) });
  }
  const hasAgent = lines.some(({ speaker }) => speaker === "agent");
  const endedAt = new Date(now + dice.between(5, 60) * MINUTE_MS);
  const isRated = hasAgent && dice.chance(0.5);
  const score = { glad: dice.between(4, 5), neutral: dice.between(3, 4), angry: dice.between(1, 3) }[talk.ends];
  return {
    topic: talk.topic,
    status: "resolved",
    priority: talk.ends === "angry" ? "high" : "medium",
    agent: hasAgent ? agent : null,
    lines,
    waitsSince: null,
    endedAt,
    rating: isRated ? { score, at: new Date(endedAt.getTime() + 2 * MINUTE_MS) } : null,
  };
}

/** Somebody who wrote within the last hours and waits for a person. */
export function tellWaiting(dice: Dice, language: Language, end: Date, staff: number): ToldTalk {
  const at = new Date(end.getTime() - dice.between(4, 170) * MINUTE_MS);
  const isTaken = dice.chance(0.4);
  return {
    topic: "waiting",
    status: isTaken ? "active" : "pending",
    priority: dice.chance(0.3) ? "high" : "medium",
    agent: isTaken ? dice.between(0, staff - 1) : null,
    lines: [{ speaker: "customer", text: dice.pick(waiting[language]), at }],
    waitsSince: at,
    endedAt: at,
    rating: null,
  };
}

function pauseBefore(dice: Dice, speaker: Speaker, before: readonly ToldLine[]): number {
  if (speaker === "bot") return 2_000;
  if (speaker === "customer") return dice.between(20, 240) * 1000;
  const isFirst = !before.some((line) => line.speaker === "agent");
  return (dice.chance(0.9) ? dice.between(1, isFirst ? 20 : 12) : dice.between(31, 75)) * MINUTE_MS;
}
