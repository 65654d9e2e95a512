import { parseConversationCode } from "../../domain/organisation/codes.ts";
import { findCommand, isStaffWord, LINK_COMMAND } from "./registry.ts";

/** A typed line taken apart: its first word and the rest. */
export interface Line {
  /** Lower case, without the slash and what closes a sentence. */
  word: string;
  args: string;
  /** True when it began with a slash, so it can only be a command. */
  isCommand: boolean;
}

const closing = /[。．.!！,，]+$/u;

export function readLine(text: string): Line {
  const [, slash = "", first = "", rest = ""] = /^\s*([/／]?)\s*(\S*)\s*([\s\S]*)$/u.exec(text) ?? [];
  return { word: first.toLowerCase().replace(closing, ""), args: rest.trim(), isCommand: slash !== "" };
}

/**
 * True for a message that only staff can mean, whoever wrote it: `/ask …`, or a link code. Some clients keep lines with
 * a slash to themselves (Slack), so a code also counts without one; it must not end up among a customer's messages.
 */
export function isStaffLine(text: string): boolean {
  const { word, args, isCommand } = readLine(text);
  return isCommand ? isStaffWord(word) : word === LINK_COMMAND && /^[0-9A-Z]{8}$/i.test(args);
}

/**
 * True for a line without a slash that is a command all the same, where people talk to the bot alone: a Chinese command
 * word standing by itself, or an English one with nothing or only a conversation after it. "Send me your passport" and
 * "Take your time" are sentences.
 */
export function isBareCommand(text: string): boolean {
  const { word, args, isCommand } = readLine(text);
  const command = isCommand ? null : findCommand(word);
  if (!command) return false;
  return command.name !== word || args === "" || parseConversationCode(args) !== null;
}
