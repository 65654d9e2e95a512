import type { Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import type { TelegramEmulator } from "../telegram/index.ts";
import type { EmulatedWecom, ShownMessage } from "../wecom/index.ts";
import type { Chat } from "./chats.ts";
import type { Turn } from "./describe-turn.ts";
import type { Row } from "./read-turn.ts";

/** A customer's chat as the page draws it, with what the product knows of it. */
export interface CustomerView {
  chat: Chat;
  /** As the platform has them. */
  messages: unknown[];
  /** True while the newest word of the customer is not stored, or its turn is under way. */
  isBusy: boolean;
  /** The newest of the customer's messages that is known to be stored; 0 where the platform shows no such thing. */
  storedUpTo: number;
  turn: Turn | null;
  /** Where the conversation stands now, and its thread at the desk. */
  conversation: Row | null;
}

/** A private chat on the emulated Telegram. */
export function telegramView(
  emulator: TelegramEmulator,
  chat: Chat,
  turn: Turn | null,
): Omit<CustomerView, "conversation"> {
  const said = emulator.messages(Number(chat.id));
  const messages = said.filter(({ isDeleted }) => !isDeleted).map(({ message }) => message);
  const storedUpTo = newestStored(turn?.inbound);
  const own = messages.filter(({ from }) => from?.id === Number(chat.id)).at(-1);
  const isBusy = turn?.state === "working" || (own !== undefined && own.message_id > storedUpTo);
  return { chat, messages, isBusy, storedUpTo, turn };
}

/** A chat with the emulated 微信客服 account. */
export function wechatView(
  emulator: EmulatedWecom,
  openKfId: string,
  chat: Chat,
  turn: Turn | null,
): Omit<CustomerView, "conversation"> {
  const messages = emulator.kfChat(openKfId, chat.id);
  return { chat, messages, isBusy: turn?.state === "working" || isUnheard(messages, turn), storedUpTo: 0, turn };
}

function newestStored(inbound: unknown): number {
  const update = inbound as Record<string, { message_id?: number; message?: { message_id?: number } }> | undefined; // Telegram's update, stored by the product
  const press = update?.["callback_query"]?.message;
  return (update?.["message"] ?? update?.["edited_message"] ?? press)?.message_id ?? 0;
}

/** True while the newest thing in the chat is the customer's, and the product has worked something older last. */
function isUnheard(messages: ShownMessage[], turn: Turn | null): boolean {
  const last = messages.at(-1);
  if (last?.from !== "customer" || last.deleted) return false;
  const sentAt = (turn?.inbound as { send_time?: number } | undefined)?.send_time ?? 0; // an item of sync_msg
  return Math.floor(last.at / 1000) > sentAt;
}

/** The newest conversation of a chat, with its thread. */
export async function readConversationOf(
  db: Database,
  orgId: string,
  { channelId, chat }: { channelId: string; chat: string },
): Promise<Row | null> {
  return inOrganization(db, orgId, async ({ trx }) => {
    const row = await trx("conversations as v")
      .leftJoin("desk_threads as t", "t.conversation_id", "v.id")
      .leftJoin("users as u", "u.id", "v.agent_id")
      .where({ "v.org_id": orgId, "v.channel_id": channelId, "v.chat": chat })
      .orderBy("v.created_at", "desc")
      .first(
        trx.raw("'C' || v.number AS code"),
        "v.status",
        "v.ai_enabled",
        "v.handoff_at",
        "u.name as agent",
        "t.thread_id",
      );
    return row ?? null;
  });
}
