import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { type OpenProduct, openProduct, type ProductOptions } from "./open-product.ts";
import { allSent } from "./settled.ts";
import { waitFor } from "./wait-for.ts";

export interface ApiDesk extends OpenProduct {
  telegram: TelegramEmulator;
  /** Somebody writes to us, and all of it is worked; gives the customer's code and chat. */
  customer(name: string, words?: string): Promise<{ code: string; id: string; chat: number }>;
  /** What the bot said in a chat. */
  told(chat: number): string[];
}

const token = "700100300:AAHtesttesttesttesttest";

/** The product with customers on Telegram, for tests of the programming interface. */
export async function openApiDesk(
  variables: Record<string, string> = {},
  options: ProductOptions = {},
): Promise<ApiDesk> {
  const telegram = await startTelegramEmulator({ token, secondMs: 20 });
  const desk = await openProduct(
    { TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: telegram.apiRoot, ...variables },
    options,
  );
  let people = 0;
  return {
    ...desk,
    telegram,
    customer: async (name, words = "Hello, is anybody there?") => {
      people += 1;
      const person = telegram.addPerson({ id: 5_200_000_000 + people, firstName: name }).id;
      telegram.post(person, person, words);
      const row = await waitFor(`${name} to be a customer`, async () => {
        const [found] = await desk.rows<{ id: string; code: string }>(
          "SELECT id, customer_code AS code FROM customers WHERE name = ?",
          [name],
        );
        return found ?? null;
      });
      await allSent(desk);
      return { ...row, chat: person };
    },
    told: (chat) =>
      telegram
        .messages(chat)
        .filter(({ message }) => message.from?.id === telegram.bot.id)
        .map(({ message }) => message.text ?? ""),
    close: async () => {
      await desk.close();
      await telegram.close();
    },
  };
}
