import type { RoomMessage, TelegramEmulator } from "../../../playground/telegram/index.ts";
import type { Seen, Surface } from "./surface.ts";

export const telegramToken = "700100600:AAHtesttesttesttesttest";
const secret = "webhook-secret_0123456789";
const deskGroup = -1_001_234_500_001;
const alertGroup = -1_001_234_500_002;

/** Makes the groups of staff; gives what an operator sets. */
export function telegramSettings(telegram: TelegramEmulator): Record<string, string> {
  telegram.addGroup({ id: deskGroup, title: "Desk", isForum: true, members: [] });
  telegram.addGroup({ id: alertGroup, title: "Alerts", members: [] });
  return {
    TELEGRAM_BOT_TOKEN: telegramToken,
    TELEGRAM_WEBHOOK_SECRET: secret,
    TELEGRAM_MODE: "webhook",
    TELEGRAM_API_ROOT: telegram.apiRoot,
    TELEGRAM_DESK_CHAT_ID: String(deskGroup),
    TELEGRAM_ALERT_CHAT_ID: String(alertGroup),
  };
}

/** Tells Telegram where the product listens. */
export async function connectTelegram({ apiRoot }: TelegramEmulator, url: string): Promise<void> {
  await fetch(`${apiRoot}/bot${telegramToken}/setWebhook`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ url: `${url}/webhooks/telegram`, secret_token: secret }),
  });
}

export function telegramSurface(telegram: TelegramEmulator): Surface {
  const notices: (Seen & { person: string })[] = [];
  telegram.subscribe((change) => {
    if (change.type !== "notice") return;
    const { queryId: id, personId, text } = change;
    notices.push({ person: String(personId), key: `notice:${id}`, chat: "notice", id, text, buttons: [], files: 0 });
  });
  const said = (chat: number) =>
    telegram
      .messages(chat)
      .filter(({ message, isDeleted }) => message.from?.id === telegram.bot.id && !isDeleted)
      .map((message) => seen(chat, message));
  let people = 0;
  const add = (name: string): string => {
    people += 1;
    return String(telegram.addPerson({ id: 5_000_300_000 + people, firstName: name }).id);
  };
  return {
    platform: "telegram",
    isThreaded: true,
    canTakeBack: true,
    addColleague: add,
    addCustomer: add,
    customerWrites: (customer, text) => void telegram.post(Number(customer), Number(customer), text),
    customerSends: (customer, { name, mimeType, bytes }) =>
      void telegram.post(Number(customer), Number(customer), { document: bytes, name, mimeType }),
    customerSees: (customer) => said(Number(customer)).map(({ text }) => text),
    command: async (person, line, about) => {
      if (!about) telegram.post(Number(person), Number(person), line);
      // In a closed topic people write nothing: they name the conversation elsewhere.
      else if (telegram.topics(deskGroup).get(Number(about.thread))?.isClosed) {
        telegram.post(Number(person), deskGroup, line.replace(/^\S+/, `$& ${about.code}`));
      } else telegram.post(Number(person), deskGroup, line, { threadId: Number(about.thread) });
    },
    line: (person, text, { thread }) =>
      void telegram.post(Number(person), deskGroup, text, { threadId: Number(thread) }),
    posts: (person, { name, mimeType, bytes }, { thread }) =>
      void telegram.post(
        Number(person),
        deskGroup,
        { document: bytes, name, mimeType },
        thread ? { threadId: Number(thread) } : {},
      ),
    customerFiles: (customer) =>
      telegram.messages(Number(customer)).flatMap(({ message: { from, document, photo } }) => {
        const file = document ?? photo?.at(-1);
        if (from?.id !== telegram.bot.id || !file) return [];
        const bytes = Buffer.from(telegram.file(file.file_id)?.bytes ?? []);
        return [{ name: document?.file_name ?? "", bytes }];
      }),
    sees: (person) => [
      ...[deskGroup, alertGroup, Number(person)].flatMap(said),
      ...notices.filter((notice) => notice.person === person),
    ],
    press: async (person, { chat, id }, button) =>
      void telegram.press(Number(person), Number(chat), Number(id), button.id),
    refuseRemoval: () => {
      const description = "Bad Request: message can't be deleted";
      telegram.fail("deleteMessage", { kind: "refused", code: 400, description });
    },
    delivered: () => telegram.delivered(),
  };
}

function seen(chat: number, { message }: RoomMessage): Seen {
  const id = String(message.message_id);
  return {
    key: `${chat}:${id}`,
    chat: String(chat),
    id,
    text: message.text ?? message.caption ?? "",
    buttons: (message.reply_markup?.inline_keyboard.flat() ?? []).flatMap((button) =>
      "callback_data" in button ? [{ id: button.callback_data, label: button.text }] : [],
    ),
    files: message.photo || message.document ? 1 : 0,
  };
}
