import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { importFaqs } from "../support/faqs.ts";
import { type OpenProduct, openProduct } from "../support/open-product.ts";
import { allSent } from "../support/settled.ts";
import { openSlackDesk, type SlackDesk } from "../support/slack-desk.ts";
import { waitFor } from "../support/wait-for.ts";
import { openWecomDesk, type WecomDesk } from "../support/wecom-desk.ts";

/** A new customer's chat on one platform. */
interface Chat {
  desk: OpenProduct;
  name: string;
  write(text: string): void;
  /** Sends something of a kind, with words in the same message where the platform can. */
  send(kind: string, words?: string): void;
  /** Three pictures at once. */
  album(): void;
  heard(): string[];
  settled(): Promise<void>;
}

const kinds = {
  Telegram: ["voice", "image", "video", "file", "sticker", "location", "contact"],
  // The messages that 微信客服 hands over have no kind for stickers (path 94670).
  微信客服: ["voice", "image", "video", "file", "location", "contact", "card"],
  Slack: ["voice", "image", "video", "file"],
} as const;
type Platform = keyof typeof kinds;
const platforms = Object.keys(kinds) as Platform[];
const table = platforms.flatMap((platform) => kinds[platform].map((kind) => ({ platform, kind })));
/** Where a message can carry words beside what cannot be read. */
const captioned: { platform: Platform; kind: string }[] = [
  ...["image", "video", "file"].map((kind) => ({ platform: "Telegram" as const, kind })),
  ...kinds.Slack.map((kind) => ({ platform: "Slack" as const, kind })),
];

const token = "700100202:AAHtesttesttesttesttest";
const mime: Record<string, string> = {
  voice: "audio/ogg",
  image: "image/png",
  video: "video/mp4",
  file: "application/pdf",
};
let telegram: TelegramEmulator;
let onTelegram: OpenProduct;
let slack: SlackDesk;
let wecom: WecomDesk;
let people = 0;

beforeAll(async () => {
  telegram = await startTelegramEmulator({ token, secondMs: 20 });
  onTelegram = await openProduct({
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_MODE: "polling",
    TELEGRAM_API_ROOT: telegram.apiRoot,
  });
  await importFaqs(onTelegram);
  slack = await openSlackDesk();
  wecom = await openWecomDesk();
});
afterAll(async () => {
  await wecom.close();
  await slack.close();
  await onTelegram.close();
  await telegram.close();
});

describe("what the bot cannot read", () => {
  it.each(table)("alone gets one line and a person: $kind on $platform", async ({ platform, kind }) => {
    const chat = open(platform);
    chat.send(kind);
    await handled(chat, 1);
    expect(chat.heard()).toEqual([expect.stringMatching(/cannot read this kind|无法读取|请用文字/)]);
    expect(await waitOf(chat)).toEqual({ reason: "unreadable", waits: true });
  });

  it.each(captioned)("leaves the words beside it answered, and the desk told: $kind on $platform", async (where) => {
    const chat = open(where.platform);
    chat.send(where.kind, "How do I open an account?");
    await handled(chat, 1);
    expect(chat.heard()).toEqual([expect.stringContaining("Register on our website")]);
    expect(await unreadTold(chat)).toEqual([{ isAnswered: true }]);
  });

  it.each(platforms)("gets one line for three pictures at once on %s", async (platform) => {
    const chat = open(platform);
    chat.album();
    await handled(chat, 3);
    expect(chat.heard()).toHaveLength(1);
    expect(await waitOf(chat)).toEqual({ reason: "unreadable", waits: true });
  });

  it.each(platforms)(
    "gets no line right after a question that was answered, save for a voice, on %s",
    async (platform) => {
      const chat = open(platform);
      chat.write(platform === "微信客服" ? "怎么开户？" : "How do I open an account?");
      chat.send("image");
      await handled(chat, 2);
      expect(chat.heard()).toEqual([expect.stringMatching(/Register on our website|上传身份证件/)]);
      expect(await unreadTold(chat)).toEqual([{ isAnswered: true }]);
      expect(await waitOf(chat)).toEqual({ reason: null, waits: false });
      chat.send("voice");
      await handled(chat, 3);
      expect(chat.heard()).toHaveLength(2);
      expect(await waitOf(chat)).toEqual({ reason: "unreadable", waits: true });
    },
  );
});

