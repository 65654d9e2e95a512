import { Conversation, ConversationEvent } from "../../domain/conversations/conversation.ts";
import { Customer } from "../../domain/customers/customer.ts";
import type { Language } from "../../domain/language/language.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { readRules } from "../converse/organisation-rules.ts";
import type { ClaimedDelivery } from "../delivery/claim-delivery.ts";
import type { DeliveryEnd } from "../delivery/delivery-end.ts";
import { findDesk } from "../desk/desk-view.ts";
import { tellThread } from "../desk/tell-thread.ts";
import { plainText } from "../ports/rich-text.ts";
import { setSession } from "./set-session.ts";
import { showSession } from "./show-session.ts";

/** The platform gave a chat back to us, or refused: kept, and told in the thread with its reason. */
export async function endSessionMove(
  scope: OrgScope,
  channels: ChannelDirectory,
  { conversationId, act }: Pick<ClaimedDelivery, "conversationId" | "act">,
  end: DeliveryEnd,
): Promise<void> {
  if (!conversationId) return;
  const conversation = await Conversation.query(scope.trx).findById(conversationId).forUpdate();
  const customer = conversation && (await Customer.query(scope.trx).findById(conversation.customerId));
  if (!conversation || !customer) return;
  const { language } = readRules(await loadSettings(scope));
  const desk = await findDesk(scope, channels, conversation, { customer, language });
  if (end.kind === "sent") {
    await setSession(scope, conversation, { state: "ours" }, act.userId ?? null);
    if (desk) await showSession(scope, desk, { state: "ours" });
    return;
  }
  await ConversationEvent.query(scope.trx).insert({
    orgId: scope.orgId,
    conversationId: conversation.id,
    customerId: conversation.customerId,
    userId: act.userId ?? null,
    eventType: "session_refused",
    eventData: { state: conversation.sessionState, reason: end.reason.slice(0, 300) },
  });
  if (!desk) return;
  const words = refusedWords(conversation.sessionState, codeOf(end.reason))[desk.language];
  await tellThread(scope, desk, {
    content: plainText(words),
    act: { by: "bot", why: "session: refused" },
    elseToAll: true,
  });
}

function refusedWords(state: Conversation["sessionState"], code: string): Record<Language, string> {
  switch (state) {
    case "with_person":
      return {
        en: `✗ The platform did not give the session back${code}: a receptionist has it. When they end it there, the bot answers the customer's next message.`,
        zh: `✗ 平台未交还会话${code}：接待人员正在接待。其在平台结束会话后，客户再次来信时由机器人回复。`,
      };
    case "queued":
      return {
        en: `✗ The platform did not give the session back${code}: it waits there for a receptionist, who has to take it and end it.`,
        zh: `✗ 平台未交还会话${code}：会话仍在接待池中排队，需由接待人员接入并结束。`,
      };
    case "ended":
      return {
        en: `✗ The platform did not open the session again${code}: it has ended. The bot answers the customer's next message.`,
        zh: `✗ 平台未重新开启会话${code}：会话已结束。客户再次来信时由机器人回复。`,
      };
    case null:
      return {
        en: `✗ The platform did not give the session back${code}. Try /release again in a while.`,
        zh: `✗ 平台未交还会话${code}。请稍后再次发送 /release。`,
      };
  }
}

/** The platform's own number for it, as operators look it up. */
function codeOf(reason: string): string {
  const [code] = /\berrcode -?\d+/.exec(reason) ?? [];
  return code ? ` (${code})` : "";
}
