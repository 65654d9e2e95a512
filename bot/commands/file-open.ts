import { maskedExcerpt } from "../../domain/content/secrets/masked-excerpt.ts";
import { Conversation } from "../../domain/conversations/conversation.ts";
import { Message } from "../../domain/conversations/message.ts";
import { mayReadCustomer } from "../../domain/customers/may-read-customer.ts";
import { refuse } from "../desk/refuse.ts";
import { isTextWithheld, withheldWords } from "../desk/text-withheld.ts";
import type { KeptAttachment } from "../files/download-attachments.ts";
import { attachmentsOf } from "../files/file-change.ts";
import { makeFileLink } from "../files/file-link.ts";
import { paragraph, plainText } from "../ports/rich-text.ts";
import type { ButtonAction, CommandAnswer, CommandContext } from "./command.ts";

/** Gives whoever presses, alone, a link to a customer's file that works for a while. The argument is `MESSAGE:INDEX`. */
export const fileOpen: ButtonAction = {
  name: "file_open",
  permission: "file.open",
  run: async (context, argument) => {
    const [messageId = "", index = ""] = argument.split(":");
    const message = await findMessage(context, messageId);
    const attachment = attachmentsOf(message)[Number(index)];
    if (!attachment || !/^\d{1,3}$/.test(index)) return gone();
    await refuseStrangers(context, message);
    await refuseOutside(context, message);
    return attachment.blob ? link(context, message, attachment, attachment.blob) : whyNotHere(context, attachment);
  },
};

async function findMessage({ scope }: CommandContext, id: string): Promise<Message> {
  const found = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
    ? await Message.query(scope.trx).findOne({ orgId: scope.orgId, id })
    : undefined;
  return found ?? gone();
}

async function refuseStrangers({ scope, staff }: CommandContext, { customerId }: Message): Promise<void> {
  if (customerId && (await mayReadCustomer(scope, staff, customerId))) return;
  return refuse("file_out_of_reach", {
    en: "This customer is neither yours nor your team's: whoever has the conversation, or a manager, can open the file.",
    zh: "此客户不属于您或您的团队：请由负责该会话的同事或经理打开此文件。",
  });
}

/** A file says as much as the words that must not be shown here. */
async function refuseOutside({ scope, channel }: CommandContext, message: Message): Promise<void> {
  const conversation = await Conversation.query(scope.trx).findById(message.conversationId).throwIfNotFound();
  const about = { teamId: conversation.teamId, customerId: message.customerId };
  if (await isTextWithheld(scope, channel, about)) return refuse("region", withheldWords);
}

async function link(
  { scope, deps, staff, language }: CommandContext,
  message: Message,
  attachment: KeptAttachment,
  blob: { sha256: string },
): Promise<CommandAnswer> {
  const { kind, name = kind, mimeType = null } = attachment;
  const { token, minutes } = await makeFileLink(
    scope,
    { sha256: blob.sha256, name, kind, mimeType },
    { userId: staff.userId, message: { id: message.id, sentAt: message.sentAt }, at: deps.clock.now() },
  );
  const words = {
    en: ` · for you alone, for ${minutes} minutes; each opening is logged. Do not pass the link on.`,
    zh: ` · 仅供您本人使用，${minutes} 分钟内有效，每次打开都会记录。请勿转发链接。`,
  }[language];
  const url = `${deps.publicUrl}/files/${token}`;
  const label = { en: `Open ${maskedExcerpt(name, 100)}`, zh: `打开 ${maskedExcerpt(name, 100)}` }[language];
  return { say: [paragraph({ type: "link", url, children: [{ type: "text", text: label }] }, words)] };
}

function whyNotHere({ language }: CommandContext, { error }: KeptAttachment): CommandAnswer {
  const words = error
    ? { en: `This file is not here: ${error}.`, zh: `此文件未能取回：${error}。` }
    : { en: "The file is still on its way here. Press again in a moment.", zh: "文件正在取回，请稍后再按。" };
  return plainText(words[language]);
}

function gone(): never {
  return refuse("no_file", { en: "This file does not exist any more.", zh: "此文件已不存在。" });
}
