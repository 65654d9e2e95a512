import { maskedStart } from "../../domain/content/secrets/masked-excerpt.ts";
import { writeAudit } from "../../domain/control/audit-log.ts";
import { holdsOn, type LegalHold, placeHold, releaseHold } from "../../domain/control/legal-hold.ts";
import type { Conversation } from "../../domain/conversations/conversation.ts";
import { recordAct } from "../../domain/conversations/record-act.ts";
import type { Customer } from "../../domain/customers/customer.ts";
import type { Language } from "../../domain/language/language.ts";
import { conversationCode, parseConversationCode } from "../../domain/organisation/codes.ts";
import { namedCustomer, splitFirst } from "../customers/named-customer.ts";
import { whichCustomer } from "../customers/which-customer.ts";
import { refuse } from "../desk/refuse.ts";
import { whichConversation } from "../desk/which-conversation.ts";
import { plainText } from "../ports/rich-text.ts";
import type { Command, CommandContext } from "./command.ts";

const MAX_REASON = 500;
const MAX_MATTER = 100;

const states: Record<string, "on" | "off"> = { on: "on", off: "off", 开: "on", 启用: "on", 关: "off", 解除: "off" };

/** Marks a customer or a conversation so that nothing of it is removed, archived away or forgotten, or ends that. */
export const hold: Command = {
  name: "hold",
  words: ["保全"],
  permission: "record.hold",
  usage: "ON|OFF [WHO] [matter:NAME] REASON",
  description: {
    en: "Keep everything of a customer or conversation from removal, or end that",
    zh: "对客户或会话执行证据保全，或解除保全",
  },
  run: async (context, args) => {
    const line = await readLine(context, args);
    const target = await findTarget(context, line);
    const words = line.state === "on" ? await place(context, target, line) : await release(context, target, line);
    return plainText(words[context.language]);
  },
};

interface Line {
  state: "on" | "off";
  /** The customer whose code or number in another system stands first. */
  named: Customer | null;
  /** `C1042`, or empty: the customer of the conversation here. */
  code: string;
  matter: string | null;
  reason: string;
}

async function readLine({ scope }: CommandContext, args: string): Promise<Line> {
  const [, word = "", rest = ""] = /^(\S+)\s*([\s\S]*)$/u.exec(args.trim()) ?? [];
  const state = states[word.toLowerCase()];
  const [, matter = null] = /(?:^|\s)(?:matter|事项)[:：](\S+)/iu.exec(rest) ?? [];
  const untold = rest.replace(/(?:^|\s)(?:matter|事项)[:：]\S+/iu, " ").trim();
  const { first, rest: afterFirst } = splitFirst(untold);
  const named = await namedCustomer(scope, first);
  const code = parseConversationCode(first) === null ? "" : first;
  const reason = named || code ? afterFirst : untold;
  if (!state || reason.length < 2 || (matter?.length ?? 0) > MAX_MATTER) {
    return refuse("hold", {
      en: "Say ON or OFF, whom, and why: /hold ON CUST_00042 matter:2026-17 letter of the regulator. C1042 instead holds that conversation alone; without either it is the customer of the conversation here.",
      zh: "请写明 ON 或 OFF、对象和原因：/保全 ON CUST_00042 事项:2026-17 监管来函。写 C1042 只保全该会话；不写则为当前会话的客户。",
    });
  }
  return { state, named, code, matter, reason: maskedStart(reason, MAX_REASON) };
}

interface Target {
  customer: Customer;
  /** Null: everything of the customer. */
  conversation: Conversation | null;
}

async function findTarget(context: CommandContext, { named, code }: Line): Promise<Target> {
  if (code === "") return { customer: named ?? (await whichCustomer(context, "")), conversation: null };
  const { customer, conversation } = await whichConversation(context.scope, code, null);
  return { customer, conversation };
}

