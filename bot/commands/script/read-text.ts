import type { ScriptWords } from "../../../domain/content/script.ts";
import { findSalesStage } from "../../../domain/customers/stages.ts";
import { detectLanguage } from "../../../domain/language/detect-language.ts";
import type { Language } from "../../../domain/language/language.ts";
import { refuse } from "../../desk/refuse.ts";

/** What somebody typed as a script. Absent: not said, so an edit leaves it as it is. */
export type TypedScript = Partial<Pick<ScriptWords, "category" | "stages" | "tags" | "contentCn" | "contentEn">>;

const MAX_LENGTH = 20_000;

/**
 * Reads `#deposit #potential 您好…`, and both languages as `中文 || English`. Words with `#` before the text are the
 * category (the first), the customer's stages that it is for, and tags.
 * @throws RuleError with words for the person.
 */
export function readTypedScript(typed: string, otherwise: Language): TypedScript {
  const [, marks = "", text = ""] = /^((?:\s*[#＃]\S+)*)\s*([\s\S]*)$/u.exec(typed) ?? [];
  const script = { ...readMarks(marks), ...readTexts(text.trim(), otherwise) };
  if (typed.length > MAX_LENGTH) {
    return refuse("script_long", { en: "A script has at most 20,000 characters.", zh: "话术最多 20,000 个字符。" });
  }
  return script;
}

function readMarks(marks: string): TypedScript {
  const words = marks.split(/\s+/u).flatMap((mark) => mark.replace(/^[#＃]/u, "").slice(0, 100) || []);
  const stages = words.map(findSalesStage).filter((stage) => stage !== null);
  const [category, ...tags] = words.filter((word) => findSalesStage(word) === null);
  return {
    ...(stages.length > 0 ? { stages: [...new Set(stages)] } : {}),
    ...(category ? { category } : {}),
    ...(tags.length > 0 ? { tags } : {}),
  };
}

function readTexts(text: string, otherwise: Language): TypedScript {
  const parts = text
    .split(/\|\||｜｜/u)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const texts: TypedScript = {};
  for (const part of parts) {
    const column = (detectLanguage(part) ?? otherwise) === "zh" ? "contentCn" : "contentEn";
    if (texts[column]) return twiceTheSame();
    texts[column] = part;
  }
  return texts;
}

function twiceTheSame(): never {
  return refuse("script_languages", {
    en: "Around || there must be one Chinese and one English text.",
    zh: "|| 两侧须为一段中文和一段英文。",
  });
}
