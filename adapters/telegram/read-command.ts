import { withAddresses } from "./read-text.ts";
import type { Reading } from "./reading.ts";

export interface Command {
  command: string;
  args: string;
}

/**
 * The command a text begins with, marked by Telegram as an entity at its start; undefined when there is none or it is
 * for another bot (`/help@other_bot`). In a picture's caption it is no command, since the picture would be lost.
 */
export function readCommand(reading: Reading): Command | undefined {
  const text = reading.msg?.text;
  if (text === undefined) return undefined;
  const entity = reading.entities("bot_command").find(({ offset }) => offset === 0);
  if (!entity) return undefined;

  const [command = "", bot] = entity.text.slice(1).split("@");
  if (bot !== undefined && bot.toLowerCase() !== reading.me.username.toLowerCase()) return undefined;
  return { command: command.toLowerCase(), args: withAddresses(reading).slice(entity.length).trim() };
}
