import { findTab } from "../customers/customer-card.ts";
import { nameFirst } from "../customers/named-customer.ts";
import { whichCustomer } from "../customers/which-customer.ts";
import { lookAtCustomer, readReason } from "../desk/look-at-customer.ts";
import type { Command, RunCommand } from "./command.ts";
import { blockCustomer, unblockCustomer } from "./customer/block.ts";
import { referrer } from "./customer/referrer.ts";
import { screen } from "./customer/screen.ts";
import { searchCustomers } from "./customer/search.ts";
import { setField } from "./customer/set.ts";
import { showTab } from "./customer/tabs.ts";
import { setTier } from "./customer/tier.ts";
import { unverifyCustomer, verifyCustomer } from "./customer/verify.ts";

/** What follows `/customer` and is not somebody. */
const acts: Record<string, RunCommand> = {
  block: blockCustomer,
  拉黑: blockCustomer,
  unblock: unblockCustomer,
  解除拉黑: unblockCustomer,
  verify: verifyCustomer,
  核实: verifyCustomer,
  unverify: unverifyCustomer,
  取消核实: unverifyCustomer,
  set: setField,
  设置: setField,
  screen,
  初筛: screen,
  tier: setTier,
  等级: setTier,
  referrer,
  推荐人: referrer,
};

/** The whole picture of a customer: of the conversation here, or by code, name or field; and what is changed of them. */
export const customer: Command = {
  name: "customer",
  words: ["客户"],
  permission: "customer.read",
  usage:
    "[WHO | FIELD=VALUE] [TAB] [reason: WHY] | set FIELD VALUE | screen RESULT [WHY] | tier TIER WHY | referrer CODE | verify HOW | unverify WHY | block WHY | unblock WHY",
  description: {
    en: "What is known of a customer; set a field, screen, tier, referrer, verify their account, block them",
    zh: "查看客户资料；填写资料、初筛、等级、推荐人、核实账号、拉黑",
  },
  run: async (context, args) => {
    const wanted = readAct(args);
    if (wanted) return wanted.act(context, wanted.rest);
    const { rest: line, reason } = readReason(args);
    if (/[=＝]/u.test(line)) return searchCustomers(context, line);
    const { who, tab } = readTab(line);
    const found = await whichCustomer(context, who);
    await lookAtCustomer(context.scope, { staff: context.staff, customer: found, reason, by: "customer" });
    return showTab(context, found, tab);
  },
};

const lineWithAct = new RegExp(String.raw`^\s*(${nameFirst}\s+)?(\S+)(?:\s+([\s\S]*))?$`, "iu");

/** `block WHY`, `block C1042 WHY`, `C1042 block WHY`: where there are no threads the code stands first. */
function readAct(args: string): { act: RunCommand; rest: string } | null {
  const [, code = "", word = "", rest = ""] = lineWithAct.exec(args) ?? [];
  const act = Object.hasOwn(acts, word.toLowerCase()) ? acts[word.toLowerCase()] : undefined;
  return act ? { act, rest: `${code}${rest}` } : null;
}

/** `CUST_00042 funds`: the last word may name a tab. */
function readTab(line: string) {
  const [, who = "", last = ""] = /^([\s\S]*?)(\S*)$/u.exec(line) ?? [];
  const tab = findTab(last);
  return tab === null ? { who: line, tab: "profile" as const } : { who: who.trim(), tab };
}
