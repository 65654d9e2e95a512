import type { Message, MessageEntity, Update, User } from "grammy/types";
import type { Adapter, WebhookRequest } from "../../bot/ports/adapter.ts";
import type { Fault, TelegramEmulator } from "../../playground/telegram/index.ts";
import { openTelegramChannel, telegramSecret, telegramToken } from "../support/telegram-channel.ts";
import {
  type AdapterHarness,
  type DeskPlace,
  type Happening,
  type PlatformFailure,
  type ShownMark,
  type ShownMessage,
  UnsupportedHappening,
} from "./adapter-harness.ts";

/** The Telegram adapter, with an emulated Bot API behind it that ann and bob write to. */
export async function openTelegramHarness(): Promise<AdapterHarness> {
  const { emulator, adapter } = await openTelegramChannel();
  const ann = emulator.addPerson({ id: peopleIds["ann"] ?? 0, firstName: "Ann", languageCode: "en" });
  emulator.keepFile("file-id", "statement.pdf", Buffer.from("%PDF-1.4"));
  const failures = failingSends(adapter, emulator);

  return {
    adapter: failures.adapter,
    target: { chatId: String(ann.id) },
    secrets: [telegramToken, telegramSecret],
    request: (happening) => webhook(JSON.stringify(updateOf(happening, emulator.bot))),
    forged: (happening) =>
      webhook(JSON.stringify(updateOf(happening, emulator.bot)), `${telegramSecret.slice(0, -1)}X`),
    garbage: () => webhook("<xml>not an update</xml>"),
    stranger: () => webhook(JSON.stringify({ update_id: 899_000_001, telepathy: { thought: 42 } })),
    failNext: failures.failNext,
    shown: () => emulator.messages(ann.id).map((said) => shownMessage(said)),
    desk: deskOf(emulator),
    privately: { personId: String(ann.id), shown: () => textsOf(emulator.messages(ann.id)) },
    close: () => emulator.close(),
  };
}

function deskOf(emulator: TelegramEmulator): DeskPlace {
  const owner = emulator.addPerson({ firstName: "Olga" }).id;
  const colleague = emulator.addPerson({ firstName: "Carl" }).id;
  const { id } = emulator.addGroup({ title: "Desk", isForum: true, members: [owner, colleague] });
  return {
    chatId: String(id),
    owner: String(owner),
    colleague: String(colleague),
    threads: () => Array.from(emulator.topics(id).keys(), String),
    // Everybody in a group sees the same.
    shownTo: (_personId, threadId) =>
      textsOf(emulator.messages(id, threadId === undefined ? undefined : Number(threadId))),
    say: (personId, threadId, text) => void emulator.post(Number(personId), id, text, { threadId: Number(threadId) }),
    removeThread: (threadId) => emulator.deleteTopic(id, Number(threadId)),
  };
}

/** What was said there and is still to be seen, without Telegram's own remarks. */
const textsOf = (said: ReturnType<TelegramEmulator["messages"]>): string[] =>
  said.flatMap(({ message, isDeleted }) => (isDeleted || message.text === undefined ? [] : [message.text]));

const peopleIds: Record<string, number> = { ann: 5_000_000_101, bob: 5_000_000_102 };

function webhook(body: string, secretToken = telegramSecret): WebhookRequest {
  const headers = { "content-type": "application/json", "x-telegram-bot-api-secret-token": secretToken };
  return { method: "POST", headers, query: "", body: Buffer.from(body) };
}

/** The update that Telegram sends for it. An edit, and each version of it, is an update of its own. */
function updateOf(happening: Happening, bot: User): Update {
  const version = happening.kind === "edit" ? happening.version : 0;
  return { update_id: 800_000_000 + happening.id * 100 + version, ...payloadOf(happening, bot) } as Update;
}

