import { conversationCode, parseConversationCode } from "../../../domain/organisation/codes.ts";
import { readCodes } from "../../desk/read-codes.ts";

/** What `/script …` asks for. */
export type ScriptRequest =
  /** `code` is the conversation's, where one was named. */
  | { kind: "find"; query: string; code: string }
  | { kind: "add"; text: string }
  | { kind: "edit"; code: string; text: string }
  | { kind: "approve" | "retire"; code: string }
  | { kind: "rate"; code: string; rating: number | null }
  | { kind: "list" };

const words: Record<string, ScriptRequest["kind"]> = {
  ...{ add: "add", 添加: "add", 新增: "add" },
  ...{ edit: "edit", 编辑: "edit", 修改: "edit" },
  ...{ approve: "approve", 审批: "approve", 批准: "approve", 通过: "approve" },
  ...{ retire: "retire", 停用: "retire", 下架: "retire" },
  ...{ rate: "rate", 评分: "rate", 打分: "rate" },
  ...{ list: "list", 列表: "list", 清单: "list" },
};

/**
 * Reads what stands after the command. A first word that names an act counts only with what the act needs, so that
 * `list of fees`, `修改密码` and `retire early` are looked for like anything else.
 */
export function readScriptRequest(args: string): ScriptRequest {
  const text = args.trim();
  const [, first = "", rest = ""] = /^(\S+)\s*([\s\S]*)$/u.exec(text) ?? [];
  const kind = Object.hasOwn(words, first.toLowerCase()) ? words[first.toLowerCase()] : undefined;
  const [, code = "", more = ""] = /^(\S+)\s*([\s\S]*)$/u.exec(rest) ?? [];
  if (kind === "list" && rest === "") return { kind };
  if (kind === "add" && rest !== "") return { kind, text: rest };
  if (kind === "edit" && isCode(code)) return { kind, code, text: more };
  if ((kind === "approve" || kind === "retire") && isCode(code) && more === "") return { kind, code };
  if (kind === "rate" && isCode(code)) return { kind, code, rating: ratingOf(more) };
  return { kind: "find", ...cutConversation(text) };
}

/** `SCR_004`, `OPEN-1`, `OPENING`: with a figure, or in capitals. */
function isCode(word: string): boolean {
  return word.length <= 50 && (/\d/.test(word) || /^[A-Z][A-Z_.-]+$/.test(word));
}

function ratingOf(text: string): number | null {
  return /^[1-5]$/.test(text.normalize("NFKC")) ? Number(text.normalize("NFKC")) : null;
}

function cutConversation(text: string): { query: string; code: string } {
  const { named } = readCodes(text);
  if (named) return { query: named.text, code: conversationCode(named.number) };
  const tokens = text.split(/\s+/u);
  const code = tokens.at(-1);
  if (!code || parseConversationCode(code) === null) return { query: text, code: "" };
  return { query: tokens.filter((token) => token !== code).join(" "), code };
}
