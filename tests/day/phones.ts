import { openKfId } from "../support/wecom-desk.ts";
import type { Platforms } from "./platforms.ts";

/** Something that a customer was told. */
export interface Told {
  text: string;
  at: Date;
}

/** A customer's account on one platform. */
export interface Phone {
  /** `P017`; in the customer's name, and so unique. */
  id: string;
  name: string;
  channel: "telegram" | "wecom" | "slack";
  /** Says a text; gives when, by the platform's clock. */
  write(text: string): Date;
  /** A sticker where there are some, else an emoji; gives the text, if any. */
  sticker(): { at: Date; text: string };
  /** A picture. Null where customers of the day send none. */
  picture(): Date | null;
  /** Changes the last text, or takes it back; null where there is none. */
  changeMind(): "changed" | "taken_back" | null;
  told(): Told[];
}

export function openPhone(platforms: Platforms, channel: Phone["channel"], id: string, name: string): Phone {
  if (channel === "telegram") return telegramPhone(platforms, id, name);
  return channel === "wecom" ? wecomPhone(platforms, id, name) : slackPhone(platforms, id, name);
}

const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

function telegramPhone({ telegram }: Platforms, id: string, name: string): Phone {
  const chat = telegram.addPerson({ id: 5_000_700_000 + Number(id.slice(1)), firstName: name }).id;
  let last: { messageId: number; text: string } | null = null;
  const dateOf = ({ date }: { date: number }) => new Date(date * 1_000);
  return {
    id,
    name,
    channel: "telegram",
    write: (text) => {
      const message = telegram.post(chat, chat, text);
      last = { messageId: message.message_id, text };
      return dateOf(message);
    },
    sticker: () => ({ at: dateOf(telegram.post(chat, chat, { sticker: "👍" })), text: "" }),
    picture: () => dateOf(telegram.post(chat, chat, { photo: PICTURE })),
    changeMind: () => {
      if (!last) return null;
      telegram.edit(chat, chat, last.messageId, `${last.text} !`);
      last = null;
      return "changed";
    },
    told: () =>
      telegram
        .messages(chat)
        .filter(({ message }) => message.from?.id === telegram.bot.id)
        .map(({ message }) => ({ text: message.text ?? message.caption ?? "", at: dateOf(message) })),
  };
}

function wecomPhone({ wecom }: Platforms, id: string, name: string): Phone {
  const at = { openKfId, externalUserId: `wmAJ2GCAAAme1XQRC-NI-q2_${id.slice(1).padStart(8, "0")}` };
  wecom.customers.add(at.externalUserId, name);
  const newest = () => new Date(wecom.kfChat(openKfId, at.externalUserId).at(-1)?.at ?? 0);
  // `send_time` is in whole seconds.
  const seconds = (moment: Date) => new Date(Math.floor(moment.getTime() / 1_000) * 1_000);
  let last: string | null = null;
  return {
    id,
    name,
    channel: "wecom",
    write: (text) => {
      last = wecom.customers.writes(at, text);
      return seconds(newest());
    },
    sticker: () => {
      wecom.customers.writes(at, "[强]");
      return { at: seconds(newest()), text: "[强]" };
    },
    picture: () => {
      wecom.customers.sendsMedia(at, "image", { name: "a.png", mimeType: "image/png", bytes: PICTURE });
      return seconds(newest());
    },
    changeMind: () => {
      if (!last) return null;
      wecom.customers.recalls(at, last);
      last = null;
      return "taken_back";
    },
    told: () =>
      wecom
        .kfChat(openKfId, at.externalUserId)
        .filter(({ from }) => from === "us")
        .map((message) => ({ text: message.text, at: new Date(message.at) })),
  };
}

function slackPhone({ slack }: Platforms, id: string, name: string): Phone {
  const user = slack.workspace.addUser({ name }).id;
  const channel = slack.workspace.directWith(user).id;
  const dateOf = ({ ts }: { ts: string }) => new Date(Number(ts) * 1_000);
  let last: { ts: string; text: string } | null = null;
  return {
    id,
    name,
    channel: "slack",
    write: (text) => {
      const { ts } = slack.people.write({ user, text });
      last = { ts, text };
      return dateOf({ ts });
    },
    sticker: () => ({ at: dateOf(slack.people.write({ user, text: "👍" })), text: "👍" }),
    picture: () => null,
    changeMind: () => {
      if (!last) return null;
      slack.people.edit({ channel, ts: last.ts, text: `${last.text} !` });
      last = null;
      return "changed";
    },
    told: () =>
      slack
        .readAs(user, channel)
        .filter(({ isBot }) => isBot)
        .map((message) => ({ text: message.text, at: dateOf(message) })),
  };
}