function open(platform: Platform): Chat {
  people += 1;
  const name = `Una ${people}`;
  return { Telegram: telegramChat, Slack: slackChat, 微信客服: kfChat }[platform](name);
}

function telegramChat(name: string): Chat {
  const { id } = telegram.addPerson({ id: 5_100_000_000 + people, firstName: name });
  const bytes = Buffer.from("bytes");
  return {
    desk: onTelegram,
    name,
    write: (text) => void telegram.post(id, id, text),
    send(kind, caption) {
      const said = caption ? { caption } : {};
      const contents = {
        voice: { voice: bytes, seconds: 3 },
        image: { photo: bytes, ...said },
        video: { video: bytes, seconds: 3, ...said },
        file: { document: bytes, name: "form.pdf", mimeType: "application/pdf", ...said },
        sticker: { sticker: "👍" },
        location: { location: { latitude: 1, longitude: 2 } },
        contact: { contact: { phoneNumber: "+10000000000", firstName: "Bob" } },
      };
      telegram.post(id, id, contents[kind as keyof typeof contents]);
    },
    album() {
      for (let index = 0; index < 3; index += 1) telegram.post(id, id, { photo: bytes }, { album: `album ${name}` });
    },
    heard: () =>
      telegram
        .messages(id)
        .filter(({ message }) => message.from?.id === telegram.bot.id)
        .map(({ message }) => message.text ?? ""),
    settled: () => allSent(onTelegram),
  };
}

function slackChat(name: string): Chat {
  const user = slack.newPerson(name);
  const upload = (kind: string, text?: string) => {
    const file = { user, name: `one.${kind}`, mimeType: mime[kind] ?? "", bytes: Buffer.from("bytes") };
    slack.slack.people.upload({ ...file, ...(text ? { text } : {}) });
  };
  return {
    desk: slack,
    name,
    write: (text) => void slack.slack.people.write({ user, text }),
    send: upload,
    album() {
      for (let index = 0; index < 3; index += 1) upload("image");
    },
    heard: () => slack.said(user),
    settled: () => slack.settled(),
  };
}

function kfChat(name: string): Chat {
  const at = wecom.newCustomer(name);
  const { customers } = wecom.wecom;
  const cards: Record<string, [string, object]> = {
    location: ["location", { latitude: 31.2, longitude: 121.5, name: "Bund", address: "Shanghai" }],
    contact: ["business_card", { userid: "bob" }],
    card: ["link", { title: "A page", url: "https://example.com" }],
  };
  const send = (kind: string) => {
    const card = cards[kind];
    if (card) return void customers.sendsCard(at, ...card);
    const file = { name: `one.${kind}`, mimeType: mime[kind] ?? "", bytes: Buffer.from("bytes") };
    customers.sendsMedia(at, kind as "image" | "voice" | "video" | "file", file);
  };
  return {
    desk: wecom,
    name,
    write: (text) => void customers.writes(at, text),
    send,
    album() {
      for (let index = 0; index < 3; index += 1) send("image");
    },
    heard: () => wecom.toldCustomer(at),
    settled: () => wecom.settled(),
  };
}

/** Waits until so many messages of the customer are kept and everything that follows from them has gone out. */
async function handled(chat: Chat, count: number): Promise<void> {
  await waitFor(`${count} messages of ${chat.name}`, async () => {
    const rows = await chat.desk.rows(
      "SELECT FROM messages m JOIN customers c ON c.id = m.customer_id WHERE c.name = ? AND m.direction = 'inbound'",
      [chat.name],
    );
    return rows.length === count;
  });
  await chat.settled();
}

async function waitOf({ desk, name }: Chat) {
  const [row] = await desk.rows(
    `SELECT handoff_reason AS reason, handoff_at IS NOT NULL AS waits FROM conversations
     WHERE customer_id = (SELECT id FROM customers WHERE name = ?)`,
    [name],
  );
  return row;
}

async function unreadTold({ desk, name }: Chat) {
  const rows = await desk.rows<{ data: { isAnswered?: boolean } }>(
    `SELECT event_data AS data FROM conversation_events WHERE event_type = 'unreadable_message'
       AND customer_id = (SELECT id FROM customers WHERE name = ?) ORDER BY id`,
    [name],
  );
  return rows.map(({ data }) => ({ isAnswered: data.isAnswered }));
}
