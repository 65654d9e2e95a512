import type { InlineKeyboardMarkup } from "grammy/types";
import { badRequest } from "./bot-api-error.ts";

/** What Telegram demands of inline buttons: a label, and 1-64 bytes of data or a link that works. */
export function checkKeyboard(markup: InlineKeyboardMarkup | undefined): InlineKeyboardMarkup | undefined {
  const rows = markup?.inline_keyboard.filter((row) => row.length > 0) ?? [];
  if (rows.length === 0) return undefined;
  for (const button of rows.flat()) {
    if (button.text.trim() === "") throw badRequest("text buttons are unallowed in the inline keyboard");
    if ("callback_data" in button) checkData(button.callback_data);
    else if ("url" in button) checkLink(button.url);
    else throw badRequest("inline keyboard button must have exactly one action");
  }
  return { inline_keyboard: rows };
}

function checkData(data: string): void {
  const bytes = Buffer.byteLength(data);
  if (bytes < 1 || bytes > 64) throw badRequest("BUTTON_DATA_INVALID");
}

function checkLink(url: string): void {
  if (!/^(https?|tg):\/\/[^\s]+$/.test(url)) {
    throw badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`);
  }
}
