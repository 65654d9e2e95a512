import { writeAudit } from "../../domain/control/audit-log.ts";
import { ConversationEvent } from "../../domain/conversations/conversation.ts";
import { conversationCode, parseConversationCode } from "../../domain/organisation/codes.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { plainText, type RichText } from "../ports/rich-text.ts";
import type { Command, CommandContext } from "./command.ts";

/** Gives a conversation back to the bot. */
export const release: Command = {
  name: "release",
  words: ["释放", "交还"],
  permission: "conversation.release",
  usage: "C1042",
  description: { en: "Give a conversation back to the bot", zh: "把会话交还给机器人" },
  run: async (context, args) => {
    const number = parseConversationCode(args);
    if (number === null) {
      return plainText(
        { en: "Which conversation? For example: /release C1042", zh: "哪个会话？例如：/release C1042" }[
          context.language
        ],
      );
    }
    return releaseWhere(context, { number }, conversationCode(number));
  },
};

/** The button under a desk line: the same as the command. */
export function releaseByButton(context: CommandContext, conversationId: string): Promise<RichText> {
  return releaseWhere(context, { id: conversationId }, null);
}

async function releaseWhere(
  { deps, channel, staff, language }: CommandContext,
  which: { id: string } | { number: number },
  asked: string | null,
): Promise<RichText> {
  return inOrganization(deps.db, channel.orgId, async (scope) => {
    const row = await lockConversation(scope, which);
    if (!row) {
      return plainText(
        { en: `There is no conversation ${asked ?? "behind this button"}.`, zh: `没有找到会话 ${asked ?? ""}。` }[
          language
        ],
      );
    }
    const code = conversationCode(row.number);
    if (row.ai_enabled && row.handoff_at === null && row.agent_id === null) {
      return plainText({ en: `${code} is with the bot already.`, zh: `${code} 已由机器人处理。` }[language]);
    }
    await giveBack(scope, row, staff.userId);
    return plainText({ en: `${code} is back with the bot.`, zh: `${code} 已交还给机器人。` }[language]);
  });
}

interface LockedRow {
  id: string;
  number: string;
  customer_id: string;
  ai_enabled: boolean;
  handoff_at: Date | null;
  handoff_reason: string | null;
  agent_id: string | null;
}

async function lockConversation(
  scope: OrgScope,
  which: { id: string } | { number: number },
): Promise<LockedRow | undefined> {
  return scope
    .trx("conversations")
    .where({ org_id: scope.orgId, ...which })
    .forUpdate()
    .first("id", "number", "customer_id", "ai_enabled", "handoff_at", "handoff_reason", "agent_id");
}

async function giveBack(scope: OrgScope, row: LockedRow, userId: string): Promise<void> {
  const before = { ai_enabled: row.ai_enabled, handoff_reason: row.handoff_reason, agent_id: row.agent_id };
  const after = { ai_enabled: true, handoff_reason: null, agent_id: null };
  await scope
    .trx("conversations")
    .where({ id: row.id })
    .update({ ...after, handoff_at: null, handoff_told_at: null, updated_at: scope.trx.fn.now() });
  await ConversationEvent.query(scope.trx).insert({
    orgId: scope.orgId,
    conversationId: row.id,
    customerId: row.customer_id,
    userId,
    eventType: "released",
    eventData: before,
  });
  await writeAudit(scope.trx, {
    orgId: scope.orgId,
    by: { userId },
    action: "conversation.release",
    resourceType: "conversation",
    resourceId: row.id,
    changes: { before, after },
  });
}
