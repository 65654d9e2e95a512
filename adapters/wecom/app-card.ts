import { maskedOneLine } from "../../bot/ports/mask-rich-text.ts";
import type { Button } from "../../bot/ports/outbound-message.ts";
import { type RichText, toPlainText } from "../../bot/ports/rich-text.ts";

/** 模板卡片 / 按钮交互型 (path 90236): advised lengths in characters; what is longer may not be shown. */
const MAX_TITLE = 36;
export const MAX_SUBTITLE = 160;
export const MAX_CARD_BUTTONS = 6;

/** WeCom's numbers for how a button looks: 1 is the filled one, 2 the warning one. */
const STYLES = { primary: 1, danger: 2 } as const;

interface CardText {
  main_title?: { title: string };
  sub_title_text?: string;
}

/** The words of a card; `whole` says whether they are all of the text. */
export function cardText(content: RichText): { card: CardText; whole: boolean } {
  const text = toPlainText(content).trim();
  const [first = "", ...others] = text.split("\n");
  const rest = others.join("\n").trim();
  const titled = length(first) <= MAX_TITLE;
  const sub = titled ? rest : text;
  if (length(sub) > MAX_SUBTITLE) return { card: { sub_title_text: shortened(content) }, whole: false };
  return {
    card: { ...(titled ? { main_title: { title: first } } : {}), ...(sub ? { sub_title_text: sub } : {}) },
    whole: true,
  };
}

/** A card with buttons. With a task id it can be pressed and changed; the id is taken once per app. */
export function templateCard(text: CardText, buttons: Button[], taskId?: string): object {
  return {
    card_type: "button_interaction",
    ...text,
    ...(taskId ? { task_id: taskId } : {}),
    button_list: buttons.map(({ id, label, url, style }) => ({
      text: label,
      ...(style ? { style: STYLES[style] } : {}),
      ...(url ? { type: 1, url } : { type: 0, key: id }),
    })),
  };
}

const length = (text: string): number => Array.from(text).length;

function shortened(content: RichText): string {
  const characters = Array.from(maskedOneLine(content));
  return `${characters.slice(0, MAX_SUBTITLE - 1).join("")}…`;
}
