import type { FetchedFile } from "../../bot/ports/adapter.ts";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { FileRef } from "../../bot/ports/inbound-event.ts";
import { describeError, within } from "./errors.ts";
import type { Session } from "./session.ts";
import type { WechatyMessage } from "./wechaty-api.ts";

const fetchMs = 60_000;

/**
 * The file of a message, through the session that received it: puppets keep messages for a while only, so after a
 * restart older files are gone.
 * @throws DeliveryError `rejected` when the session does not know the message, else `retry`
 */
export async function fetchFile({ messageId }: FileRef, session: Session): Promise<FetchedFile> {
  const { bot } = session.use();
  if (!messageId) throw new DeliveryError("rejected", "this is no file of a WeChat message");
  const message = await orRetry(bot.Message.find({ id: messageId }));
  if (!message) {
    throw new DeliveryError("rejected", "the WeChat session no longer knows this message, so its file is gone");
  }
  return orRetry(open(message));
}

async function open(message: WechatyMessage): Promise<FetchedFile> {
  const file = await message.toFileBox();
  return { stream: await file.toStream(), name: file.name, ...(file.mediaType && { mimeType: file.mediaType }) };
}

/** Reading changes nothing at WeChat, so every failure may be tried again. */
async function orRetry<T>(work: Promise<T>): Promise<T> {
  try {
    return await within(fetchMs, work);
  } catch (error) {
    throw new DeliveryError("retry", "the puppet did not hand out the file", { details: { ...describeError(error) } });
  }
}
