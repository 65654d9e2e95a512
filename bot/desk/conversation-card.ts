import { maskedExcerpt } from "../../domain/content/secrets/masked-excerpt.ts";
import type { Conversation } from "../../domain/conversations/conversation.ts";
import type { Customer } from "../../domain/customers/customer.ts";
import type { Language } from "../../domain/language/language.ts";
import { languageName } from "../../domain/language/language-name.ts";
import type { Memory } from "../../domain/memory/memory.ts";
import { recallMemories } from "../../domain/memory/recall.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { sayMemory } from "../memory/say-memory.ts";
import type { Button } from "../ports/outbound-message.ts";
import { bold, paragraph, type RichText } from "../ports/rich-text.ts";
import { risksOfConversation, sayRisks } from "./card-risks.ts";
import { handoffReasonLabel } from "./handoff-reasons.ts";
import { withheldWords } from "./text-withheld.ts";

export interface ConversationCard {
  content: RichText;
  buttons: Button[][];
}

const MAX_MEMORIES = 3;

/** What stands on top of a conversation: who it is, where from, how they feel, what is remembered, and who has it. */
export async function conversationCard(
  scope: OrgScope,
  conversation: Conversation,
  customer: Customer,
  { language, isWithheld }: { language: Language; isWithheld: boolean },
): Promise<ConversationCard> {
  const known = await readKnown(scope, conversation, customer);
  if (isWithheld) Object.assign(known, { memories: [], pictureUrl: null });
  const zh = language === "zh";
  const lines = [
    // First what changes: where little fits (WeCom), the end is cut off.
    `${zh ? "负责" : "With"}: ${withWhom(conversation, known, language)}`,
    `${zh ? "来源" : "From"}: ${[conversation.channelType, known.source].filter(Boolean).join(" · ")}`,
    `${zh ? "语言" : "Language"}: ${spokenName(conversation, customer, language)} · ${zh ? "情绪" : "Mood"}: ${moods[known.mood][language]} · ${zh ? "风险" : "Risk"}: ${sayRisks(known.risks, known.flags, language)}`,
    `${zh ? "客户" : "Customer"}: ${customer.customerCode} · ${customer.tier} · ${customer.stage}`,
    ...(known.others.length > 0 ? [`${zh ? "其他进行中" : "Also open"}: ${known.others.join(", ")}`] : []),
    ...(known.earlier > 0 ? [zh ? `之前的会话：${known.earlier}` : `Earlier conversations: ${known.earlier}`] : []),
  ];
  const content: RichText = [
    paragraph(bold(`${conversationCode(conversation.number)} · ${customer.name}`)),
    paragraph(lines.join("\n")),
  ];
  if (isWithheld) content.push(paragraph(`🔒 ${withheldWords[language]}`));
  if (known.memories.length > 0) {
    content.push(paragraph(bold(zh ? "记得" : "Remembered")), {
      type: "list",
      ordered: false,
      items: known.memories.map((memory) => [{ type: "text", text: sayMemory(memory, language) }]),
    });
  }
  if (known.pictureUrl) {
    const label = zh ? "客户头像" : "Customer's picture";
    content.push(paragraph({ type: "link", url: known.pictureUrl, children: [{ type: "text", text: label }] }));
  }
  return { content, buttons: [cardButtons(conversation, language)] };
}

function spokenName({ language: now }: Conversation, customer: Customer, language: Language): string {
  const spoken = customer.language ?? now;
  return spoken === null ? "–" : languageName({ language: spoken, script: customer.chineseScript }, language);
}

const moods = {
  positive: { en: "positive", zh: "积极" },
  neutral: { en: "neutral", zh: "中性" },
  negative: { en: "negative", zh: "消极" },
  unknown: { en: "–", zh: "–" },
} as const;

