import type { Language } from "../../domain/language/language.ts";
import type { Permission } from "../../domain/organisation/permissions.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { ConverseDeps } from "../converse/deps.ts";
import type { Staff } from "../converse/resolve-staff.ts";
import type { ChatRef, RespondTo } from "../ports/inbound-event.ts";
import type { Button } from "../ports/outbound-message.ts";
import type { RichText } from "../ports/rich-text.ts";

/** A command of staff: the same words, rights and answers on every platform. */
export type Command = CommandHead & (QuickCommand | PlannedCommand);

interface CommandHead {
  /** The short form without slash: 1–32 of lower-case letters, digits and `_` (Telegram's rule, the strictest). */
  name: string;
  /** Chinese words that mean it. */
  words: readonly string[];
  permission: Permission;
  /** After the name: `QUESTION`, `[C1042]`. */
  usage: string;
  description: Record<Language, string>;
}

interface QuickCommand {
  /** The act and its answer, in one transaction with the end of the receipt. No network here. */
  run: RunCommand;
}

interface PlannedCommand {
  /** What takes long or asks others (retrieval, a model), before the transaction; gives what is to be done inside it. */
  plan(before: CommandSetting, args: string): Promise<RunCommand>;
}

export type RunCommand = (context: CommandContext, args: string) => Promise<CommandAnswer>;

/** Who asks, where and how. */
export interface CommandSetting {
  deps: ConverseDeps;
  channel: LiveChannel;
  staff: Staff;
  language: Language;
  /** Where it was asked. */
  chat: ChatRef;
  /** Platform id of the person. */
  personId: string;
  /** The receipt's id: why something was done. */
  receipt: string;
  /** Present for commands and presses that the platform lets us answer in a way of its own. */
  respondTo?: RespondTo;
}

export interface CommandContext extends CommandSetting {
  scope: OrgScope;
  /** The conversation whose thread it was asked in, or that is current for the person where there are no threads. */
  conversationId: string | null;
  /** Asked with words in the conversation's own thread, where everybody reads the answer. */
  isInThread: boolean;
}

/** `asker` (default): only the person sees it, as far as the platform can. `here`: everybody where it was asked. */
export type CommandAnswer = RichText | FullAnswer;

interface FullAnswer {
  say: RichText;
  buttons?: Button[][];
  to?: "asker" | "here";
  /** Of a press: the asker's own message that was pressed becomes this, where the platform can change it. */
  replaces?: true;
}

/** A button under something that staff read: its id is `NAME:ARGUMENT`, at most 64 bytes of ASCII. */
export interface ButtonAction {
  name: string;
  permission: Permission;
  run: RunCommand;
}
