import { slackAlerts, slackDesk, slackSurface } from "../support/surfaces/slack-surface.ts";
import type { Seen, Surface } from "../support/surfaces/surface.ts";
import { telegramSurface } from "../support/surfaces/telegram-surface.ts";
import { wecomSurface } from "../support/surfaces/wecom-surface.ts";
import type { Platforms } from "./platforms.ts";

/** A conversation as an agent finds it at the desk. */
export interface Desked {
  id: string;
  /** `C1042` */
  code: string;
  customer: string;
  chatId: string;
  threadId: string | null;
  agentId: string | null;
  isWaiting: boolean;
}

/** Where staff of the day work: what they do there, and what they look at. */
export interface Station {
  platform: Surface["platform"];
  isThreaded: boolean;
  hire(name: string): string;
  /** A line, a note or a command about a conversation. */
  line(person: string, text: string, about: Desked): void;
  command(person: string, line: string, about?: Desked): Promise<void>;
  /** What the bot wrote in the conversation's thread; nothing where there are none. */
  thread(about: Pick<Desked, "chatId" | "threadId">): Seen[];
  /** What the bot wrote to somebody alone. */
  privately(person: string): Seen[];
  press(person: string, seen: Seen, buttonId: string): Promise<void>;
  deleteThread(about: Desked): void;
  /** A line that names no conversation: whom it is for is what the writer did last. */
  bareLine(person: string, text: string): void;
}

export function openStations(platforms: Platforms, rows: Parameters<typeof wecomSurface>[1]["rows"]) {
  return {
    slack: slackStation(platforms),
    telegram: telegramStation(platforms),
    wecom: wecomStation(platforms, rows),
  };
}

const asDesked = ({ id, code, customer, threadId }: Desked) => ({
  id,
  code,
  customer: { id: "", name: customer },
  thread: threadId,
});

function common(surface: Surface): Omit<Station, "thread" | "privately" | "deleteThread" | "bareLine"> {
  return {
    platform: surface.platform,
    isThreaded: surface.isThreaded,
    hire: surface.addColleague,
    line: (person, text, about) => surface.line(person, text, asDesked(about)),
    command: (person, line, about) => surface.command(person, line, about && asDesked(about)),
    press: async (person, seen, buttonId) => {
      const button = seen.buttons.find(({ id }) => id === buttonId);
      if (button) await surface.press(person, seen, button);
    },
  };
}

function slackStation({ slack }: Platforms): Station {
  const seen = (channel: string, threadTs?: string): Seen[] =>
    slack
      .read(channel, threadTs)
      .filter(({ isBot, deleted }) => isBot && !deleted)
      .map(({ ts, text, buttons, files }) => ({
        key: `${channel}:${ts}`,
        chat: channel,
        id: ts,
        text,
        buttons: buttons.map(({ actionId, label }) => ({ id: actionId, label })),
        files: files.length,
      }));
  return {
    ...common(slackSurface(slack)),
    thread: ({ chatId, threadId }) => (threadId ? seen(chatId, threadId) : []),
    privately: (person) => [...seen(slack.workspace.directWith(person).id), ...seen(slackAlerts)],
    deleteThread: ({ threadId }) => {
      if (threadId) slack.people.remove({ channel: slackDesk, ts: threadId });
    },
    bareLine: (person, text) => void slack.people.write({ user: person, text }),
  };
}

function telegramStation({ telegram }: Platforms): Station {
  const seen = (chat: number, thread?: number): Seen[] =>
    telegram
      .messages(chat, thread)
      .filter(({ message, isDeleted }) => message.from?.id === telegram.bot.id && !isDeleted)
      .map(({ message }) => ({
        key: `${chat}:${message.message_id}`,
        chat: String(chat),
        id: String(message.message_id),
        text: message.text ?? message.caption ?? "",
        buttons: (message.reply_markup?.inline_keyboard.flat() ?? []).flatMap((button) =>
          "callback_data" in button ? [{ id: button.callback_data, label: button.text }] : [],
        ),
        files: message.photo || message.document ? 1 : 0,
      }));
  return {
    ...common(telegramSurface(telegram)),
    thread: ({ chatId, threadId }) => (threadId ? seen(Number(chatId), Number(threadId)) : []),
    privately: (person) => seen(Number(person)),
    deleteThread: ({ chatId, threadId }) => {
      if (threadId) telegram.deleteTopic(Number(chatId), Number(threadId));
    },
    bareLine: (person, text) => void telegram.post(Number(person), Number(person), text),
  };
}

function wecomStation({ wecom }: Platforms, rows: Parameters<typeof wecomSurface>[1]["rows"]): Station {
  const surface = wecomSurface(wecom, { rows });
  return {
    ...common(surface),
    thread: () => [],
    privately: surface.sees,
    deleteThread: () => undefined,
    bareLine: (person, text) => void wecom.members.writes(person, text),
  };
}
