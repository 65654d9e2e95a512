import type { Language } from "../../domain/language/language.ts";
import { isAllowed, type Permission } from "../../domain/organisation/permissions.ts";
import { ConflictError, type DeskhandError, InputError, NotFoundError, RuleError } from "../../infra/errors.ts";
import { plainText } from "../ports/rich-text.ts";
import { findButton } from "./button-registry.ts";
import type { CommandAnswer, CommandContext, CommandSetting, RunCommand } from "./command.ts";
import { usageOf } from "./help.ts";
import { DESK_COMMAND, findCommand, nearestCommand } from "./registry.ts";
import { roleMayNot } from "./role-may-not.ts";
import { type Line, readLine } from "./staff-line.ts";

/** What is to be done, and the words for the receipt. */
export interface Step {
  run: RunCommand;
  args: string;
  outcome: string;
}

/** A typed line, taken apart; what follows `/desk` is the command itself. */
export function readDeskLine(text: string): Line {
  const line = readLine(text);
  return line.word === DESK_COMMAND ? lineOfDesk(line.args) : line;
}

function lineOfDesk(rest: string): Line {
  const [, word = "help", args = ""] = /^(\S+)\s*([\s\S]*)$/u.exec(rest.trim()) ?? [];
  return { word: word.toLowerCase(), args, isCommand: true };
}

/** What a line of staff is to do; null: an empty one. Plans what takes long, so never inside a transaction. */
export async function stepOfLine(setting: CommandSetting, line: Line | null): Promise<Step> {
  const { staff, language } = setting;
  const command = findCommand(line?.word || "help");
  if (!command) return unknownCommand(setting, line as Line);
  if (!isAllowed(staff.role, command.permission)) return refusal(setting, command.permission, `/${command.name}`);
  const args = line?.args ?? "";
  const outcome = `command: ${command.name}`;
  if ("run" in command) return { run: command.run, args, outcome };
  const run = await command.plan(setting, args).catch((error: unknown) => saying(describe(error, language)));
  return { run, args, outcome };
}

/** An unknown word is answered with the nearest command; a plain line to the bot is a question to it. */
async function unknownCommand(setting: CommandSetting, line: Line): Promise<Step> {
  if (!line.isCommand)
    return stepOfLine(setting, { word: "ask", args: `${line.word} ${line.args}`.trim(), isCommand: true });
  const near = nearestCommand(line.word);
  const usage = usageOf(near, setting.language);
  const text = {
    en: `There is no command /${line.word}. Did you mean ${usage} (${near.description.en})? /help lists all. Nothing was sent to the customer.`,
    zh: `没有命令 /${line.word}。您是否想用 ${usage}（${near.description.zh}）？发送 /help 查看全部。未向客户发送任何内容。`,
  };
  return { run: saying(text[setting.language]), args: "", outcome: "command: unknown" };
}

function refusal({ staff, language }: CommandSetting, permission: Permission, what: string): Step {
  return { run: saying(roleMayNot(staff.role, what, language)), args: "", outcome: `refused: ${permission}` };
}

/** What a press is to do. */
export function stepOfPress(setting: CommandSetting, actionId: string): Step {
  const [, name = "", args = ""] = /^([^:]*):?([\s\S]*)$/.exec(actionId) ?? [];
  const button = findButton(name);
  if (!button) {
    const text = { en: "This button does nothing any more.", zh: "此按钮已失效。" }[setting.language];
    return { run: saying(text), args, outcome: "button: unknown" };
  }
  if (!isAllowed(setting.staff.role, button.permission)) {
    return refusal(setting, button.permission, { en: "this button", zh: "此按钮" }[setting.language]);
  }
  return { run: button.run, args, outcome: `button: ${button.name}` };
}

function saying(text: string): RunCommand {
  return async () => plainText(text);
}

/** What a rule or the input forbids is an answer, and leaves nothing behind; everything else fails the receipt. */
export async function carryOutStep(
  context: CommandContext,
  step: Step,
): Promise<{ answer: CommandAnswer; isRefused: boolean }> {
  const { trx } = context.scope;
  await trx.raw("SAVEPOINT command");
  try {
    return { answer: await step.run(context, step.args), isRefused: false };
  } catch (error) {
    const words = describe(error, context.language);
    await trx.raw("ROLLBACK TO SAVEPOINT command");
    return { answer: plainText(words), isRefused: true };
  }
}

/** @throws the error itself when it is not one that a person can act on. */
function describe(error: unknown, language: Language): string {
  if (!isForPeople(error)) throw error;
  const words = error.details["words"] as Record<Language, string> | undefined;
  return words?.[language] ?? error.message;
}

function isForPeople(error: unknown): error is DeskhandError {
  return (
    error instanceof RuleError ||
    error instanceof ConflictError ||
    error instanceof NotFoundError ||
    error instanceof InputError
  );
}
