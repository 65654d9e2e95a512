import { DateTime, IANAZone } from "luxon";
import type { Language } from "../language/language.ts";
import type { CustomerField, FieldKind, FieldValue } from "./customer-field.ts";

const MAX_TEXT = 200;
const MAX_ITEMS = 10;
const MAX_ITEM = 60;

export type ReadValue = { value: FieldValue } | { problem: Record<Language, string> };

/** Reads what somebody typed as a field's value; `-` empties it. Pure. */
export function readFieldValue({ kind }: Pick<CustomerField, "kind">, typed: string, today: string): ReadValue {
  const text = typed.normalize("NFC").trim();
  if (text === "-" || text === "－") return { value: null };
  if (text === "" || /\p{Cc}/u.test(text)) return { problem: textProblem };
  return readAs(kind, text, today);
}

/** Reads a value that another system gives: text by the field's type, a list of texts for a list, null empties it. Pure. */
export function readGivenValue({ kind }: Pick<CustomerField, "kind">, given: FieldValue, today: string): ReadValue {
  if (given === null) return { value: null };
  if (typeof given !== "string") return kind.type === "list" ? listOf(given) : { problem: noListProblem };
  if (kind.type === "list") return { problem: listProblem };
  const text = given.normalize("NFC").trim();
  return text === "" || /\p{Cc}/u.test(text) ? { problem: textProblem } : readAs(kind, text, today);
}

/** A value as people read it. Pure. */
export function sayFieldValue({ kind }: Pick<CustomerField, "kind">, value: FieldValue, language: Language): string {
  if (value === null) return "–";
  if (typeof value !== "string") return value.join(", ");
  return kind.type === "choice" && kind.choices.codes.includes(value) ? kind.choices.label(value, language) : value;
}

function readAs(kind: FieldKind, text: string, today: string): ReadValue {
  switch (kind.type) {
    case "text":
      return [...text].length > MAX_TEXT ? { problem: textProblem } : { value: text };
    case "phone":
      return readPhone(text);
    case "email":
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) && text.length <= 254
        ? { value: text.toLowerCase() }
        : {
            problem: { en: "Write an address such as li.na@example.com", zh: "请填写邮箱地址，例如 li.na@example.com" },
          };
    case "number":
      return readNumber(kind, text);
    case "date":
      return readDate(text, kind.isPast ? today : null);
    case "choice":
      return readChoice(kind, text);
    case "list":
      return readList(text);
    case "zone":
      return IANAZone.isValidZone(text)
        ? { value: text }
        : { problem: { en: "Write a zone such as Asia/Shanghai", zh: "请填写时区，例如 Asia/Shanghai" } };
  }
}

const textProblem = {
  en: `Write one line of at most ${MAX_TEXT} characters, or - to empty the field`,
  zh: `请填写一行文字，最多 ${MAX_TEXT} 个字符；填 - 可清空`,
};

function readPhone(text: string): ReadValue {
  const number = text.replace(/[\s().\-－（）]/gu, "");
  if (/^\+?\d{5,20}$/.test(number)) return { value: number };
  return { problem: { en: "Write digits, such as +44 20 7946 0018", zh: "请填写电话号码，例如 +86 138 0013 8000" } };
}

/** Kept as it was written, so that nothing is rounded. */
function readNumber({ min, max, isWhole }: Extract<FieldKind, { type: "number" }>, text: string): ReadValue {
  const plain = text.replace(/(?<=\d),(?=\d{3}(?:\D|$))/g, "");
  const shape = isWhole ? /^-?\d{1,15}$/ : /^-?\d{1,15}(?:\.\d{1,8})?$/;
  const isIn = (min === undefined || Number(plain) >= min) && (max === undefined || Number(plain) <= max);
  if (shape.test(plain) && isIn) return { value: plain };
  const range =
    min === undefined || max === undefined
      ? { en: "", zh: "" }
      : { en: ` from ${min} to ${max}`, zh: `（${min} 至 ${max}）` };
  return {
    problem: {
      en: `Write a ${isWhole ? "whole " : ""}number${range.en}`,
      zh: `请填写${isWhole ? "整数" : "数字"}${range.zh}`,
    },
  };
}

function readDate(text: string, latest: string | null): ReadValue {
  const [, year = "", month = "", day = ""] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/u.exec(text) ?? [];
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const isDate = year >= "1900" && DateTime.fromISO(date, { zone: "UTC" }).isValid;
  if (isDate && (latest === null || date <= latest)) return { value: date };
  const past = latest === null ? { en: "", zh: "" } : { en: ", not later than today", zh: "，且不晚于今天" };
  return { problem: { en: `Write a day such as 1990-12-31${past.en}`, zh: `请填写日期，例如 1990-12-31${past.zh}` } };
}

function readChoice({ choices }: Extract<FieldKind, { type: "choice" }>, text: string): ReadValue {
  const value = choices.read(text);
  if (value !== null) return { value };
  const labels = (language: Language) => choices.codes.map((code) => choices.label(code, language)).join(", ");
  return { problem: { en: `Choose one of: ${labels("en")}`, zh: `请选择其一：${labels("zh")}` } };
}

function readList(text: string): ReadValue {
  return listOf(text.split(/[,，、;；]/u));
}

function listOf(given: readonly string[]): ReadValue {
  const items = [...new Set(given.map((item) => item.normalize("NFC").trim()).filter(Boolean))];
  const isFit = (item: string) => [...item].length <= MAX_ITEM && !/\p{Cc}/u.test(item);
  const fits = items.length > 0 && items.length <= MAX_ITEMS && items.every(isFit);
  return fits ? { value: items } : { problem: listProblem };
}

const listProblem = {
  en: `Write up to ${MAX_ITEMS} items of at most ${MAX_ITEM} characters, with commas between`,
  zh: `请填写最多 ${MAX_ITEMS} 项，以逗号分隔，每项不超过 ${MAX_ITEM} 个字符`,
};

const noListProblem = { en: "Write one value, not a list", zh: "请填写单个值，不能是列表" };