function withWhom(conversation: Conversation, { ownerName, offeredName }: Known, language: Language): string {
  const zh = language === "zh";
  if (conversation.status === "resolved" || conversation.status === "closed") return zh ? "已解决" : "resolved";
  if (ownerName) return ownerName;
  if (conversation.handoffAt) {
    const whose = offeredName ? (zh ? `，轮到 ${offeredName}` : `, ${offeredName}'s turn`) : "";
    const reason = handoffReasonLabel(conversation.handoffReason, language);
    const why = reason && (zh ? `（${reason}）` : ` (${reason})`);
    return `${zh ? "等待人工" : "waiting for a person"}${whose}${why}`;
  }
  return conversation.aiEnabled ? (zh ? "机器人" : "the bot") : zh ? "无人" : "nobody";
}

/** What can be done with a conversation in its state, with words that fit on a button everywhere. */
export function cardButtons(conversation: Conversation, language: Language): Button[] {
  const button = (name: string, words: Record<Language, string>, style?: Button["style"]): Button => ({
    id: `${name}:${conversation.id}`,
    label: words[language],
    ...(style ? { style } : {}),
  });
  const customer = button("customer", { en: "Customer", zh: "客户资料" });
  if (conversation.status === "resolved" || conversation.status === "closed") {
    return [button("reopen", { en: "Reopen", zh: "重新打开" }), customer];
  }
  const resolve = button("resolve", { en: "Resolve", zh: "解决" });
  if (conversation.agentId) {
    return [button("release", { en: "Release to the bot", zh: "交还机器人" }), resolve, customer];
  }
  const take = button("take", { en: "Take", zh: "接手" }, "primary");
  const release = button("release", { en: "Release to the bot", zh: "交还机器人" });
  return [take, ...(conversation.handoffAt || !conversation.aiEnabled ? [release] : []), resolve, customer];
}

interface Known {
  source: string | null;
  mood: keyof typeof moods;
  /** What the conversation's messages showed, and what was set by hand. */
  risks: unknown;
  flags: unknown[];
  ownerName: string | null;
  /** Whose turn it is to take it. */
  offeredName: string | null;
  earlier: number;
  /** Their other open conversations: `C1043 (telegram)`. */
  others: string[];
  memories: Memory[];
  pictureUrl: string | null;
}

async function readKnown(scope: OrgScope, conversation: Conversation, customer: Customer): Promise<Known> {
  const { rows } = await scope.trx.raw(
    `SELECT v.ai_sentiment, u.name AS owner, o.name AS offered, c.avatar_url, c.risk_flags,
       (SELECT coalesce(l.source_detail, l.utm_source) FROM leads l WHERE l.customer_id = c.id ORDER BY l.created_at LIMIT 1) AS source,
       (SELECT count(*) FROM conversations e WHERE e.customer_id = c.id AND e.id <> v.id) AS earlier,
       ARRAY(SELECT 'C' || e.number || ' (' || e.channel_type || ')' FROM conversations e WHERE e.customer_id = c.id
             AND e.id <> v.id AND e.status IN ('pending', 'active') AND NOT e.is_group AND NOT v.is_group
             ORDER BY e.created_at LIMIT 5) AS others,
       (SELECT coalesce(jsonb_agg(risk), '[]') FROM (${risksOfConversation}) risk) AS risks,
       now() AS now
     FROM conversations v JOIN customers c ON c.id = v.customer_id LEFT JOIN users u ON u.id = v.agent_id
     LEFT JOIN users o ON o.id = v.offered_to
     WHERE v.org_id = ? AND v.id = ?`,
    [scope.orgId, conversation.id],
  );
  const row = rows[0];
  const about = { customerId: customer.id, limit: MAX_MEMORIES };
  return {
    source: row?.source ? maskedExcerpt(row.source, 100) : null,
    mood: row?.ai_sentiment ?? "unknown",
    risks: row?.risks ?? [],
    flags: row?.risk_flags ?? [],
    ownerName: row?.owner ?? null,
    offeredName: row?.offered ?? null,
    earlier: Number(row?.earlier ?? 0),
    others: row?.others ?? [],
    memories: conversation.isGroup || !row ? [] : await recallMemories(scope, { ...about, now: row.now }),
    pictureUrl: row?.avatar_url ?? customer.avatarUrl ?? null,
  };
}
