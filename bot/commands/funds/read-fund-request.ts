import { nameFirst } from "../../customers/named-customer.ts";

/** What a line after `/deposit` or `/withdrawal` asks for. */
export type FundRequest =
  | { kind: "list"; who: string }
  | { kind: "record"; who: string; amount: string; currency: string; reference: string | null }
  | { kind: "show"; code: string }
  | { kind: "confirm" | "fail"; code: string }
  | { kind: "talk"; code: string; words: string };

const confirmWords = ["confirm", "confirmed", "确认"];
const failWords = ["fail", "failed", "失败"];
const talkWords = ["talk", "沟通", "挽留"];

const named = new RegExp(`^(?:${nameFirst}|cust_\\w+)$`, "iu");

/** Reads it: `C1042 500 USD REF`, `500USD`, `confirm DEP_20261122_001`, `CUST_00042`. Amounts stay as they were typed. */
export function readFundRequest(args: string): FundRequest {
  const all = args.normalize("NFKC").split(/\s+/u).filter(Boolean);
  // Where there are no threads the conversation's code stands before everything.
  const who = named.test(all[0] ?? "") ? (all[0] ?? "") : "";
  const words = who === "" ? all : all.slice(1);
  const [first = "", second = ""] = words;
  const act = actOf(first);
  if (act !== null) {
    const rest = words.slice(2).join(" ");
    return act === "talk" ? { kind: act, code: second, words: rest } : { kind: act, code: second };
  }
  if (/^(dep|wth)_\w+$/i.test(first)) return { kind: "show", code: first };
  return readRecord(who, words);
}

function actOf(word: string): "confirm" | "fail" | "talk" | null {
  const said = word.toLowerCase();
  if (confirmWords.includes(said)) return "confirm";
  if (failWords.includes(said)) return "fail";
  return talkWords.includes(said) ? "talk" : null;
}

function readRecord(who: string, words: readonly string[]): FundRequest {
  const [amount = "", ...rest] = splitJoined(words);
  if (amount === "") return { kind: "list", who };
  if (!/^[+-]?[\d.,]+/.test(amount)) return { kind: "list", who: [who, ...words].join(" ").trim() };
  const [currency = "", ...reference] = rest;
  return { kind: "record", who, amount, currency, reference: reference.join(" ") || null };
}

/** `500USD` and `USD 500` are written as well. */
function splitJoined([first = "", second = "", ...rest]: readonly string[]): string[] {
  const joined = /^([\d.,]+)([a-z]{3,10})$/i.exec(first);
  const parts = joined ? [joined[1] ?? "", joined[2] ?? "", second] : [first, second];
  const isTurned = /^[a-z]{3,5}$/i.test(first) && /^[\d.,]+$/.test(second);
  return [...(isTurned ? [second, first] : parts), ...rest].filter(Boolean);
}
