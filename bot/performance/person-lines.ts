import type { Language } from "../../domain/language/language.ts";
import type { Performance } from "../../domain/performance/read-performance.ts";
import { seconds } from "../alerts/digest/digest-words.ts";
import { type Block, bold, type Inline } from "../ports/rich-text.ts";
import { money, share, value } from "./figure-words.ts";

export type PersonFigures = Performance & {
  user_id: string;
  name: string;
  employee_code: string;
  median: number | null;
};

/** One line a person: the score, and how customers were served before what was sold. */
export function personLines(people: readonly PersonFigures[], language: Language): Block {
  return { type: "list", ordered: true, items: people.map((one) => personLine(one, language)) };
}

function personLine(one: PersonFigures, language: Language): Inline[] {
  const facts = {
    en: [
      `${value(one.score)} (${one.days} d)`,
      `first response ${seconds(one.median)}`,
      `resolved ${one.resolved}`,
      `satisfaction ${value(one.satisfaction)}`,
      `quality ${value(one.quality)}`,
      `unanswered ${share(one.unanswered)}`,
      `deadlines ${share(one.deadlines)}`,
      `accounts ${one.accounts}`,
      `deposits ${one.deposits}, ${money(one, one.deposited)}`,
    ],
    zh: [
      `${value(one.score)}（${one.days} 天）`,
      `首次回复 ${seconds(one.median)}`,
      `解决 ${one.resolved}`,
      `满意度 ${value(one.satisfaction)}`,
      `质量 ${value(one.quality)}`,
      `未回复 ${share(one.unanswered)}`,
      `达标 ${share(one.deadlines)}`,
      `开户 ${one.accounts}`,
      `入金 ${one.deposits} 笔，${money(one, one.deposited)}`,
    ],
  }[language];
  return [bold(one.name), { type: "text", text: ` · ${facts.join(" · ")}` }];
}
