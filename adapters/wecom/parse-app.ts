import type { StoredReceipt } from "../../bot/ports/adapter.ts";
import type { Attachment, InboundEvent } from "../../bot/ports/inbound-event.ts";
import { PayloadError } from "../../infra/errors.ts";
import { appChat, kfChat } from "./chat-address.ts";
import { type EventBase, ignored, instantOf, unknown } from "./event-base.ts";
import { parseAppEvent } from "./parse-app-event.ts";
import { readXmlFields } from "./read-xml.ts";
import { isBell } from "./receive.ts";

type Fields = Record<string, string>;

/** `/help me` or `／help me`; a second slash marks an internal note, which is a message. */
const COMMAND = /^[/／]([\p{L}\p{N}][\p{L}\p{N}_-]*)(?:\s+([\s\S]*))?$/u;

/** One callback of the self-built app (消息格式 path 90239, 事件格式 path 90240). */
export function parseApp(receipt: StoredReceipt, channel: { id: string; agentId: string }): InboundEvent {
  const fields = fieldsOf(receipt.raw);
  const base = baseOf(receipt, channel.id, fields);
  if (isBell(fields)) return ignored(base, "an announcement of 微信客服 messages, which are pulled");
  const agentId = fields["AgentID"];
  if (agentId && agentId !== channel.agentId) return ignored(base, "sent to another app of the corporation");
  if (fields["MsgType"] === "event") return parseAppEvent(base, fields);
  return parseMessage(base, fields);
}

/** A receipt that an earlier version stored must never stop the queue, whatever it holds. */
function fieldsOf(raw: string): Fields {
  try {
    return readXmlFields(raw);
  } catch (error) {
    if (error instanceof PayloadError) return {};
    throw error;
  }
}

function baseOf(receipt: StoredReceipt, channelId: string, fields: Fields): EventBase {
  const sentAt = instantOf(fields["CreateTime"], receipt.receivedAt);
  const common = { channelId, externalId: receipt.externalId, sentAt };
  if (isBell(fields)) {
    const openKfId = fields["OpenKfId"] ?? "";
    const chat = { ...kfChat(openKfId), key: receipt.chat };
    return { ...common, platform: "wecom_kf", chat, sender: { id: openKfId, isBot: true, isSelf: false } };
  }
  const chat = { ...appChat(fields["FromUserName"] || "sys"), key: receipt.chat };
  return { ...common, platform: "wecom", chat, sender: { id: chat.id, isBot: chat.id === "sys", isSelf: false } };
}

function parseMessage(base: EventBase, fields: Fields): InboundEvent {
  const externalMessageId = fields["MsgId"] ?? base.externalId;
  const message = (text: string, attachments: Attachment[] = []): InboundEvent => ({
    kind: "message",
    ...base,
    externalMessageId,
    text,
    attachments,
    addressed: true,
  });
  const type = fields["MsgType"] ?? "";
  if (type === "text") {
    const text = fields["Content"] ?? "";
    const [, command, args] = COMMAND.exec(text.trim()) ?? [];
    if (!command) return message(text);
    return { kind: "command", ...base, command: command.toLowerCase(), args: (args ?? "").trim(), externalMessageId };
  }
  const attachment = attachmentOf(type, fields);
  return attachment ? message("", [attachment]) : unknown(base, type || "message");
}

function attachmentOf(type: string, fields: Fields): Attachment | undefined {
  const mediaId = fields["MediaId"];
  const ref = mediaId ? { ref: { mediaId } } : {};
  switch (type) {
    case "image":
      return { kind: "image", ...ref };
    case "voice":
      return { kind: "voice", ...ref, ...(fields["Format"] ? { details: { format: fields["Format"] } } : {}) };
    case "video":
      return { kind: "video", ...ref };
    case "location":
      return {
        kind: "location",
        details: {
          latitude: Number(fields["Location_X"]),
          longitude: Number(fields["Location_Y"]),
          label: fields["Label"] ?? "",
        },
      };
    case "link":
      return {
        kind: "card",
        ...(fields["Title"] ? { name: fields["Title"] } : {}),
        details: { title: fields["Title"] ?? "", description: fields["Description"] ?? "", url: fields["Url"] ?? "" },
      };
    default:
      return undefined;
  }
}
