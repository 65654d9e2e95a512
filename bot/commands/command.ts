import type { Language } from "../../domain/language/language.ts";
import type { Permission } from "../../domain/organisation/permissions.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { ConverseDeps } from "../converse/deps.ts";
import type { Staff } from "../converse/resolve-staff.ts";
import type { RichText } from "../ports/rich-text.ts";

/** A command of staff: the same words, rights and answers on every platform. */
export interface Command {
  /** The short form without slash: 1–32 of lower-case letters, digits and `_` (Telegram's rule, the strictest). */
  name: string;
  /** Chinese words that mean it. */
  words: readonly string[];
  permission: Permission;
  /** After the name: `QUESTION`, `[C1042]`. */
  usage: string;
  description: Record<Language, string>;
  run(context: CommandContext, args: string): Promise<RichText>;
}

export interface CommandContext {
  deps: ConverseDeps;
  channel: LiveChannel;
  staff: Staff;
  language: Language;
}
