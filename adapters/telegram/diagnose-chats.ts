import type { Api } from "grammy";
import type { ChatMember, UserFromGetMe } from "grammy/types";
import type { Diagnosis } from "../../bot/ports/adapter.ts";

/** The desk: a supergroup with topics, in which the bot is an administrator who may manage them. */
export async function checkDeskChat(api: Api, chatId: string, me: UserFromGetMe): Promise<Diagnosis[]> {
  const check = "desk chat";
  const chat = await api.getChat(chatId);
  const member = await api.getChatMember(chatId, me.id);
  const findings: string[] = [];
  if (chat.type !== "supergroup" || !chat.is_forum) findings.push("turn on topics in the group's settings");
  // Without it privacy mode hides from the bot what people write in the topics.
  if (!isAdministrator(member)) findings.push(`make @${me.username} an administrator`);
  else if (!mayManageTopics(member)) findings.push(`give @${me.username} the right to manage topics`);
  if (findings.length > 0) return [{ check, ok: false, message: `in the group's settings: ${findings.join("; ")}` }];
  return [{ check, ok: true, message: "a group with topics, which the bot may manage" }];
}

/** The alert chat: any chat in which the bot may write. */
export async function checkAlertChat(api: Api, chatId: string, me: UserFromGetMe): Promise<Diagnosis[]> {
  const check = "alert chat";
  const chat = await api.getChat(chatId);
  if (chat.type === "private") return [{ check, ok: true, message: "a private chat" }];
  if (mayWrite(await api.getChatMember(chatId, me.id)))
    return [{ check, ok: true, message: "the bot may write there" }];
  return [{ check, ok: false, message: `let @${me.username} write messages in the alert chat` }];
}

const isAdministrator = ({ status }: ChatMember): boolean => status === "administrator" || status === "creator";

const mayManageTopics = (member: ChatMember): boolean =>
  member.status === "creator" || (member.status === "administrator" && member.can_manage_topics === true);

const mayWrite = (member: ChatMember): boolean =>
  member.status === "restricted"
    ? member.can_send_messages
    : ["member", "administrator", "creator"].includes(member.status);
