import { isInForce, type Memory, memoriesOf } from "../../../domain/memory/memory.ts";
import { chooseMemories } from "../../../domain/memory/recall.ts";
import { readingZone } from "../../../domain/organisation/reading-zone.ts";
import { whichCustomer } from "../../customers/which-customer.ts";
import { lookAtCustomer, readReason } from "../../desk/look-at-customer.ts";
import { listMemory } from "../../memory/say-memory.ts";
import { bold, paragraph, plainText, type RichText } from "../../ports/rich-text.ts";
import type { RunCommand } from "../command.ts";
import { refuseWithheld } from "./refuse-withheld.ts";

const SHOWN = 30;
const HISTORY_SHOWN = 10;

/** `/memory [WHO] [reason: WHY]`: what is in force, the weightiest first, and what was before. */
export const showMemories: RunCommand = async (context, args) => {
  const { scope, staff, language, deps } = context;
  const { rest, reason } = readReason(args);
  const customer = await whichCustomer(context, rest);
  await lookAtCustomer(scope, { staff, customer, reason, by: "memory" });
  await refuseWithheld(context, customer.id);
  const now = deps.clock.now();
  const all = await memoriesOf(scope, customer.id);
  const inForce = all.filter((one) => isInForce(one, now));
  const chosen = chooseMemories(inForce, inForce.length, now);
  const before = all.filter((one) => !chosen.includes(one)).reverse();
  const who = `${customer.name} · ${customer.customerCode}`;
  if (all.length === 0) {
    return plainText({ en: `Nothing is remembered of ${who}.`, zh: `没有关于 ${who} 的记忆。` }[language]);
  }
  const zone = await readingZone(scope, staff);
  const list = (some: readonly Memory[]): RichText[number] => ({
    type: "list",
    ordered: false,
    items: some.map((one) => [{ type: "text", text: listMemory(one, { language, zone }) }]),
  });
  const more = chosen.length - SHOWN;
  const title = { en: `Remembered: ${who}`, zh: `记忆：${who}` }[language];
  return [
    paragraph(bold(title)),
    ...(chosen.length > 0 ? [list(chosen.slice(0, SHOWN))] : []),
    ...(more > 0 ? [paragraph({ en: `and ${more} that weigh less`, zh: `另有 ${more} 条次要记忆` }[language])] : []),
    ...(before.length > 0
      ? [paragraph(bold({ en: "Before", zh: "历史" }[language])), list(before.slice(0, HISTORY_SHOWN))]
      : []),
  ];
};
