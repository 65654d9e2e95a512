import type { Customer } from "../../../domain/customers/customer.ts";
import { mergeCode, parseMergeCode } from "../../../domain/customers/merge/merge-customers.ts";
import type { Undone } from "../../../domain/customers/merge/undo-merge.ts";
import type { Language } from "../../../domain/language/language.ts";
import { mergePair, undoPair } from "../../customers/merge-pair.ts";
import { refuse } from "../../desk/refuse.ts";
import { plainText } from "../../ports/rich-text.ts";
import type { CommandAnswer, CommandContext } from "../command.ts";

/** Merges a pair now, and offers to undo it. @throws RuleError with words for the person. */
export async function mergeNow(context: CommandContext, kept: Customer, merged: Customer): Promise<CommandAnswer> {
  const { scope, staff, deps, language } = context;
  const by = { by: { userId: staff.userId }, at: deps.clock.now() };
  const result = await mergePair(scope, deps.channels, { kept, merged }, by);
  if (result.kind === "merged_already") {
    const { customerCode } = result.customer;
    return refuse("merged", {
      en: `${customerCode} is part of another customer already.`,
      zh: `${customerCode} 已并入其他客户。`,
    });
  }
  if (result.kind === "same_chat") {
    return refuse("same_chat", {
      en: "Both have an open conversation in the same chat. Resolve one of them first.",
      zh: "双方在同一聊天中都有进行中的会话，请先解决其中一个。",
    });
  }
  const code = mergeCode(result.number);
  const words = {
    en: `${code}: ${merged.customerCode} ${merged.name} is part of ${kept.customerCode} ${kept.name} now. /merge undo ${code} undoes it.`,
    zh: `${code}：${merged.customerCode} ${merged.name} 已并入 ${kept.customerCode} ${kept.name}。/merge undo ${code} 可撤销。`,
  };
  const label = { en: "Undo", zh: "撤销" }[language];
  return { say: plainText(words[language]), buttons: [[{ id: `merge_undo:${result.number}`, label }]] };
}

/** Undoes a merge by its code. @throws RuleError with words for the person. */
export async function undoNow({ scope, staff, deps, language }: CommandContext, word: string): Promise<CommandAnswer> {
  const number = parseMergeCode(word);
  const by = { by: { userId: staff.userId }, at: deps.clock.now() };
  const undone = number === null ? null : await undoPair(scope, deps.channels, number, by);
  if (undone === null || undone.kind === "unknown") {
    return refuse("merge", {
      en: `There is no merge “${word.trim()}”. Its code stood in the answer: /merge undo M7`,
      zh: `没有合并“${word.trim()}”。编号见合并时的回复：/merge undo M7`,
    });
  }
  const code = mergeCode(number ?? "");
  if (undone.kind === "undone_already") {
    return refuse("merge_undone", { en: `${code} is undone already.`, zh: `${code} 已撤销。` });
  }
  if (undone.kind === "merged_on") {
    const later = mergeCode(undone.number);
    return refuse("merged_on", {
      en: `The customer became part of another since. First: /merge undo ${later}`,
      zh: `该客户之后又并入了其他客户。请先：/merge undo ${later}`,
    });
  }
  const { merged } = undone;
  const held = heldWords(undone);
  const money = moneyWords(undone);
  const words = {
    en: `${code} is undone: ${merged.customerCode} ${merged.name} is a customer of their own again.${held.en}${money.en}`,
    zh: `${code} 已撤销：${merged.customerCode} ${merged.name} 恢复为独立客户。${held.zh}${money.zh}`,
  };
  return plainText(words[language]);
}

type UndoneNow = Extract<Undone, { kind: "undone" }>;

function heldWords({ kept, merged, matters }: UndoneNow): Record<Language, string> {
  if (matters.length === 0) return { en: "", zh: "" };
  const named = matters.map((matter) => matter || "–");
  return {
    en: ` Both stay on hold (${named.join(", ")}): /hold OFF ${merged.customerCode} or ${kept.customerCode} ends it for whom it is not meant.`,
    zh: `双方均继续保全（${named.join("、")}）：不涉及的一方可用 /保全 OFF ${merged.customerCode} 或 ${kept.customerCode} 解除。`,
  };
}

const MAX_NAMED = 10;

/** A withdrawal among it pauses selling to the kept customer alone: a person has to know. */
function moneyWords({ kept, merged, moneySince }: UndoneNow): Record<Language, string> {
  if (moneySince.length === 0) return { en: "", zh: "" };
  const more = moneySince.length - MAX_NAMED;
  const named = moneySince.slice(0, MAX_NAMED);
  return {
    en: ` Recorded since the merge and left with ${kept.customerCode}: ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}. See whether any is ${merged.customerCode}'s: nothing is paused for them by it.`,
    zh: `合并后记录的资金仍归 ${kept.customerCode}：${named.join("、")}${more > 0 ? ` 等 ${moneySince.length} 笔` : ""}。请核对其中是否有 ${merged.customerCode} 的：这些记录不会为其暂停营销。`,
  };
}
