import { conversationStatusWords } from "../../domain/conversations/conversation-words.ts";
import type { CodeOf } from "../../domain/language/word-list.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import type { Inline, RichText } from "../ports/rich-text.ts";
import { type CustomerView, sayMinute } from "./customer-view.ts";

const SHOWN = 10;

interface Held {
  number: string;
  status: CodeOf<typeof conversationStatusWords>;
  platform: string;
  agent: string | null;
  is_group: boolean;
  satisfaction: number | null;
  created_at: Date;
}

/** Where the customer talked with us, newest first. */
export async function conversationsTab(view: CustomerView): Promise<RichText> {
  const held = await readConversations(view);
  if (held.length === 0) return [];
  return [{ type: "list", ordered: false, items: held.map((one) => shown(view, one)) }];
}

async function readConversations({ scope, customer }: CustomerView): Promise<Held[]> {
  return scope
    .trx("conversations as v")
    .leftJoin("users as u", "u.id", "v.agent_id")
    .where({ "v.org_id": scope.orgId, "v.customer_id": customer.id })
    .orderBy("v.created_at", "desc")
    .limit(SHOWN)
    .select("v.number", "v.status", "v.channel_type as platform", "u.name as agent", "v.is_group", "v.created_at")
    .select("v.satisfaction_score as satisfaction");
}

function shown(view: CustomerView, held: Held): Inline[] {
  const { number, status, platform, agent, is_group, satisfaction, created_at } = held;
  const zh = view.language === "zh";
  const parts = [
    conversationCode(number),
    sayMinute(view, created_at),
    is_group ? `${platform} (${zh ? "群" : "group"})` : platform,
    conversationStatusWords.label(status, view.language),
    ...(agent ? [agent] : []),
    ...(satisfaction === null ? [] : [`${satisfaction}/5`]),
  ];
  return [{ type: "text", text: parts.join(" · ") }];
}
