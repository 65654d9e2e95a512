import { maskSecrets } from "../../../domain/content/secrets/mask-secrets.ts";
import { type DealDetail, dealDetails } from "../../../domain/funds/set-deal.ts";
import { refuse } from "../../desk/refuse.ts";

const MAX_ITEMS = 20;
const MAX_ITEM = 100;
const MAX_NOTES = 1000;

/** `products gold, silver`, `notes prefers calls`, `expected 2026-12-31`; `-` empties it. Null when it names no detail. */
export function readDealDetail(line: string): { detail: DealDetail; value: string | string[] | null } | null {
  const [, word = "", text = ""] = /^(\S+)\s+([\s\S]*\S)\s*$/u.exec(line) ?? [];
  const detail = dealDetails.read(word);
  if (detail === null) return null;
  if (text === "-") return { detail, value: null };
  const clean = maskSecrets(text);
  if (detail === "notes") return { detail, value: [...clean].slice(0, MAX_NOTES).join("") };
  if (detail === "expected_close_date") return { detail, value: readDay(clean) };
  const items = clean
    .split(/[,，、;；]/u)
    .map((item) => [...item.trim()].slice(0, MAX_ITEM).join(""))
    .filter((item) => item !== "");
  return { detail, value: [...new Set(items)].slice(0, MAX_ITEMS) };
}

function readDay(text: string): string {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  if (at && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)) return text;
  return refuse("deal_day", { en: "Write a day such as 2026-12-31.", zh: "请填写日期，如 2026-12-31。" });
}
