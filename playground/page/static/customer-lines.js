/** What was said in a customer's chat, in one shape for every platform: who, the words, and the buttons that act. */
export function linesOf(platform, { chat, messages }) {
  return platform === "telegram" ? messages.map((message) => telegramLine(chat, message)) : messages.map(wechatLine);
}

function telegramLine(chat, message) {
  const buttons = (message.reply_markup?.inline_keyboard ?? []).flat().filter((button) => button.callback_data);
  return {
    id: message.message_id,
    isOwn: String(message.from?.id) === chat?.id,
    text: message.text ?? message.caption ?? "",
    buttons: buttons.map((button) => ({ id: button.callback_data, label: button.text })),
  };
}

function wechatLine({ id, from, text, buttons }) {
  return { id, isOwn: from === "customer", text, buttons: buttons.filter(({ url }) => url === undefined) };
}
