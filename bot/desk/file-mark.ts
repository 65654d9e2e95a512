import type { Language } from "../../domain/language/language.ts";
import type { LineMark } from "./mark-line.ts";

/** Stands beside a file that whoever has the conversation posted: it goes out when somebody else has released it. */
export function fileMark(noteId: string, to: string, language: Language | null): LineMark {
  const label = { en: "Ask for release", zh: "申请发送" }[language ?? "en"];
  return {
    kind: "internal",
    why: { en: `⏸ File, not sent to ${to}.`, zh: `⏸ 文件，未发送给 ${to}。` },
    buttons: [{ id: `file_ask:${noteId}`, label }],
  };
}
