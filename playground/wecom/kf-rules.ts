import { z } from "zod";
import { errcodes, WecomRefusal } from "./errcodes.ts";
import { mediaOf } from "./media-api.ts";
import { readText } from "./read-markup.ts";
import { type ShownButton, type ShownMessage, shownMessage } from "./shown-message.ts";
import type { KfAccount, Session, World } from "./world.ts";

export interface KfRules {
  /** Messages of ours after each of the customer's: five (发送消息, path 94677). */
  repliesPerTurn: number;
  /** How long after the customer's last message: 48 hours. */
  windowMs: number;
}

export const officialKfRules: KfRules = { repliesPerTurn: 5, windowMs: 48 * 3_600_000 };

/** 发送消息 (path 94677). */
const MAX_TEXT_BYTES = 2048;
const MAX_HEAD_BYTES = 1024;
const MAX_LINE_BYTES = 256;
const MAX_ITEMS = 50;
const MAX_PRESSED_ITEMS = 10;

const MenuItem = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("click"),
    click: z.object({ id: z.string().min(1).max(128), content: z.string().min(1).max(128) }),
  }),
  z.object({ type: z.literal("view"), view: z.object({ url: z.string().min(1), content: z.string().min(1) }) }),
  z.object({
    type: z.literal("text"),
    text: z.object({ content: z.string().min(1), no_newline: z.number().default(0) }),
  }),
]);

const Message = z.looseObject({
  msgid: z
    .string()
    .regex(/^[0-9a-zA-Z_-]{1,32}$/)
    .optional(),
  msgtype: z.string(),
  text: z.object({ content: z.string().min(1) }).optional(),
  image: z.object({ media_id: z.string() }).optional(),
  file: z.object({ media_id: z.string() }).optional(),
  msgmenu: z.object({ head_content: z.string().default(""), list: z.array(MenuItem).max(MAX_ITEMS) }).optional(),
});

/** What the customer would see of a message, if WeCom takes it; its `msgid` is used up then. */
export function readKfMessage(world: World, account: KfAccount, body: unknown): ShownMessage {
  const read = Message.safeParse(body);
  if (!read.success) throw new WecomRefusal(errcodes.invalidParameter);
  const message = read.data;
  if (message.msgid && account.usedMsgids.has(message.msgid)) throw new WecomRefusal(errcodes.usedMsgid);
  const id = message.msgid ?? `kfmsg-${world.nextNumber()}`;
  return shownMessage({ id, from: "us", at: world.now(), ...contentOf(world, message) });
}

/** The two limits and the session's state, in which alone the interface may send. */
export function refuseOutsideWindow(world: World, session: Session, rules: KfRules): void {
  if (session.state !== 0 && session.state !== 1) throw new WecomRefusal(errcodes.invalidState);
  if ((session.lastCustomerAt ?? -Infinity) <= world.now() - rules.windowMs) throw new WecomRefusal(errcodes.tooLate);
  if (session.replies >= rules.repliesPerTurn) throw new WecomRefusal(errcodes.tooManyReplies);
}

function contentOf(world: World, message: z.infer<typeof Message>): Partial<ShownMessage> {
  if (message.msgtype === "text" && message.text) {
    refuseLong(message.text.content, MAX_TEXT_BYTES);
    return readText(message.text.content);
  }
  if (message.msgtype === "msgmenu" && message.msgmenu) return menuOf(message.msgmenu);
  const media = message.msgtype === "image" ? message.image : message.msgtype === "file" ? message.file : undefined;
  if (!media) throw new WecomRefusal(errcodes.invalidParameter);
  return { text: "", files: [mediaOf(world, media.media_id).name] };
}

function menuOf({ head_content, list }: { head_content: string; list: z.infer<typeof MenuItem>[] }) {
  refuseLong(head_content, MAX_HEAD_BYTES);
  let text = head_content;
  const buttons: ShownButton[] = [];
  for (const item of list) {
    if (item.type === "click") buttons.push({ id: item.click.id, label: item.click.content });
    if (item.type === "view") buttons.push({ id: "", label: item.view.content, url: item.view.url });
    if (item.type === "text") {
      refuseLong(item.text.content, MAX_LINE_BYTES);
      text += item.text.content + (item.text.no_newline ? "" : "\n");
    }
  }
  if (buttons.length > MAX_PRESSED_ITEMS) throw new WecomRefusal(errcodes.tooManyItems);
  return { text: text.trimEnd(), buttons };
}

function refuseLong(text: string, maxBytes: number): void {
  if (Buffer.byteLength(text, "utf8") > maxBytes) throw new WecomRefusal(errcodes.tooLong);
}
