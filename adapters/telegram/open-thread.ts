import type { OpenedThread } from "../../bot/ports/adapter.ts";
import type { AdapterLog } from "../../bot/ports/channel-config.ts";
import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { OutboundMessage, SentMessage } from "../../bot/ports/outbound-message.ts";
import type { TelegramApis } from "./apis.ts";
import { toChatId } from "./chat-id.ts";
import { toDeliveryError } from "./errors.ts";
import { sendMessage } from "./send.ts";

/** Bot API, createForumTopic: name. Counted in UTF-16 units, the strictest reading of "characters". */
const maxTitleLength = 128;

/**
 * Creates a topic and says its first words in it. Needs a forum supergroup and `can_manage_topics`.
 *
 * Nothing makes the creation idempotent. A lost answer is `uncertain`: the topic is then known by its title from the
 * `thread_opened` event, since Telegram reports topics that the bot itself made (tdlib/telegram-bot-api, Client.cpp,
 * need_skip_update_message). Once the topic is there, the opening never fails: a second attempt would make a second
 * topic. When its first words do not arrive, `sent.externalMessageId` is null and the caller sends them into the thread.
 * @throws DeliveryError
 */
export async function openThread(
  apis: TelegramApis,
  log: AdapterLog,
  title: string,
  message: OutboundMessage,
): Promise<OpenedThread> {
  const { respondTo: _asked, replyTo: _answered, target, ...first } = message;
  const threadId = await createTopic(apis, target.chatId, title);
  const url = topicUrl(target.chatId, threadId);
  const sent = await sendFirst(apis, log, { ...first, target: { chatId: target.chatId, threadId } });
  return { threadId, sent, ...(url !== undefined && { url }) };
}

async function createTopic({ calls }: TelegramApis, chatId: string, title: string): Promise<string> {
  try {
    const topic = await calls.createForumTopic(toChatId(chatId), shortened(title));
    return String(topic.message_thread_id);
  } catch (error) {
    throw toDeliveryError(error);
  }
}

async function sendFirst(apis: TelegramApis, log: AdapterLog, message: OutboundMessage): Promise<SentMessage> {
  try {
    return await sendMessage(apis, message);
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    log.warn("telegram.topic_without_first_message", { outcome: error.outcome, fault: error.fault });
    return { externalMessageId: null };
  }
}

/** Supergroups are `-100…` in the Bot API and without that in links. */
function topicUrl(chatId: string, threadId: string): string | undefined {
  const internalId = /^-100(\d+)$/.exec(chatId)?.[1];
  return internalId === undefined ? undefined : `https://t.me/c/${internalId}/${threadId}`;
}

function shortened(title: string): string {
  if (title.length <= maxTitleLength) return title;
  let kept = "";
  for (const { segment } of new Intl.Segmenter("und").segment(title)) {
    if (kept.length + segment.length >= maxTitleLength) break;
    kept += segment;
  }
  return `${kept}…`;
}
