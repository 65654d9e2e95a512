import { distance } from "fastest-levenshtein";
import { foldText } from "../../knowledge/text/fold-text.ts";
import { alerts } from "./alerts.ts";
import { approvals } from "./approvals.ts";
import { approve, reject } from "./approve.ts";
import { ask } from "./ask.ts";
import { assign } from "./assign.ts";
import { bot } from "./bot.ts";
import { campaign } from "./campaign.ts";
import type { Command } from "./command.ts";
import { consent } from "./consent.ts";
import { contact } from "./contact.ts";
import { course } from "./course.ts";
import { customer } from "./customer.ts";
import { deal } from "./deal.ts";
import { deposit } from "./deposit.ts";
import { digest } from "./digest.ts";
import { find } from "./find.ts";
import { funnel } from "./funnel.ts";
import { gaps } from "./gaps.ts";
import { handover } from "./handover.ts";
import { createHelp } from "./help.ts";
import { history } from "./history.ts";
import { hold } from "./hold.ts";
import { intent } from "./intent.ts";
import { kpi } from "./kpi.ts";
import { lead } from "./lead.ts";
import { leads } from "./leads.ts";
import { material } from "./material.ts";
import { memory } from "./memory.ts";
import { merge } from "./merge.ts";
import { mine } from "./mine.ts";
import { name } from "./name.ts";
import { note } from "./note.ts";
import { open } from "./open.ts";
import { presence } from "./presence.ts";
import { queue } from "./queue.ts";
import { recall } from "./recall.ts";
import { release } from "./release.ts";
import { remind } from "./remind.ts";
import { reopen } from "./reopen.ts";
import { resolve } from "./resolve.ts";
import { reveal } from "./reveal.ts";
import { roster } from "./roster.ts";
import { script } from "./script.ts";
import { send } from "./send.ts";
import { setting } from "./setting.ts";
import { signature } from "./signature.ts";
import { sla } from "./sla.ts";
import { stage } from "./stage.ts";
import { tag } from "./tag.ts";
import { take } from "./take.ts";
import { translate } from "./translate.ts";
import { withdrawal } from "./withdrawal.ts";
import { workflow } from "./workflow.ts";

/** Every command of staff. A new one is a file and a line here; menus, manifests, help and rights follow from it. */
export const commands: readonly Command[] = [
  createHelp({ all: () => commands, find: findCommand, nearest: nearestCommand }),
  take,
  release,
  assign,
  handover,
  resolve,
  reopen,
  send,
  recall,
  note,
  remind,
  ask,
  gaps,
  alerts,
  digest,
  kpi,
  customer,
  memory,
  open,
  lead,
  leads,
  merge,
  name,
  history,
  reveal,
  tag,
  stage,
  contact,
  deal,
  approvals,
  approve,
  reject,
  bot,
  intent,
  mine,
  queue,
  presence,
  signature,
  sla,
  roster,
  consent,
  find,
  hold,
  script,
  material,
  course,
  translate,
  deposit,
  withdrawal,
  funnel,
  setting,
  campaign,
  workflow,
];

/** The command word that takes all others as its first argument. */
export const DESK_COMMAND = "desk";
/** Works for people who are not linked yet, so it is no command of staff. */
export const LINK_COMMAND = "link";

/** Finds a command by its name or a Chinese word, Traditional or Simplified. */
export function findCommand(word: string): Command | null {
  const name = foldText(word).text;
  const named = (wanted: string) =>
    commands.find((command) => command.name === wanted || command.words.includes(wanted));
  return named(name) ?? named(withoutPrefix(name)) ?? null;
}

/** Short forms may carry a prefix where another app has taken the plain ones: `acme_take`. */
function withoutPrefix(word: string): string {
  return word.replace(/^[a-z0-9]{1,15}[_-]/, "");
}

/** True for the word that links an account, with a prefix or without. */
export function isLinkWord(word: string): boolean {
  return word === LINK_COMMAND || withoutPrefix(word) === LINK_COMMAND;
}

/** True for every word that belongs to staff alone: customers may ask for help as well. */
export function isStaffWord(word: string): boolean {
  const command = findCommand(word);
  return word === DESK_COMMAND || isLinkWord(word) || (command !== null && command.name !== "help");
}

/**
 * True for a command of staff that is a customer's own word as well: a customer who types `/withdrawal` asks for their
 * money, and must be heard.
 */
export function isCustomersWord(word: string): boolean {
  const command = findCommand(word);
  return command === deposit || command === withdrawal;
}

/** The command that an unknown word most likely meant. */
export function nearestCommand(word: string): Command {
  const ranked = [...commands].sort((left, right) => distance(left.name, word) - distance(right.name, word));
  // The registry is never empty: it holds `help`.
  return ranked[0] as Command;
}
