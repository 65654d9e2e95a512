import { maskSecrets } from "../../../domain/content/secrets/mask-secrets.ts";
import { screeningResults } from "../../../domain/customers/funnel-words.ts";
import { screenCustomer } from "../../../domain/customers/screen-customer.ts";
import { refuse } from "../../desk/refuse.ts";
import { plainText } from "../../ports/rich-text.ts";
import type { RunCommand } from "../command.ts";
import { toChangeByWords } from "./may-change.ts";
import { readWhy } from "./read-why.ts";

/** `/customer screen passed [WHY]`, `/customer screen rejected WHY`: how the first look at a contact ended. */
export const screen: RunCommand = async (context, args) => {
  const { scope, staff, language } = context;
  const { customer, rest } = await toChangeByWords(context, args, {
    permission: "customer.change",
    by: "customer screen",
  });
  const [, word = "", words = ""] = /^(\S*)\s*([\s\S]*)$/u.exec(rest) ?? [];
  const result = screeningResults.read(word) ?? refuseResult();
  const reason = result === "rejected" || words ? maskSecrets(readWhy(words, askWhy)) : null;
  const isNew = await screenCustomer(scope, customer.id, { result, reason }, { userId: staff.userId });
  const same = isNew ? "" : { en: " (no change)", zh: "（无变化）" }[language];
  const why = reason === null ? "" : ` · ${reason}`;
  return plainText(`${customer.name}: ${screeningResults.label(result, language)}${why}${same}`);
};

const askWhy = {
  en: "Say why: /customer screen rejected under age",
  zh: "请说明原因：/customer screen 筛掉 未成年",
};

function refuseResult(): never {
  return refuse("screening", {
    en: "/customer screen passed [WHY], or /customer screen rejected WHY",
    zh: "/customer 初筛 通过 [原因]，或 /customer 初筛 筛掉 原因",
  });
}
