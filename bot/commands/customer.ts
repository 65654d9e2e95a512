import { maskSecrets } from "../../domain/content/secrets/mask-secrets.ts";
import { holdsOn, type LegalHold } from "../../domain/control/legal-hold.ts";
import { Customer } from "../../domain/customers/customer.ts";
import { stageLabel } from "../../domain/customers/stages.ts";
import type { Language } from "../../domain/language/language.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import { lookAtCustomer, readReason } from "../desk/look-at-customer.ts";
import { refuse } from "../desk/refuse.ts";
import { isTextWithheld } from "../desk/text-withheld.ts";
import { whichConversation } from "../desk/which-conversation.ts";
import { bold, paragraph, type RichText } from "../ports/rich-text.ts";
import type { Command, CommandContext } from "./command.ts";
import { evidenceWords } from "./merge/evidence-words.ts";
import { proposalsFor } from "./merge/preview-merge.ts";

/** The whole picture of a customer: of the conversation here, or by code or name. */
export const customer: Command = {
  name: "customer",
  words: ["客户"],
  permission: "customer.read",
  usage: "[WHO] [reason: WHY]",
  description: { en: "What is known of a customer", zh: "查看客户资料" },
  run: async (context, args) => {
    const { scope, staff } = context;
    const { rest, reason } = readReason(args);
    const found = await whichCustomer(context, rest);
    await lookAtCustomer(scope, { staff, customer: found, reason, by: "customer" });
    return pictureOf(context, found);
  },
};

/** The customer whom a code, name or conversation names. @throws RuleError with words for the person. */
export async function whichCustomer(context: CommandContext, args: string): Promise<Customer> {
  const who = args.trim();
  if (who === "" || /^(c\d+|[0-9a-f-]{36})$/i.test(who)) {
    return (await whichConversation(context.scope, who, context.conversationId)).customer;
  }
  const { trx, orgId } = context.scope;
  const found = await Customer.query(trx)
    .where({ orgId })
    .where((or) => or.whereNull("mergedInto").orWhereRaw("upper(customer_code) = upper(?)", [who]))
    .where((or) =>
      or
        .whereRaw("upper(customer_code) = upper(?)", [who])
        .orWhere({ phone: who })
        .orWhereRaw("lower(email) = lower(?)", [who])
        .orWhereRaw("lower(name) = lower(?)", [who]),
    )
    .limit(6);
  const [first, ...others] = found;
  if (!first) return refuse("customer", { en: `No customer is called “${who}”.`, zh: `没有找到客户“${who}”。` });
  if (others.length > 0) {
    const list = found.map((one) => one.customerCode).join(", ");
    return refuse("customer", { en: `Several are called “${who}”: ${list}.`, zh: `有多位“${who}”：${list}。` });
  }
  // An old code leads to who they turned out to be.
  return first.mergedInto === null ? first : Customer.query(trx).findById(first.mergedInto).throwIfNotFound();
}

function heldLine({ conversationNumber, matter, placedBy, placedAt }: LegalHold, language: Language): string {
  const what = [...(conversationNumber ? [conversationCode(conversationNumber)] : []), ...(matter ? [matter] : [])];
  const since = `${placedAt.toISOString().slice(0, 10)} · ${placedBy}`;
  return [{ en: "Legal hold", zh: "证据保全" }[language], ...what, since].join(" · ");
}

async function pictureOf({ scope, channel, language }: CommandContext, who: Customer): Promise<RichText> {
  const { rows } = await scope.trx.raw(
    `SELECT u.name AS owner, c.country, c.city, c.languages, c.status, c.risk_flags, c.last_contact_at,
       ARRAY(SELECT t.name FROM customer_tags ct JOIN tags t ON t.id = ct.tag_id WHERE ct.customer_id = c.id ORDER BY t.name) AS tags,
       ARRAY(SELECT i.platform FROM customer_identities i WHERE i.customer_id = c.id ORDER BY i.created_at) AS platforms,
       (SELECT coalesce(l.source_detail, l.utm_source) FROM leads l WHERE l.customer_id = c.id ORDER BY l.created_at LIMIT 1) AS source,
       (SELECT count(*) FROM conversations v WHERE v.customer_id = c.id) AS conversations,
       (SELECT v.team_id FROM conversations v WHERE v.customer_id = c.id ORDER BY v.created_at DESC LIMIT 1) AS team_id,
       (SELECT 'C' || v.number FROM conversations v WHERE v.customer_id = c.id AND v.status IN ('pending', 'active') ORDER BY v.created_at DESC LIMIT 1) AS open,
       (SELECT s.state FROM consents s WHERE s.customer_id = c.id AND s.kind = 'marketing' ORDER BY s.created_at DESC, s.id DESC LIMIT 1) AS marketing,
       ARRAY(SELECT coalesce(m.summary, m.content) FROM memories m WHERE m.customer_id = c.id ORDER BY m.importance DESC LIMIT 5) AS memories
     FROM customers c LEFT JOIN users u ON u.id = c.owner_id WHERE c.org_id = ? AND c.id = ?`,
    [scope.orgId, who.id],
  );
  const row = rows[0];
  const zh = language === "zh";
  const line = (label: string, value: unknown) => (value ? [`${label}: ${String(value)}`] : []);
  const lines = [
    ...line(zh ? "编号" : "Code", who.customerCode),
    ...line(zh ? "等级" : "Tier", who.tier),
    ...line(zh ? "阶段" : "Stage", `${stageLabel(who.stage, language)} · ${stageLabel(who.journeyStage, language)}`),
    ...line(zh ? "负责人" : "Owner", row.owner),
    ...line(zh ? "渠道" : "On", [...new Set(row.platforms)].join(", ")),
    ...line(zh ? "来源" : "Source", row.source?.slice(0, 100)),
    ...line(zh ? "地区" : "Where", [row.city, row.country].filter(Boolean).join(", ")),
    ...line(zh ? "语言" : "Languages", (row.languages ?? []).join(", ")),
    ...line(zh ? "标签" : "Tags", row.tags.join(", ")),
    ...line(zh ? "风险" : "Risk", (row.risk_flags ?? []).map(String).join(", ")),
    ...line(
      zh ? "营销许可" : "Marketing",
      row.marketing &&
        { granted: zh ? "已同意" : "granted", withdrawn: zh ? "已退订" : "opted out" }[row.marketing as "granted"],
    ),
    ...line(
      zh ? "会话" : "Conversations",
      `${row.conversations}${row.open ? ` · ${zh ? "进行中" : "open"} ${row.open}` : ""}`,
    ),
    ...(await holdsOn(scope, who.id)).map((one) => heldLine(one, language)),
    ...(row.status === "blacklist" ? [zh ? "已列入黑名单" : "Blacklisted"] : []),
  ];
  const alike = (await proposalsFor({ scope }, who.id)).map(({ customers, evidence }) => {
    const other = customers.find(({ id }) => id !== who.id);
    return `${other?.code} (${evidenceWords(evidence, language)})`;
  });
  lines.push(...line(zh ? "疑似同一人" : "May be the same as", alike.join("; ")));
  const isWithheld = await isTextWithheld(scope, channel, { teamId: row.team_id, customerId: who.id });
  const memories = (isWithheld ? [] : row.memories).map((memory: string) => [
    { type: "text" as const, text: maskSecrets(memory).slice(0, 300) },
  ]);
  return [
    paragraph(bold(who.name)),
    paragraph(lines.join("\n")),
    ...(memories.length > 0 ? [{ type: "list" as const, ordered: false, items: memories }] : []),
  ];
}