async function place(context: CommandContext, target: Target, line: Line): Promise<Record<Language, string>> {
  const { scope, staff, deps } = context;
  const { matter, reason } = line;
  const place = { customerId: target.customer.id, conversationId: target.conversation?.id ?? null };
  const by = { userId: staff.userId, at: deps.clock.now() };
  const holdId = await placeHold(scope, place, { matter: matter ?? "", reason, ...by });
  const { en, zh } = nameOf(target);
  if (holdId === null) {
    return refuse("held", { en: `${en} is held for this matter already.`, zh: `${zh}已因该事项保全。` });
  }
  await record(context, target, "hold_placed", { holdId, matter, reason });
  return {
    en: `${en} is on hold: nothing of it is removed, archived away or forgotten until /hold OFF.`,
    zh: `${zh}已保全：在 /保全 OFF 之前，相关内容不会被删除、归档移出或遗忘。`,
  };
}

async function release(context: CommandContext, target: Target, line: Line): Promise<Record<Language, string>> {
  const { scope, staff, deps } = context;
  const hold = chosen(await holdsOn(scope, target.customer.id), target, line.matter);
  const by = { userId: staff.userId, at: deps.clock.now() };
  await releaseHold(scope, hold.id, { reason: line.reason, ...by });
  await record(context, target, "hold_released", { holdId: hold.id, matter: hold.matter || null, reason: line.reason });
  const left = (await holdsOn(scope, target.customer.id)).length;
  const { en, zh } = nameOf(target);
  return {
    en: `The hold on ${en} has ended. ${left === 0 ? "No other is in force for this customer." : `${left} more in force for this customer.`}`,
    zh: `${zh}的保全已解除。${left === 0 ? "该客户没有其他保全。" : `该客户仍有 ${left} 项保全。`}`,
  };
}

/** The one hold that is meant; several on the same need the matter's name. */
function chosen(all: readonly LegalHold[], target: Target, matter: string | null): LegalHold {
  const number = target.conversation?.number ?? null;
  const here = all.filter((one) => String(one.conversationNumber) === String(number));
  const [first, ...others] = matter === null ? here : here.filter((one) => one.matter === matter);
  const { en, zh } = nameOf(target);
  if (!first) {
    const list = here.map(matterOf).join(", ");
    return refuse("not_held", {
      en: `${en} is not on hold${matter === null ? "" : ` for ${matter}`}.${list ? ` It is for: ${list}.` : ""}`,
      zh: `${zh}没有${matter === null ? "" : `事项 ${matter} 的`}保全。${list ? `现有：${list}。` : ""}`,
    });
  }
  if (others.length > 0) {
    const list = here.map(matterOf).join(", ");
    return refuse("which_hold", {
      en: `${en} is held for several matters: ${list}. Say which: /hold OFF … matter:NAME REASON`,
      zh: `${zh}有多项保全：${list}。请注明：/保全 OFF … 事项:名称 原因`,
    });
  }
  return first;
}

const matterOf = ({ matter }: LegalHold) => matter || "–";

function nameOf({ customer, conversation }: Target): Record<Language, string> {
  if (conversation) {
    const code = conversationCode(conversation.number);
    return { en: `Conversation ${code}`, zh: `会话 ${code} ` };
  }
  return { en: `Customer ${customer.customerCode}`, zh: `客户 ${customer.customerCode} ` };
}

async function record(
  { scope, staff }: CommandContext,
  { customer, conversation }: Target,
  eventType: "hold_placed" | "hold_released",
  data: Record<string, unknown>,
): Promise<void> {
  const by = { userId: staff.userId };
  const action = `record.${eventType}`;
  if (conversation) {
    const about = { id: conversation.id, customerId: customer.id };
    return recordAct(scope, { conversation: about, by, eventType, action, data });
  }
  const { orgId, trx } = scope;
  await writeAudit(trx, { orgId, by, action, resourceType: "customer", resourceId: customer.id, changes: data });
}
