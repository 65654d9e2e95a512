import { z } from "zod";
import type { StoredReceipt } from "../../bot/ports/adapter.ts";
import type { Attachment, InboundEvent } from "../../bot/ports/inbound-event.ts";
import { kfChat, kfMessageId, readChatId } from "./chat-address.ts";
import { type EventBase, instantOf, unknown } from "./event-base.ts";
import { kfAttachment } from "./kf-attachment.ts";
import { parseKfEvent } from "./parse-kf-event.ts";

/** `origin` of an item: who it came from (接收消息和事件, path 94670). */
const CUSTOMER = 3;
const RECEPTIONIST = 5;

const KfItem = z.looseObject({
  msgid: z.string(),
  send_time: z.number().optional(),
  origin: z.number().optional(),
  servicer_userid: z.string().optional(),
  msgtype: z.string(),
  text: z.looseObject({ content: z.string(), menu_id: z.string().optional() }).optional(),
  event: z.looseObject({ event_type: z.string() }).optional(),
});
type KfItem = z.infer<typeof KfItem>;

/** One item that `kf/sync_msg` gave, as `pull` stored it. */
export function parseKf(receipt: StoredReceipt, channelId: string): InboundEvent {
  const item = readItem(receipt.raw);
  const base = baseOf(receipt, channelId, item);
  if (!item) return unknown(base, "kf item");
  if (item.msgtype === "event") return parseKfEvent(base, item.event);
  if (item.origin !== CUSTOMER && item.origin !== RECEPTIONIST) return unknown(base, `kf origin ${item.origin}`);
  return parseMessage(base, item);
}

function readItem(raw: string): KfItem | undefined {
  try {
    return KfItem.safeParse(JSON.parse(raw)).data;
  } catch {
    return undefined; // Not JSON: the event then says so, as `unknown`.
  }
}

function baseOf(receipt: StoredReceipt, channelId: string, item: KfItem | undefined): EventBase {
  const id = receipt.chat.slice("kf:".length);
  const address = readChatId(id);
  const customer = address.kind === "kf" ? address.externalUserId : undefined;
  const openKfId = address.kind === "kf" ? address.openKfId : id;
  return {
    channelId,
    externalId: receipt.externalId,
    platform: "wecom_kf",
    chat: { ...kfChat(openKfId, customer), key: receipt.chat },
    sender: { id: customer ?? openKfId, isBot: customer === undefined, isSelf: false },
    sentAt: instantOf(item?.send_time, receipt.receivedAt),
  };
}

function parseMessage(base: EventBase, item: KfItem): InboundEvent {
  const menuId = item.text?.menu_id;
  // A pressed menu item comes as a text of the customer that carries the item's id.
  if (item.origin === CUSTOMER && item.text && menuId) {
    const shownAs = { externalMessageId: kfMessageId(base.chat, item.msgid), text: item.text.content };
    return { kind: "action", ...base, actionId: menuId, shownAs };
  }
  const message = (text: string, attachments: Attachment[] = []): InboundEvent => ({
    kind: "message",
    ...base,
    externalMessageId: kfMessageId(base.chat, item.msgid),
    text,
    attachments,
    addressed: true,
    ...(item.origin === RECEPTIONIST ? { typedByStaff: { userId: (item.servicer_userid ?? "").toLowerCase() } } : {}),
  });
  if (item.msgtype === "text" && item.text) return message(item.text.content);
  return message("", [kfAttachment(item.msgtype, item[item.msgtype])]);
}
