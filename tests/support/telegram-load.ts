import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { brokerFaqs } from "./faqs.ts";

export const loadToken = "700100200:AAHtesttesttesttesttest";
export const loadSecret = "webhook-secret_0123456789";

/** Customers of an emulated Telegram who ask questions that the FAQs answer, each in a chat of their own. */
export interface TelegramLoad {
  telegram: TelegramEmulator;
  /** What the product needs to be told about this Telegram. */
  variables: Record<string, string>;
  /** Telegram calls this product from now on. */
  callAt(url: string): Promise<void>;
  /** Everybody writes one message more. */
  ask(times?: number): void;
  /** How many messages the bot has said in all. */
  answers(): number;
  /** What each customer asked (by kind of question), and what they were answered. */
  chats(): { asked: string[]; answered: string[] }[];
}

const questions = [brokerFaqs[0], brokerFaqs[2]].map((faq) => faq?.question ?? "");

export async function startTelegramLoad(customers: number): Promise<TelegramLoad> {
  // Retries of webhooks come after hundredths of their usual pauses.
  const telegram = await startTelegramEmulator({ token: loadToken, secondMs: 20 });
  const people = Array.from(
    { length: customers },
    (_, index) => telegram.addPerson({ id: 5_000_000_001 + index, firstName: `Customer ${index}` }).id,
  );
  const asked = new Map<number, string[]>(people.map((person) => [person, []]));
  const answersTo = (person: number) =>
    telegram.messages(person).filter(({ message }) => message.from?.id === telegram.bot.id);
  return {
    telegram,
    variables: {
      TELEGRAM_BOT_TOKEN: loadToken,
      TELEGRAM_WEBHOOK_SECRET: loadSecret,
      TELEGRAM_MODE: "webhook",
      TELEGRAM_API_ROOT: telegram.apiRoot,
    },
    callAt: async (url) => {
      await fetch(`${telegram.apiRoot}/bot${loadToken}/setWebhook`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ url: `${url}/webhooks/telegram`, secret_token: loadSecret }),
      });
    },
    ask: (times = 1) => {
      for (let time = 0; time < times; time++) {
        for (const person of people) {
          const before = asked.get(person) ?? [];
          const question = questions[before.length % questions.length] ?? "";
          telegram.post(person, person, question);
          before.push(kindOf(question));
        }
      }
    },
    answers: () => people.reduce((sum, person) => sum + answersTo(person).length, 0),
    chats: () =>
      people.map((person) => ({
        asked: asked.get(person) ?? [],
        answered: answersTo(person).map(({ message }) => kindOf(message.text ?? "")),
      })),
  };
}

/** The questions differ in what they are about, and so do their answers. */
function kindOf(text: string): string {
  if (/withdrawal/i.test(text)) return "withdrawal";
  if (/account/i.test(text)) return "account";
  return text;
}
