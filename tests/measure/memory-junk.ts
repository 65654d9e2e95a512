import { readFactsByRules } from "../../knowledge/index.ts";
import { month } from "../fixtures/memory/month.ts";

export interface JunkFigures {
  lines: number;
  stored: number;
  /** Stored, and no reader would keep it. */
  junk: string[];
  /** Worth keeping, and not stored. */
  missed: string[];
  junkShare: number;
}

/** What the rules store of a scripted month of dialogue, against what a reader would keep of it. */
export function measureJunk(): JunkFigures {
  const lines = Object.values(month).flat();
  const junk: string[] = [];
  const missed: string[] = [];
  let stored = 0;
  for (const { text, keep } of lines) {
    const facts = readFactsByRules(text).filter(({ isOver }) => !isOver);
    stored += facts.length;
    for (const { subject } of facts) if (!keep.includes(subject)) junk.push(`${subject}: ${text}`);
    for (const subject of keep) if (!facts.some((fact) => fact.subject === subject)) missed.push(`${subject}: ${text}`);
  }
  return { lines: lines.length, stored, junk, missed, junkShare: stored === 0 ? 1 : junk.length / stored };
}
