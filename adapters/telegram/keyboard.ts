import { InlineKeyboard } from "grammy";
import type { Button } from "../../bot/ports/outbound-message.ts";

/** Rows of buttons under a message; undefined without any, which on an edit takes the old ones away. */
export function inlineKeyboard(rows: Button[][] | undefined): InlineKeyboard | undefined {
  if (!rows?.some((row) => row.length > 0)) return undefined;
  const keyboard = new InlineKeyboard();
  for (const row of rows) {
    for (const button of row) addButton(keyboard, button);
    keyboard.row();
  }
  return keyboard;
}

function addButton(keyboard: InlineKeyboard, { id, label, url, style }: Button): void {
  if (url === undefined) keyboard.text(label, id);
  else keyboard.url(label, url);
  if (style) keyboard.style(style);
}
