import { writeAudit } from "../../domain/control/audit-log.ts";
import { Message } from "../../domain/conversations/message.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { mirrorOutbound } from "../desk/mirror.ts";
import { refuse } from "../desk/refuse.ts";
import { type AgentWords, sendAsAgent } from "../desk/send-as-agent.ts";
import { deskOf } from "../desk/show-change.ts";
import { whichConversation } from "../desk/which-conversation.ts";
import { findAsked, findRelease, type Release, releaseDaysOf } from "../files/released-files.ts";
import { conversationOfFile, MAX_FILES, readStaffFile, type StaffFile } from "../files/staff-file.ts";
import { plainText, type RichText } from "../ports/rich-text.ts";
import type { ButtonAction, CommandAnswer, CommandContext } from "./command.ts";

/** Asks for somebody else's release of the files that one posted; what was released lately is offered at once. */
export const fileAsk: ButtonAction = { name: "file_ask", permission: "conversation.take", run: ask };

/** Sends files whose bytes were released lately. */
export const fileSend: ButtonAction = { name: "file_send", permission: "conversation.take", run: sendReleased };

async function ask(context: CommandContext, noteId: string): Promise<CommandAnswer> {
  const { scope, language } = context;
  const before = await prepare(context, noteId);
  const releases = await releasesOf(context, before.file);
  // An approved material is the organisation's own: there is nothing to look at once more.
  if (releases?.every((release) => "material" in release)) return sendReleased(context, noteId);
  if (releases) {
    const words = {
      en: `Released before (${namesOf(releases, "en")}): it can go to ${before.customer.name} now.`,
      zh: `此文件已获批准（${namesOf(releases, "zh")}），可以直接发送给 ${before.customer.name}。`,
    }[language];
    return { say: plainText(words), buttons: [[sendButton(noteId, language)]] };
  }
  const release = { note: noteId, files: before.file.files.map(({ name, kind, size }) => ({ name, kind, size })) };
  const result = await sendAsAgent(scope, context.deps, { ...before.words, why: "button: file_ask", release });
  const number = result.held ? result.approvalNumber : 0;
  await mirrorOutbound(scope, before.desk, { ...before.shown, heldAs: number });
  const words = {
    en: `Asked: it goes to ${before.customer.name} when somebody else approves ${number}.`,
    zh: `已申请：其他有权限的同事批准 ${number} 后，将发送给 ${before.customer.name}。`,
  };
  return plainText(words[language]);
}

async function sendReleased(context: CommandContext, noteId: string): Promise<CommandAnswer> {
  const { scope, staff, language } = context;
  const before = await prepare(context, noteId);
  const releases = await releasesOf(context, before.file);
  if (!releases) {
    return refuse("not_released", {
      en: "Not sent: the release of this file has ended. Press “Ask for release” under it.",
      zh: "未发送：此文件的批准已过期。请点击文件下方的“申请发送”。",
    });
  }
  const [first, ...others] = releases;
  // A message counts for one material.
  const sent = others.length === 0 && first && "material" in first ? { id: first.id, version: first.version } : null;
  const result = await sendAsAgent(scope, context.deps, {
    ...before.words,
    why: "button: file_send",
    ...(sent ? { material: sent } : {}),
  });
  const { note, files } = before.file;
  await noteSent(scope, note, result.message.id);
  await writeAudit(scope.trx, {
    orgId: scope.orgId,
    by: { userId: staff.userId },
    action: "file.send",
    resourceType: "message",
    resourceId: result.message.id,
    changes: { files: files.map(({ sha256 }) => sha256), ...behind(releases), held: result.held },
  });
  const heldAs = result.held ? { heldAs: result.approvalNumber } : {};
  await mirrorOutbound(scope, before.desk, { ...before.shown, ...heldAs });
  const words = result.held
    ? {
        en: `Held, not sent: it waits for a manager's approval ${result.approvalNumber}.`,
        zh: `已拦截，未发送：等待经理审批 ${result.approvalNumber}。`,
      }
    : { en: `On its way to ${before.customer.name}.`, zh: `正在发送给 ${before.customer.name}。` };
  return plainText(words[language]);
}