function payloadOf(happening: Happening, bot: User): Partial<Update> {
  switch (happening.kind) {
    case "text":
      return {
        message: { ...baseOf(happening), text: happening.text, ...answered(happening) } as Update["message"] & {},
      };
    case "command": {
      const [word = ""] = happening.line.split(" ");
      const entities: MessageEntity[] = [{ type: "bot_command", offset: 0, length: word.length }];
      return { message: { ...baseOf(happening), text: happening.line, entities } as Update["message"] & {} };
    }
    case "image": {
      const photo = [{ ...file, width: 1_280, height: 720 }];
      const caption = happening.caption === undefined ? {} : { caption: happening.caption };
      return { message: { ...baseOf(happening), photo, ...caption } as Update["message"] & {} };
    }
    case "file": {
      const document = { ...file, file_name: happening.name, mime_type: "application/pdf" };
      return { message: { ...baseOf(happening), document } as Update["message"] & {} };
    }
    case "edit": {
      const edited = { ...baseOf(happening), text: happening.text, edit_date: saidAt + happening.version };
      return { edited_message: edited as Update["edited_message"] & {} };
    }
    case "button": {
      const message = { ...baseOf({ id: 900, from: happening.from }), from: bot, text: "How did we do?" } as Message;
      const press = { id: `4279400000${happening.id}`, from: person(happening.from), chat_instance: "-42", message };
      return { callback_query: { ...press, data: happening.buttonId } };
    }
    case "own":
      return {
        message: {
          ...baseOf({ id: happening.id, from: "ann" }),
          from: bot,
          text: happening.text,
        } as Update["message"] & {},
      };
    case "delete":
      throw new UnsupportedHappening(happening.kind);
  }
}

const saidAt = 1_772_697_600; // 2026-03-05T08:00:00Z
const file = { file_id: "file-id", file_unique_id: "AgADfile-id", file_size: 8 };

function baseOf({ id, from }: { id: number; from: string }) {
  const { is_bot: _bot, ...names } = person(from);
  return { message_id: id, date: saidAt, from: person(from), chat: { ...names, type: "private" as const } };
}

function answered(happening: { from: string; replyTo?: number }): Partial<Message> {
  if (happening.replyTo === undefined) return {};
  const reply_to_message = { ...baseOf({ id: happening.replyTo, from: happening.from }), text: "earlier" };
  return { reply_to_message } as Partial<Message>;
}

function person(name: string): User {
  const id = peopleIds[name];
  if (id === undefined) throw new Error(`nobody is called ${name} here`);
  return { id, is_bot: false, first_name: name };
}

/** Makes the next sends fail; `unreachable` by taking the server away while that send is tried. */
function failingSends(real: Adapter, emulator: TelegramEmulator) {
  let isAway = false;
  const adapter: Adapter = {
    ...real,
    send: async (message) => {
      if (!isAway) return real.send(message);
      isAway = false;
      await emulator.goAway();
      try {
        return await real.send(message);
      } finally {
        await emulator.comeBack();
      }
    },
  };
  const failNext = (failure: PlatformFailure): void => {
    if (failure.kind === "unreachable") isAway = true;
    else emulator.fail("*", faultOf(failure));
  };
  return { adapter, failNext };
}

function faultOf(failure: Exclude<PlatformFailure, { kind: "unreachable" }>): Fault {
  switch (failure.kind) {
    case "rate_limited":
      return { kind: "rate_limited", retryAfterSeconds: failure.retryAfterMs / 1_000 };
    case "lost_answer":
      return { kind: "cut_after" };
    case "recipient_gone":
      return { kind: "refused", code: 403, description: "Forbidden: bot was blocked by the user" };
    default:
      return { kind: failure.kind };
  }
}

function shownMessage({
  message,
  isEdited,
  isDeleted,
  uploadName,
}: ReturnType<TelegramEmulator["messages"]>[number]): ShownMessage {
  const text = message.text ?? message.caption ?? "";
  return {
    text,
    buttons: message.reply_markup?.inline_keyboard.flat().map((button) => button.text) ?? [],
    files: uploadName === undefined ? [] : [uploadName],
    edited: isEdited,
    deleted: isDeleted,
    marks: (message.entities ?? message.caption_entities ?? []).flatMap((entity) => markOf(text, entity)),
    ...(message.reply_to_message && { replyTo: `${message.chat.id}:${message.reply_to_message.message_id}` }),
  };
}

const markTypes: Partial<Record<MessageEntity["type"], ShownMark["type"]>> = {
  bold: "bold",
  italic: "italic",
  code: "code",
  pre: "codeblock",
  blockquote: "quote",
  text_link: "link",
};

function markOf(whole: string, entity: MessageEntity): ShownMark[] {
  const type = markTypes[entity.type];
  if (type === undefined) return [];
  const text = whole.slice(entity.offset, entity.offset + entity.length);
  return [{ type, text, ...(entity.type === "text_link" && { url: entity.url }) }];
}
