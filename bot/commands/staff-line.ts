import { isStaffWord, LINK_COMMAND } from "./registry.ts";

/** A typed line taken apart: its first word and the rest. */
export interface Line {
  /** Lower case, without the slash. */
  word: string;
  args: string;
  /** True when it began with a slash, so it can only be a command. */
  isCommand: boolean;
}

export function readLine(text: string): Line {
  const [, slash = "", first = "", rest = ""] = /^\s*([/／]?)(\S*)\s*([\s\S]*)$/u.exec(text) ?? [];
  return { word: first.toLowerCase(), args: rest.trim(), isCommand: slash !== "" };
}

/**
 * True for a message that only staff can mean, whoever wrote it: `/ask …`, or a link code. Some clients keep lines with
 * a slash to themselves (Slack), so a code also counts without one; it must not end up among a customer's messages.
 */
export function isStaffLine(text: string): boolean {
  const { word, args, isCommand } = readLine(text);
  return isCommand ? isStaffWord(word) : word === LINK_COMMAND && /^[0-9A-Z]{8}$/i.test(args);
}
