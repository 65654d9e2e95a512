import { maskedExcerpt } from "../../domain/content/secrets/masked-excerpt.ts";
import { contentTypeWords } from "../../domain/conversations/conversation-words.ts";
import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { filesAreUploaded } from "../files/desk-files.ts";
import type { FileChange } from "../files/file-change.ts";
import { openButtons } from "../files/open-buttons.ts";
import type { Attachment } from "../ports/inbound-event.ts";
import { bold, paragraph } from "../ports/rich-text.ts";
import { deskOf } from "./show-change.ts";
import { tellThread } from "./tell-thread.ts";

/** Shows the desk that a customer replaced, removed or added files of a message; the new ones can be opened. */
export async function showFileChange(
  scope: OrgScope,
  channels: ChannelDirectory,
  message: { id: string; conversationId: string },
  change: FileChange & { receipt: string },
): Promise<void> {
  const desk = await deskOf(scope, channels, message.conversationId);
  if (!desk) return;
  const { language } = desk;
  const title = `✏️ ${desk.customerName}${doneWords(change)[language]}`;
  const files = [
    ...change.removed.map((file) => `➖ ${nameOf(file, language)}`),
    ...change.added.map((file) => `➕ ${nameOf(file, language)}`),
  ];
  // A button names a file by its place among all that the message has had.
  const places = change.attachments.map((file) => (change.added.includes(file) ? file : { kind: file.kind }));
  const buttons = (await filesAreUploaded(scope)) ? [] : openButtons(message.id, places, language);
  const items = files.map((text) => [{ type: "text" as const, text }]);
  await tellThread(scope, desk, {
    content: [paragraph(bold(title)), { type: "list", ordered: false, items }],
    quoting: title,
    act: { by: "bot", why: "mirror: files edited", receipt: change.receipt, line: { language } },
    ...(buttons.length > 0 ? { buttons: [buttons] } : {}),
  });
}

function doneWords({ removed, added }: FileChange): Record<Language, string> {
  if (added.length === 0) return { en: " removed a file from a message", zh: " 移除了消息中的文件" };
  if (removed.length === 0) return { en: " added a file to a message", zh: " 在消息中添加了文件" };
  return { en: " replaced a file of a message", zh: " 更换了消息中的文件" };
}

function nameOf({ kind, name }: Attachment, language: Language): string {
  return [contentTypeWords.label(kind, language), name && maskedExcerpt(name, 200)].filter(Boolean).join(" · ");
}
