import { z } from "zod";
import type { Attachment } from "../../bot/ports/inbound-event.ts";

const Content = z.looseObject({
  media_id: z.string().optional(),
  title: z.string().optional(),
  head_content: z.string().optional(),
  name: z.string().optional(),
  userid: z.string().optional(),
});

const MEDIA = { image: "image", voice: "voice", video: "video", file: "file" } as const;

/** Cards of other apps and places that a customer forwards (接收消息和事件, path 94670). */
const CARDS = new Set([
  "link",
  "miniprogram",
  "channels",
  "channels_shop_product",
  "channels_shop_order",
  "merged_msg",
  "note",
  // A receptionist's; ours are not in the list.
  "msgmenu",
]);

/** What a customer or receptionist sent besides text. A type that we do not know is named, not passed over. */
export function kfAttachment(type: string, raw: unknown): Attachment {
  const content = Content.safeParse(raw ?? {}).data;
  if (!content) return { kind: "card", details: { type } };
  if (isMedia(type)) {
    return { kind: MEDIA[type], ...(content.media_id ? { ref: { mediaId: content.media_id } } : {}) };
  }
  if (type === "location") return { kind: "location", ...named(content.name), details: content };
  if (type === "business_card") return { kind: "contact", ...named(content.userid), details: content };
  if (CARDS.has(type))
    return { kind: "card", ...named(content.title ?? content.head_content), details: { type, ...content } };
  return { kind: "card", details: { type } };
}

const isMedia = (type: string): type is keyof typeof MEDIA => Object.hasOwn(MEDIA, type);

const named = (name: string | undefined): { name?: string } => (name ? { name } : {});
