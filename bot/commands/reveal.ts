import { hasSecrets } from "../../domain/content/secrets/mask-secrets.ts";
import { writeAudit } from "../../domain/control/audit-log.ts";
import { Conversation } from "../../domain/conversations/conversation.ts";
import { Customer } from "../../domain/customers/customer.ts";
import type { Language } from "../../domain/language/language.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { lookAtCustomer, readReason } from "../desk/look-at-customer.ts";
import { refuse } from "../desk/refuse.ts";
import { isTextWithheld, withheldWords } from "../desk/text-withheld.ts";
import { whichConversation } from "../desk/which-conversation.ts";
import { bold, paragraph, type RichText } from "../ports/rich-text.ts";
import type { ButtonAction, Command, CommandContext } from "./command.ts";

/** How many of a conversation's last messages are looked through, and how many of them are shown. */
const LOOKED_THROUGH = 100;
const SHOWN = 5;

/** Shows the asker alone what is masked in a conversation's last messages. */
export const reveal: Command = {
  name: "reveal",
  words: ["查看原文", "显示原文"],
  permission: "message.reveal",
  usage: "[C1042]",
  description: {
    en: "What is masked in a conversation, for you alone; logged",
    zh: "仅向您显示会话中被隐藏的内容，并作记录",
  },
  run: async (context, args) => {
    const { rest, reason } = readReason(args);
    const { conversation, customer } = await whichConversation(context.scope, rest, context.conversationId);
    const wordings = await lastWordings(context.scope, conversation.id);
    return show(context, { conversation, customer, reason, wordings });
  },
};

/** The same for one message: its id is the button's argument. */
export const revealMessage: ButtonAction = {
  name: "reveal_message",
  permission: "message.reveal",
  run: async (context, messageId) => {
    const { scope } = context;
    const wordings = /^[0-9a-f-]{36}$/.test(messageId) ? await wordingsOf(scope, messageId) : [];
    const [first] = wordings;
    const conversation =
      first && (await Conversation.query(scope.trx).findOne({ orgId: scope.orgId, id: first.conversationId }));
    const customer = conversation && (await Customer.query(scope.trx).findById(conversation.customerId));
    if (!conversation || !customer) {
      return refuse("unknown", { en: "This message does not exist any more.", zh: "此消息已不存在。" });
    }
    return show(context, { conversation, customer, reason: null, wordings });
  },
};

interface Wording {
  messageId: string;
  conversationId: string;
  direction: string;
  content: string;
}

interface Revealed {
  conversation: Conversation;
  customer: Customer;
  reason: string | null;
  wordings: Wording[];
}

async function show(context: CommandContext, about: Revealed): Promise<RichText> {
  const { scope, staff, language } = context;
  const { conversation, customer, reason } = about;
  await lookAtCustomer(scope, { staff, customer, reason, by: "reveal" });
  const whose = { teamId: conversation.teamId, customerId: customer.id };
  if (await isTextWithheld(scope, context.channel, whose)) return refuse("region", withheldWords);
  const masked = about.wordings.filter(({ content }) => hasSecrets(content)).slice(0, SHOWN);
  const code = conversationCode(conversation.number);
  if (masked.length === 0) {
    return refuse("nothing_masked", {
      en: `Nothing is masked in the last messages of ${code}.`,
      zh: `${code} 最近的消息中没有被隐藏的内容。`,
    });
  }
  for (const messageId of new Set(masked.map((wording) => wording.messageId))) {
    await writeAudit(scope.trx, {
      orgId: scope.orgId,
      by: { userId: staff.userId },
      action: "message.reveal",
      resourceType: "message",
      resourceId: messageId,
      changes: { conversation: code, customer: customer.customerCode, ...(reason === null ? {} : { reason }) },
    });
  }
  return [
    paragraph(bold(`${code} · ${customer.name}`), ` · ${forYouAlone[language]}`),
    { type: "list", ordered: false, items: masked.reverse().map((wording) => [{ type: "text", text: said(wording) }]) },
  ];
}

const forYouAlone: Record<Language, string> = {
  en: "for you alone, and logged",
  zh: "仅您可见，已记录",
};

function said({ direction, content }: Wording): string {
  return `${direction === "inbound" ? "👤" : direction === "internal" ? "🔒" : "➡"} ${content}`;
}

// A message that was edited says what it says now, and what it said before.
const wordings = `SELECT m.id AS "messageId", m.conversation_id AS "conversationId", m.direction, w.content
  FROM messages m, LATERAL (
    SELECT 1 AS version, m.content UNION
    SELECT version, content FROM message_versions WHERE org_id = m.org_id AND message_id = m.id) w
  WHERE m.org_id = ? AND w.content IS NOT NULL`;

async function wordingsOf({ trx, orgId }: OrgScope, messageId: string): Promise<Wording[]> {
  const { rows } = await trx.raw(`${wordings} AND m.id = ? ORDER BY w.version DESC`, [orgId, messageId]);
  return rows;
}

async function lastWordings({ trx, orgId }: OrgScope, conversationId: string): Promise<Wording[]> {
  const { rows } = await trx.raw(
    `${wordings} AND m.conversation_id = ? ORDER BY m.sent_at DESC, m.id DESC, w.version DESC LIMIT ?`,
    [orgId, conversationId, LOOKED_THROUGH],
  );
  return rows;
}
