import { Message } from "../../domain/conversations/message.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { FileReference } from "../delivery/queue-delivery.ts";
import { refuse } from "../desk/refuse.ts";
import type { KeptAttachment } from "./download-attachments.ts";

/** As many at once as whoever decides can open beside the button that approves. */
export const MAX_FILES = 5;

/** A line with files that somebody wrote at the desk, kept as a note. */
export interface StaffFile {
  note: Message;
  files: (FileReference & { size: number })[];
}

/**
 * The files of somebody's own line. Lock its conversation first: what becomes of the line is decided once.
 * @throws RuleError with words for the person when there is none of theirs, or it is not here.
 */
export async function readStaffFile(scope: OrgScope, noteId: string, userId: string): Promise<StaffFile> {
  const note = await findNote(scope, noteId);
  if (note.userId !== userId) {
    return refuse("file_of_another", {
      en: "A colleague posted this file: only they can have it sent.",
      zh: "此文件由其他同事提供，只有其本人可以申请发送。",
    });
  }
  const attachments = (note.metadata["attachments"] ?? []) as KeptAttachment[];
  const files = attachments.flatMap(({ blob, name, mimeType, kind }) =>
    blob ? [{ ...blob, name: name ?? kind, mimeType: mimeType ?? "application/octet-stream", kind: asSent(kind) }] : [],
  );
  if (files.length === attachments.length && files.length > 0) return { note, files };
  const failed = attachments.find(({ error }) => error);
  return failed
    ? refuse("file_not_kept", {
        en: `Not sent: this file could not be fetched (${failed.error}). Post it again.`,
        zh: `未发送：此文件未能取回（${failed.error}）。请重新发送。`,
      })
    : refuse("file_not_here", {
        en: "The file is still on its way here. Press again in a moment.",
        zh: "文件正在取回，请稍后再按。",
      });
}

/** The conversation of a line with files, by the line's id. @throws RuleError when there is none. */
export async function conversationOfFile(scope: OrgScope, noteId: string): Promise<string> {
  const { conversationId } = await findNote(scope, noteId);
  return conversationId ?? gone();
}

async function findNote({ trx, orgId }: OrgScope, id: string): Promise<Message> {
  const found = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
    ? await Message.query(trx).findOne({ orgId, id, direction: "internal" })
    : undefined;
  return found ?? gone();
}

function asSent(kind: KeptAttachment["kind"]): FileReference["kind"] {
  return kind === "image" ? "image" : "file";
}

function gone(): never {
  return refuse("no_file", { en: "This file does not exist any more.", zh: "此文件已不存在。" });
}
