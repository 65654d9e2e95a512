import type { CommandAnswer, CommandContext } from "./command.ts";

/** What a command does for one of its words, with the rest of the line. */
export type Act = (context: CommandContext, rest: string) => Promise<CommandAnswer>;

/** Runs `act` by the first word of a line, in lower case; null where the word names none. */
export function runAct(
  acts: ReadonlyMap<string, Act>,
  context: CommandContext,
  args: string,
): Promise<CommandAnswer> | null {
  const line = args.trim();
  const [word = ""] = line.split(/\s+/u);
  return acts.get(word.toLowerCase())?.(context, line.slice(word.length).trim()) ?? null;
}
