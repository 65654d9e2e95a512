import type { Language } from "../../domain/language/language.ts";
import type { ChoiceOption } from "../../knowledge/index.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { ChatRef } from "../ports/inbound-event.ts";
import type { Button } from "../ports/outbound-message.ts";
import { plainText, type RichText } from "../ports/rich-text.ts";
import { labelOf, listedAs } from "./read-choice.ts";

/** Begins the id of a button under the question; then the answer's row and the option, from 1; 0 is none of them. */
export const CHOICE_BUTTON = "mean";

const lines: Record<Language, { ask: string; how: string; none: string }> = {
  en: {
    ask: "Did you mean:",
    how: "Reply with the number. If it is none of these, reply “none”; for a person, reply “human”.",
    none: "None of these",
  },
  zh: {
    ask: "请问您想问的是：",
    how: "请回复数字。如果都不是，请回复“都不是”；需要人工服务，请回复“人工”。",
    none: "都不是",
  },
};

/** "Did you mean": the options with their numbers, and how to choose. */
export function choiceText(options: readonly ChoiceOption[], language: Language): RichText {
  const { ask, how } = lines[language];
  const listed = options.map(({ wording }, index) => `${index + 1}. ${listedAs(wording)}`);
  return plainText([ask, ...listed, how].join("\n"));
}

/** What stands for a press on the last button. */
export function noneOf(language: Language): string {
  return lines[language].none;
}

/** One button an option. None in a group, where whoever reads along could press, and none where there are no buttons. */
export function choiceButtons(
  { adapter }: LiveChannel,
  chat: ChatRef,
  { answerId, options, language }: { answerId: string; options: readonly ChoiceOption[]; language: Language },
): Button[][] {
  const { buttons, maxButtons = Number.POSITIVE_INFINITY } = adapter.capabilitiesFor?.(chat.id) ?? adapter.capabilities;
  if (!buttons || chat.kind !== "private" || options.length >= maxButtons) return [];
  const labels = [...options.map(({ wording }) => labelOf(wording)), lines[language].none];
  return labels.map((label, index) => {
    const number = index < options.length ? index + 1 : 0;
    return [{ id: `${CHOICE_BUTTON}:${answerId}:${number}`, label }];
  });
}
