import type { Script } from "../../../domain/content/script.ts";
import { findScriptsInForce } from "../../../domain/content/scripts-in-force.ts";
import type { Conversation } from "../../../domain/conversations/conversation.ts";
import type { Customer } from "../../../domain/customers/customer.ts";
import { stageLabel } from "../../../domain/customers/stages.ts";
import type { Language } from "../../../domain/language/language.ts";
import { conversationCode } from "../../../domain/organisation/codes.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { readRules } from "../../converse/organisation-rules.ts";
import { whichConversation } from "../../desk/which-conversation.ts";
import { withoutSelling } from "../../funds/refuse-selling.ts";
import { paragraph, plainText } from "../../ports/rich-text.ts";
import { offerItems } from "../../scripts/offer-items.ts";
import { readPlaceholderValues } from "../../scripts/placeholder-values.ts";
import { scriptItem } from "../../scripts/script-item.ts";
import type { CommandAnswer, CommandContext, CommandSetting, RunCommand } from "../command.ts";

const SHOWN = 3;
/** So many that fit are looked through for those of the customer's stage. */
const CONSIDERED = 300;

/** Looks for scripts before the transaction; inside it, shows the best three that are for this customer. */
export async function planFind(
  { deps, channel }: CommandSetting,
  { query, code }: { query: string; code: string },
): Promise<RunCommand> {
  if (query === "") return async ({ language }) => plainText(usage[language]);
  const found = await deps.findScripts({ orgId: channel.orgId, query });
  const ids = found.slice(0, CONSIDERED).map(({ id }) => id);
  return (context) => showScripts(context, ids, { query, code });
}

async function showScripts(
  context: CommandContext,
  ids: readonly string[],
  asked: { query: string; code: string },
): Promise<CommandAnswer> {
  const { scope, staff, deps, language } = context;
  const here = await conversationOf(context, asked.code);
  // Looked at again: a script may have been retired since it was found.
  const inForce = await findScriptsInForce(scope, ids, deps.clock.now());
  const forStage = inForce.filter((script) => isForStage(script, here?.customer));
  const allowed = here ? await withoutSelling(scope, here.customer.id, forStage) : forStage;
  const note = allowed.length < forStage.length ? [paragraph(sellsNothing[language])] : [];
  const scripts = allowed.slice(0, SHOWN);
  if (scripts.length === 0) return [...plainText(nothing(asked.query, here?.customer, language)), ...note];
  const setting = {
    language: here ? await languageFor(context, here) : language,
    values: await readPlaceholderValues(scope, here?.conversation ?? null, staff.name),
  };
  const items = scripts.map((script) => scriptItem(script, titleOf(script, language), setting));
  const to = { conversationId: here?.conversation.id ?? null, userId: staff.userId, language };
  const { content, buttons } = await offerItems(scope, items, to);
  const head = paragraph(here ? forCustomer(here, language) : forNobody[language]);
  return { say: [head, ...note, ...content], buttons, to: "asker" };
}

const sellsNothing: Record<Language, string> = {
  en: "Scripts that sell are left out: this customer's withdrawal waits.",
  zh: "该客户有出金申请处理中，已略去推销类话术。",
};

async function conversationOf(context: CommandContext, code: string) {
  if (code === "" && context.conversationId === null) return null;
  return whichConversation(context.scope, code, context.conversationId);
}

async function languageFor(
  { scope }: CommandContext,
  { conversation, customer }: { conversation: Conversation; customer: Customer },
): Promise<Language> {
  return customer.language ?? conversation.language ?? readRules(await loadSettings(scope)).language;
}

function isForStage({ stages }: Script, customer: Customer | undefined): boolean {
  return customer === undefined || stages.length === 0 || stages.some((stage) => stage === customer.stage);
}

/** `SCR_004 · withdrawal · used 12 ×, 83 % well received, ★ 4.5`. */
function titleOf(script: Script, language: Language): string {
  const { usageCount, successRate, avgRating } = script;
  const zh = language === "zh";
  const counts = [
    ...(usageCount > 0 ? [zh ? `已用 ${usageCount} 次` : `used ${usageCount} ×`] : []),
    ...(successRate === null ? [] : [`${Math.round(Number(successRate))} % ${zh ? "反应良好" : "well received"}`]),
    ...(avgRating === null ? [] : [`★ ${Number(avgRating).toFixed(1)}`]),
  ].join(zh ? "，" : ", ");
  return [script.scriptCode, script.category, script.scenario, counts].filter(Boolean).join(" · ");
}

function forCustomer(
  { conversation, customer }: { conversation: Conversation; customer: Customer },
  language: Language,
) {
  const code = conversationCode(conversation.number);
  const stage = stageLabel(customer.stage, language);
  return {
    en: `Scripts for ${customer.name} (${code}, ${stage}). Only you see this; nothing was sent.`,
    zh: `适用于 ${customer.name}（${code}，${stage}）的话术。仅您可见，尚未发送。`,
  }[language];
}

const forNobody = {
  en: "Ask in a conversation's thread, or add its code (C1042), to get these filled in and to send them.",
  zh: "在会话话题中查询，或附上会话编号（如 C1042），即可自动填写并发送。",
};

function nothing(query: string, customer: Customer | undefined, language: Language): string {
  const stage = customer ? stageLabel(customer.stage, language) : null;
  return {
    en: `No approved script fits “${query}”${stage ? ` for a customer of the stage ${stage}` : ""}. /script add TEXT proposes one.`,
    zh: `没有符合“${query}”${stage ? `且适用于${stage}客户` : ""}的已批准话术。可用 /script add 内容 提交新话术。`,
  }[language];
}

const usage = {
  en: "Look for what? For example: /script withdrawal. Also: /script add TEXT, edit CODE TEXT, approve CODE, retire CODE, rate CODE 1-5, list.",
  zh: "查找什么？例如：/话术 出金。另有：/script add 内容、edit 编号 内容、approve 编号、retire 编号、rate 编号 1-5、list。",
};
