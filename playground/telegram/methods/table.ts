import type { Method } from "../emulation.ts";
import { getChat, getChatAdministrators, getChatMember, getChatMemberCount, getMe } from "./chats.ts";
import { getMyCommands, setMyCommands } from "./commands.ts";
import { deleteMessage, editMessageCaption, editMessageText } from "./edits.ts";
import { getFile, sendDocument, sendPhoto } from "./files.ts";
import { answerCallbackQuery } from "./presses.ts";
import { sendChatAction } from "./send-chat-action.ts";
import { sendMessage } from "./send-message.ts";
import { closeForumTopic, createForumTopic, deleteForumTopic, editForumTopic, reopenForumTopic } from "./topics.ts";
import { deleteWebhook, getUpdates, getWebhookInfo, setWebhook } from "./updates.ts";

/** Every method of the Bot API that is emulated. Names are not case-sensitive, as with the real one. */
export const methods: ReadonlyMap<string, Method> = new Map(
  Object.entries<Method>({
    getMe,
    getUpdates,
    setWebhook,
    deleteWebhook,
    getWebhookInfo,
    sendChatAction,
    sendMessage,
    sendPhoto,
    sendDocument,
    editMessageText,
    editMessageCaption,
    deleteMessage,
    answerCallbackQuery,
    setMyCommands,
    getMyCommands,
    getFile,
    getChat,
    getChatMember,
    getChatMemberCount,
    getChatAdministrators,
    createForumTopic,
    editForumTopic,
    closeForumTopic,
    reopenForumTopic,
    deleteForumTopic,
  }).map(([name, method]) => [name.toLowerCase(), method]),
);