/** Everything that both buttons need, once it is sure that the line has not been used. Locks the conversation. */
async function prepare({ scope, deps, staff, receipt }: CommandContext, noteId: string) {
  const { conversation, customer } = await whichConversation(scope, "", await conversationOfFile(scope, noteId));
  const file = await readStaffFile(scope, noteId, staff.userId);
  await refuseUsed(scope, file.note);
  const desk = await deskOf(scope, deps.channels, conversation.id);
  const channel = await deps.channels.byId(conversation.channelId);
  if (!desk || !channel) {
    return refuse("no_channel", {
      en: "Not sent: the channel of this conversation is no longer connected.",
      zh: "未发送：此会话的渠道已断开。",
    });
  }
  const { adapter } = channel;
  const { filesPerMessage } = adapter.capabilitiesFor?.(conversation.externalChatId) ?? adapter.capabilities;
  const most = Math.min(filesPerMessage, MAX_FILES);
  if (file.files.length > most) refuseMany(most);
  const after = { kind: "mark_line" as const, deskThreadId: desk.thread.id, replyTo: null };
  const words: Omit<AgentWords, "why"> = {
    conversation,
    staff,
    content: captionOf(file.note),
    receipt,
    files: file.files.map(({ sha256, name, mimeType, kind }) => ({ sha256, name, mimeType, kind })),
    after: { ...after, language: desk.language, to: customer.name },
  };
  const shown: RichText = plainText(
    [file.note.content, ...file.files.map(({ name }) => `📎 ${name}`)].filter(Boolean).join("\n"),
  );
  return { customer, file, desk, words, shown: { who: `🧑‍💼 ${staff.name}`, content: shown, receipt } };
}

function captionOf({ content }: Message): RichText {
  return content ? plainText(content) : [];
}

async function releasesOf({ scope, deps }: CommandContext, { files }: StaffFile): Promise<Release[] | null> {
  const within = { days: await releaseDaysOf(scope), at: deps.clock.now() };
  const releases: Release[] = [];
  for (const { sha256 } of files) {
    const release = await findRelease(scope, sha256, within);
    if (release === null) return null;
    releases.push(release);
  }
  return releases;
}

/** What the trail says of why files went: the approvals' numbers and the materials' codes. */
function behind(releases: readonly Release[]) {
  const approvals = [...new Set(releases.flatMap((release) => ("approval" in release ? [release.approval] : [])))];
  const materials = [...new Set(releases.flatMap((release) => ("material" in release ? [release.material] : [])))];
  return {
    ...(approvals.length > 0 ? { approvals } : {}),
    ...(materials.length > 0 ? { materials } : {}),
  };
}

/** `approval 12, MAT_004` */
function namesOf(releases: readonly Release[], language: CommandContext["language"]): string {
  const { approvals = [], materials = [] } = behind(releases);
  const numbers = { en: `approval ${approvals.join(", ")}`, zh: `审批 ${approvals.join("、")}` }[language];
  return [...(approvals.length > 0 ? [numbers] : []), ...materials].join(language === "zh" ? "、" : ", ");
}

async function refuseUsed(scope: OrgScope, note: Message): Promise<void> {
  const asked = await findAsked(scope, note.id);
  if (asked?.status === "pending") {
    return refuse("file_asked", {
      en: `Asked for already: it waits for approval ${asked.number}.`,
      zh: `已申请，等待审批 ${asked.number}。`,
    });
  }
  if (asked || note.metadata["sent_as"]) {
    return refuse("file_sent", {
      en: "This file was sent already. To send it again, post it again.",
      zh: "此文件已发送。如需再次发送，请重新发出该文件。",
    });
  }
}

function refuseMany(most: number): never {
  return most === 0
    ? refuse("no_files_there", {
        en: "Not sent: this customer's channel takes no files.",
        zh: "未发送：此客户的渠道无法接收文件。",
      })
    : refuse("too_many_files", {
        en: `Not sent: here ${most} can go at a time. Post the files one by one.`,
        zh: `未发送：此处每次只能发送 ${most} 个文件。请逐个发出。`,
      });
}

async function noteSent(scope: OrgScope, note: Message, messageId: string): Promise<void> {
  await Message.query(scope.trx)
    .where({ orgId: scope.orgId, id: note.id, sentAt: note.sentAt })
    .patch({ metadata: { ...note.metadata, sent_as: messageId } });
}

function sendButton(noteId: string, language: CommandContext["language"]) {
  return { id: `file_send:${noteId}`, label: { en: "Send", zh: "发送" }[language] };
}
