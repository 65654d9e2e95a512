import type { ChatRef } from "../../bot/ports/inbound-event.ts";

/** The two kinds of chat that one WeCom channel serves. */
export type ChatAddress =
  /** A member in the self-built app; for sending also `a|b` or `@all`. */
  | { kind: "app"; userId: string }
  /** A WeChat customer at a 微信客服 account. */
  | { kind: "kf"; openKfId: string; externalUserId: string };

/** Reads `ChatRef.id` back. A member's userid has no colon (letters, digits and `-_@.`; 创建成员, path 90195). */
export function readChatId(chatId: string): ChatAddress {
  const colon = chatId.indexOf(":");
  if (colon < 0) return { kind: "app", userId: chatId };
  return { kind: "kf", openKfId: chatId.slice(0, colon), externalUserId: chatId.slice(colon + 1) };
}

/** The chat of a member with the app. Userids are case-insensitive and reported in varying case (path 90236). */
export function appChat(userId: string): ChatRef {
  const id = userId.toLowerCase();
  return { key: `app:${id}`, id, kind: "staff" };
}

/** The chat of a customer at a 微信客服 account; without a customer, the account itself. */
export function kfChat(openKfId: string, externalUserId?: string): ChatRef {
  const id = externalUserId ? `${openKfId}:${externalUserId}` : openKfId;
  return { key: `kf:${id}`, id, kind: "private" };
}

/** `external_message_id` of the contract for a message in a 微信客服 chat: `OPEN_KFID:MSGID`. */
export function kfMessageId(chat: Pick<ChatRef, "id">, msgid: string): string {
  const address = readChatId(chat.id);
  return `${address.kind === "kf" ? address.openKfId : chat.id}:${msgid}`;
}
