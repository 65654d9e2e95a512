/**
 * A chat's id as the Bot API documents it: a number (at most 52 significant bits, so it fits one); anything else, such
 * as `@channelname`, stays text.
 */
export function toChatId(chatId: string): number | string {
  return /^-?\d{1,15}$/.test(chatId) ? Number(chatId) : chatId;
}
