import { setTimeout as wait } from "node:timers/promises";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { OutboundFile, OutboundMessage, SentMessage } from "../../bot/ports/outbound-message.ts";
import { maxFileBytes } from "./capabilities.ts";
import { toDeliveryError, within } from "./errors.ts";
import { messageKey, readChatId } from "./keys.ts";
import type { Pace } from "./pace.ts";
import { renderText } from "./render.ts";
import type { LiveSession, Session } from "./session.ts";
import type { FileBox, Talkable } from "./wechaty-api.ts";

export interface Sending {
  session: Session;
  pace: Pace;
  /** Between a text and its file, which are two messages. */
  gapMs: number;
}

/** A text is sent in a moment; a file goes to WeChat whole before the puppet answers. */
const textMs = 30_000;
const fileMs = 120_000;

/**
 * Says a text, a file, or both, the text first, to a contact or room. The id is null where the puppet tells none.
 * Mentions and replies do not exist in wechaty's sending, so `replyTo` is not shown.
 * @throws DeliveryError
 */
export async function sendMessage(message: OutboundMessage, sending: Sending): Promise<SentMessage> {
  const { session, pace, gapMs } = sending;
  const live = session.use();
  const chat = chatOf(live, message.target.chatId);
  const [file, ...otherFiles] = message.files ?? [];
  if (otherFiles.length > 0) throw new DeliveryError("rejected", "a WeChat message carries at most one file");
  const attached = file && fileBoxOf(live, file);
  const text = renderText(message.content, message.buttons);
  if (text === "" && !attached) throw new DeliveryError("rejected", "there is nothing to send");

  pace.take();
  if (!attached) return sentAs([await say(chat, text, textMs)]);
  if (text === "") return sentAs([await say(chat, attached, fileMs)]);
  const said = await say(chat, text, textMs);
  await wait(gapMs);
  pace.takeLate();
  return sentAs([said, await sayRest(chat, attached)]);
}

function chatOf({ bot }: LiveSession, chatId: string): Talkable {
  const chat = readChatId(chatId);
  if (!chat) throw new DeliveryError("rejected", "this is no WeChat contact or room", { fault: "recipient_gone" });
  return chat.kind === "room" ? bot.Room.load(chat.id) : bot.Contact.load(chat.id);
}

function fileBoxOf({ packages }: LiveSession, { bytes, name }: OutboundFile): FileBox {
  if (bytes.byteLength > maxFileBytes) {
    throw new DeliveryError("rejected", `the file has more than ${maxFileBytes} bytes`, {
      details: { bytes: bytes.byteLength },
    });
  }
  // Puppets write it to a file of that name before they upload it.
  return packages.fileBox(Buffer.from(bytes), name.replace(/[/\\\p{Cc}]/gu, "_"));
}

/** The id of what was said, undefined where the puppet tells none. */
async function say(chat: Talkable, what: string | FileBox, timeoutMs: number): Promise<string | undefined> {
  try {
    return (await within(timeoutMs, chat.say(what)))?.id;
  } catch (error) {
    throw toDeliveryError(error);
  }
}

/** The file after its text. The text is there already, so no failure from here on is one in which nothing happened. */
async function sayRest(chat: Talkable, file: FileBox): Promise<string | undefined> {
  try {
    return await say(chat, file, fileMs);
  } catch (error) {
    if (!(error instanceof DeliveryError) || error.outcome !== "retry") throw error;
    throw new DeliveryError("uncertain", `the text arrived, its file did not: ${error.message}`, {
      fault: error.fault,
      details: error.details,
    });
  }
}

function sentAs(said: (string | undefined)[]): SentMessage {
  const ids = said.filter((id) => id !== undefined);
  const [first] = ids;
  if (first === undefined) return { externalMessageId: null };
  return { externalMessageId: messageKey(first), handle: { messageIds: JSON.stringify(ids) } };
}
