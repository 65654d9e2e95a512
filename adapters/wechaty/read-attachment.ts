import type { Attachment } from "../../bot/ports/inbound-event.ts";
import type { Card, ReceivedMessage } from "./received-message.ts";

const fileKinds = { image: "image", audio: "voice", video: "video", attachment: "file", emoticon: "sticker" } as const;
/** Shown as a card by WeChat; wechaty tells no more than that they are there. */
const bareCards = new Set(["chat_history", "group_note", "transfer", "red_envelope", "post"]);

const isFile = (type: string): type is keyof typeof fileKinds => Object.hasOwn(fileKinds, type);

/** What a message carries instead of text; undefined for types that we do not know. */
export function readAttachment({ id, type, fileName, card }: ReceivedMessage): Attachment | undefined {
  if (isFile(type)) return { kind: fileKinds[type], ref: { messageId: id }, ...(fileName && { name: fileName }) };
  switch (type) {
    case "location":
      return { kind: "location", ...named(card?.name), details: { ...card } };
    case "contact":
      return { kind: "contact", ...named(card?.name), details: { ...card } };
    case "url":
    case "mini_program":
      return { kind: "card", ...named(card?.title), details: { type, ...card } };
    default:
      return bareCards.has(type) ? { kind: "card", details: { type } } : undefined;
  }
}

const named = (name: Card["name"]): { name?: string } => (name ? { name } : {});
