import { maskedExcerpt } from "../../domain/content/secrets/masked-excerpt.ts";
import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { bold, type Inline, paragraph, type RichText } from "../ports/rich-text.ts";
import type { DeskView } from "./desk-view.ts";
import { showSuggested } from "./offer-answer.ts";
import { offerWrongAnswer } from "./offer-wrong-answer.ts";
import { tellThread } from "./tell-thread.ts";

const SHOWN = 8;
const MAX_WORDS = 160;

/**
 * Shows whoever has the conversation now what was said last, where there is no thread that they could read it in, and
 * what the bot would answer to it; with a button for each answer of the bot among it. The rest is in /history.
 */
export async function showMissed(scope: OrgScope, desk: DeskView): Promise<void> {
  if (desk.isThreaded) return;
  const lines = await lastLines(scope, desk.conversation.id);
  if (lines.length === 0) return;
  const title = { en: "Said last (more: /history)", zh: "最近对话（更多：/history）" }[desk.language];
  await tellThread(scope, desk, {
    content: [
      paragraph(bold(title)),
      { type: "list", ordered: false, items: lines.map((line) => shown(line, desk.language)) },
    ],
    quoting: title,
    act: { by: "bot", why: "desk: what was missed" },
  });
  const [first] = lines;
  if (first) await offerWrongAnswer(scope, desk, first.sent_at);
  const suggested = await suggestedLast(scope, desk.conversation.id);
  if (suggested) await showSuggested(scope, desk, suggested);
}

/** What the bot would say to what the customer wrote last: shown to nobody while nobody had the conversation. */
async function suggestedLast(
  { trx, orgId }: OrgScope,
  conversationId: string,
): Promise<{ id: string; content: RichText; confidence?: number } | null> {
  const { rows } = await trx.raw(
    `SELECT o.id, o.content, o.details->'confidence' AS confidence FROM desk_offers o
     JOIN LATERAL (SELECT id FROM messages WHERE org_id = o.org_id AND conversation_id = o.conversation_id
       AND direction <> 'internal' ORDER BY sent_at DESC, id DESC LIMIT 1) last ON o.details->'message'->>'id' = last.id::text
     WHERE o.org_id = ? AND o.conversation_id = ? AND o.kind = 'answer' AND o.status = 'open'
     ORDER BY o.created_at DESC LIMIT 1`,
    [orgId, conversationId],
  );
  const [row] = rows;
  if (!row) return null;
  const { id, content, confidence } = row;
  return { id, content, ...(typeof confidence === "number" ? { confidence } : {}) };
}

interface SaidLine {
  sender_type: string;
  direction: "inbound" | "outbound" | "internal";
  author: string | null;
  content: string | null;
  content_type: string;
  sent_at: Date;
}

async function lastLines({ trx, orgId }: OrgScope, conversationId: string): Promise<SaidLine[]> {
  const rows: SaidLine[] = await trx("messages as m")
    .leftJoin("users as u", "u.id", "m.user_id")
    .where({ "m.org_id": orgId, "m.conversation_id": conversationId })
    .orderBy([
      { column: "m.sent_at", order: "desc" },
      { column: "m.id", order: "desc" },
    ])
    .limit(SHOWN)
    .select("m.sender_type", "m.direction", "u.name as author", "m.content", "m.content_type", "m.sent_at");
  return rows.reverse();
}

function shown({ sender_type, direction, author, content, content_type }: SaidLine, language: Language): Inline[] {
  const who = sender_type === "customer" ? "👤" : sender_type === "agent" ? `🧑‍💼 ${author ?? ""}`.trim() : "🤖";
  const internal = direction === "internal" ? ` (${{ en: "internal", zh: "内部" }[language]})` : "";
  const text = maskedExcerpt(content ?? "", MAX_WORDS) || `[${content_type}]`;
  return [{ type: "text", text: `${who}${internal}: ${text}` }];
}
