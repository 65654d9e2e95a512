import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { type FileReference, queueDelivery } from "../delivery/queue-delivery.ts";
import type { Button } from "../ports/outbound-message.ts";
import type { RichText } from "../ports/rich-text.ts";
import { refuse } from "./refuse.ts";
import { privateChatsOf } from "./tell-person.ts";

/** What somebody asked for by a command, for their private chat. */
export interface PrivateAnswer {
  userId: string;
  /** Where they asked: their private chat there is preferred. */
  channelId: string;
  /** The command's name. */
  command: string;
  receipt: string;
  content: RichText;
  files?: FileReference[];
  buttons?: Button[][];
}

/** Sends it. @throws RuleError with words for the person when they cannot be written to in private. */
export async function sendPrivately(scope: OrgScope, channels: ChannelDirectory, answer: PrivateAnswer): Promise<void> {
  const chats = await privateChatsOf(scope, channels, answer.userId);
  const chat = chats.find((one) => one.channel.id === answer.channelId) ?? chats[0];
  if (!chat) {
    return refuse("private", { en: "I cannot write to you in private here.", zh: "我无法在此给您发私信。" });
  }
  await queueDelivery(scope, {
    channel: chat.channel,
    chat: chat.key,
    target: { chatId: chat.chatId },
    audience: "staff",
    purpose: "command",
    content: answer.content,
    files: answer.files ?? [],
    ...(answer.buttons ? { buttons: answer.buttons } : {}),
    act: { by: "user", userId: answer.userId, why: `command: ${answer.command}`, receipt: answer.receipt },
  });
}
