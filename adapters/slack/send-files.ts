import { setTimeout as wait } from "node:timers/promises";
import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import type { OutboundFile, OutboundMessage, SentMessage } from "../../bot/ports/outbound-message.ts";
import { toDeliveryError } from "./delivery-errors.ts";
import { renderMessage } from "./render.ts";

const uploaded = z.object({ files: z.array(z.object({ files: z.array(z.object({ id: z.string() })) })) });

const share = z.record(z.string(), z.array(z.object({ ts: z.string() })));
const shares = z.object({ file: z.object({ shares: z.object({ public: share, private: share }).partial() }) });

/**
 * Uploads files and shares them as one message ("Working with files"; the SDK's three steps). The text goes along as
 * blocks, with its buttons. Slack shares after it has answered and does not say where: the message is asked for
 * through `files.info`, and its id stays unknown (null) when that takes longer than a second.
 * Throws DeliveryError.
 */
export async function sendFiles(
  client: WebClient,
  message: OutboundMessage,
  files: OutboundFile[],
): Promise<SentMessage> {
  const { chatId, threadId } = message.target;
  const { blocks } = renderMessage(message.content, message.buttons);
  const where = threadId ? { channel_id: chatId, thread_ts: threadId } : { channel_id: chatId };
  try {
    const answer = await client.filesUploadV2({
      ...where,
      ...(blocks.length > 0 ? { blocks } : {}),
      file_uploads: files.map(({ name, bytes }) => ({ filename: name, file: Buffer.from(bytes) })),
    });
    const fileId = uploaded.parse(answer).files[0]?.files[0]?.id;
    const ts = fileId ? await findShare(client, fileId, chatId) : null;
    return { externalMessageId: ts ? `${chatId}:${ts}` : null };
  } catch (error) {
    throw toDeliveryError(error, "files.completeUploadExternal");
  }
}

/** The file is sent by now, so a failure to find its message must not make it look unsent. */
async function findShare(client: WebClient, file: string, channel: string): Promise<string | null> {
  for (const pauseMs of [0, 250, 500]) {
    await wait(pauseMs);
    const answer = await client.files.info({ file }).catch(() => null);
    const read = shares.safeParse(answer);
    const { public: open = {}, private: closed = {} } = read.success ? read.data.file.shares : {};
    const ts = (open[channel] ?? closed[channel])?.[0]?.ts;
    if (ts) return ts;
  }
  return null;
}
