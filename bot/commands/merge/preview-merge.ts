import type { Customer } from "../../../domain/customers/customer.ts";
import type { Proposal } from "../../../domain/customers/merge/find-duplicates.ts";
import type { Language } from "../../../domain/language/language.ts";
import { evidenceFor, latestProposals, proposalsFor } from "../../customers/merge-pair.ts";
import { bold, paragraph, plainText, type RichText } from "../../ports/rich-text.ts";
import type { CommandAnswer, CommandContext } from "../command.ts";
import { evidenceWords, proposalWords } from "./evidence-words.ts";

const MAX_SHOWN = 20;

/** Who one customer may be the same person as. */
export async function listProposalsOf({ scope, language }: CommandContext, customer: Customer): Promise<CommandAnswer> {
  const proposals = await proposalsFor(scope, customer.id);
  if (proposals.length > 0) return listOf(proposals, language);
  return plainText({ en: "Nobody here looks like the same person.", zh: "没有发现疑似同一人的客户。" }[language]);
}

/** Who may be one person among the newest customers, or among those before one of them; a button looks further back. */
export async function listProposals(
  { scope, language }: CommandContext,
  before: string | null = null,
): Promise<CommandAnswer> {
  const { proposals, looked, next } = await latestProposals(scope, before);
  const nobody = {
    en: `Nobody among these ${looked} customers looks like the same person twice.`,
    zh: `在这 ${looked} 位客户中没有发现疑似重复的客户。`,
  }[language];
  const say = proposals.length > 0 ? listOf(proposals, language) : plainText(nobody);
  if (next === null) return say;
  const label = { en: "Look further back", zh: "继续查找更早的客户" }[language];
  return { say, buttons: [[{ id: `merge_further:${next}`, label }]] };
}

function listOf(proposals: readonly Proposal[], language: Language): RichText {
  const title = { en: "Who may be one person", zh: "疑似同一人" }[language];
  const how = { en: "/merge KEEP OTHER shows what would move.", zh: "/合并 保留 另一位：查看将移动的内容。" }[language];
  const shown = proposals.slice(0, MAX_SHOWN);
  const items = shown.map((proposal) => [{ type: "text" as const, text: proposalWords(proposal, language) }]);
  const left = proposals.length - shown.length;
  const more = {
    en: `${left} more among these customers: ask again when these are merged.`,
    zh: `这些客户中还有 ${left} 对：合并以上客户后请重新查找。`,
  }[language];
  return [
    paragraph(bold(title)),
    { type: "list", ordered: false, items },
    ...(left > 0 ? [paragraph(more)] : []),
    paragraph(how),
  ];
}

/** Says what a merge would move and asks. */
export async function askToMerge(context: CommandContext, kept: Customer, merged: Customer): Promise<CommandAnswer> {
  const { language } = context;
  const zh = language === "zh";
  const evidence = await evidenceFor(context.scope, kept, merged);
  const counts = Object.entries(await countsOf(context, merged.id)).filter(([, count]) => Number(count) > 0);
  const what = counts
    .map(([name, count]) => (zh ? `${count} ${chinese[name] ?? name}` : `${name}: ${count}`))
    .join(zh ? "、" : ", ");
  const says = evidence.length > 0 ? evidenceWords(evidence, language) : zh ? "无" : "nothing that we know";
  const lines = zh
    ? [
        `${merged.customerCode} ${merged.name} 将并入 ${kept.customerCode} ${kept.name}。`,
        `将移动：${what || "无"}`,
        `依据：${says}`,
        "不会删除任何内容，可随时撤销。",
      ]
    : [
        `${merged.customerCode} ${merged.name} becomes part of ${kept.customerCode} ${kept.name}.`,
        `Moves: ${what || "nothing"}`,
        `What speaks for it: ${says}`,
        "Nothing is deleted, and it can be undone.",
      ];
  const id = `merge_do:${kept.customerCode}:${merged.customerCode}`;
  const label = zh ? `并入 ${kept.customerCode}` : `Merge into ${kept.customerCode}`;
  return { say: [paragraph(lines.join("\n"))], buttons: [[{ id, label, style: "primary" }]] };
}

const chinese: Record<string, string> = {
  accounts: "个聊天账号",
  conversations: "个会话",
  messages: "条消息",
  leads: "条线索",
  tags: "个标签",
  contacts: "个联系人",
  memories: "条记忆",
  activities: "条动态",
  deals: "个商机",
  deposits: "笔入金",
  withdrawals: "笔出金",
};

async function countsOf(
  { scope: { trx, orgId } }: CommandContext,
  customerId: string,
): Promise<Record<string, string>> {
  const of = (table: string, name: string) =>
    `(SELECT count(*) FROM ${table} t WHERE t.org_id = :orgId AND t.customer_id = :customerId) AS ${name}`;
  const { rows } = await trx.raw(
    `SELECT ${[
      of("customer_identities", "accounts"),
      of("conversations", "conversations"),
      of("messages", "messages"),
      of("leads", "leads"),
      of("customer_tags", "tags"),
      of("customer_contacts", "contacts"),
      of("memories", "memories"),
      of("customer_activities", "activities"),
      of("deals", "deals"),
      of("deposits", "deposits"),
      of("withdrawals", "withdrawals"),
    ].join(", ")}`,
    { orgId, customerId },
  );
  return rows[0];
}
