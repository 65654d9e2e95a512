import { maskedExcerpt } from "../../domain/content/secrets/masked-excerpt.ts";
import { archivedMonths } from "../../domain/conversations/archived-months.ts";
import { stageLabel } from "../../domain/customers/stages.ts";
import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { whoseLine } from "../customers/which-customer.ts";
import { archivedWords } from "../desk/archived-words.ts";
import { lookAtCustomer, readReason } from "../desk/look-at-customer.ts";
import { refuse } from "../desk/refuse.ts";
import { isTextWithheld, withheldWords } from "../desk/text-withheld.ts";
import { bold, type Inline, paragraph, plainText, type RichText } from "../ports/rich-text.ts";
import type { Command } from "./command.ts";

const SHOWN = 15;

/** What was said and done in a conversation and the customer's earlier ones, newest last. */
export const history: Command = {
  name: "history",
  words: ["历史", "记录查询"],
  permission: "conversation.read",
  usage: "[C1042|CUST_00042] [reason: WHY]",
  description: { en: "What was said with this customer before", zh: "查看与该客户的历史对话" },
  run: async (context, args) => {
    const { scope, channel, staff, language } = context;
    const { rest, reason } = readReason(args);
    const { customer, conversation } = await whoseLine(context, rest);
    await lookAtCustomer(scope, { staff, customer, reason, by: "history" });
    const teamId = conversation ? conversation.teamId : await teamOfCustomer(scope, customer.id);
    const about = { teamId, customerId: customer.id };
    if (await isTextWithheld(scope, channel, about)) return refuse("region", withheldWords);
    const lines = await lastMessages(scope, customer.id);
    const archived = archivedWords(await archivedMonths(scope, { customerId: customer.id }), language);
    if (lines.length === 0) {
      if (archived.length > 0) return archived;
      return plainText({ en: "Nothing was said yet.", zh: "暂无对话记录。" }[language]);
    }
    const title = `${customer.name} · ${stageLabel(customer.stage, language)}`;
    const list: RichText = [{ type: "list", ordered: false, items: lines.map((line) => shown(line, language)) }];
    return [paragraph(bold(title)), ...list, ...archived];
  },
};

/** Of the customer's newest conversation. */
async function teamOfCustomer({ trx, orgId }: OrgScope, customerId: string): Promise<string | null> {
  const last = await trx("conversations")
    .where({ org_id: orgId, customer_id: customerId })
    .orderBy("created_at", "desc")
    .first("team_id");
  return last?.team_id ?? null;
}

interface Said {
  number: string;
  direction: "inbound" | "outbound" | "internal";
  sender_type: string;
  author: string | null;
  content: string | null;
  content_type: string;
  status: string;
  deleted_at: Date | null;
  sent_at: Date;
}

async function lastMessages({ trx, orgId }: OrgScope, customerId: string): Promise<Said[]> {
  const rows: Said[] = await trx("messages as m")
    .join("conversations as v", "v.id", "m.conversation_id")
    .leftJoin("users as u", "u.id", "m.user_id")
    .where({ "m.org_id": orgId, "m.customer_id": customerId })
    .orderBy([
      { column: "m.sent_at", order: "desc" },
      { column: "m.id", order: "desc" },
    ])
    .limit(SHOWN)
    .select(
      "v.number",
      "m.direction",
      "m.sender_type",
      "u.name as author",
      "m.content",
      "m.content_type",
      "m.status",
      "m.deleted_at",
      "m.sent_at",
    );
  return rows.reverse();
}

function shown(line: Said, language: Language): Inline[] {
  const who = { customer: "👤", ai: "🤖", system: "🤖", agent: `🧑‍💼 ${line.author ?? ""}` }[line.sender_type] ?? "";
  const mark = line.direction === "internal" ? ` (${{ en: "internal", zh: "内部" }[language]})` : "";
  const held = line.status === "held" ? ` (${{ en: "held", zh: "已拦截" }[language]})` : "";
  const back =
    line.deleted_at === null
      ? ""
      : line.status === "cancelled"
        ? ` (${{ en: "cancelled, not sent", zh: "已取消，未发送" }[language]})`
        : ` (${{ en: "taken back", zh: "已撤回" }[language]})`;
  const text = line.content === null ? `[${line.content_type}]` : maskedExcerpt(line.content, 200);
  const at = line.sent_at.toISOString().slice(0, 16).replace("T", " ");
  return [{ type: "text", text: `${at} C${line.number} ${who.trim()}${mark}${held}${back}: ${text}` }];
}
