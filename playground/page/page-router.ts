import express, { type Router } from "express";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { ConflictError } from "../../infra/errors.ts";
import type { Log } from "../../infra/log/log.ts";
import type { TelegramEmulator } from "../telegram/index.ts";
import { createChatFeed } from "./chat-feed.ts";
import { chatRoutes } from "./chat-routes.ts";
import { createChats } from "./chats.ts";
import { describeTurn } from "./describe-turn.ts";
import { openEventStream } from "./event-stream.ts";
import { answerError, sameOriginOnly } from "./guard.ts";
import { personas } from "./personas.ts";
import { readEarlierMessages, readKnownPeople } from "./read-history.ts";
import { type PlaygroundChannel, readTurn } from "./read-turn.ts";
import { pageFiles } from "./serve-files.ts";
import { createWireLog } from "./wire-log.ts";

export interface PageDeps {
  db: Database;
  emulator: TelegramEmulator;
  channel: PlaygroundChannel;
  /** What the emulator counts from: see its options. */
  idsFrom: number;
  organisationName: string;
  clock: Clock;
  log: Log;
}

export interface PlaygroundPage {
  router: Router;
  close(): Promise<void>;
}

const MAX_STREAMS = 100;

/** The page at `/`: its files, and under `/playground/api` what it can do in the emulated Telegram and see of the rows. */
export async function createPage(deps: PageDeps): Promise<PlaygroundPage> {
  const { db, emulator, channel, clock, log } = deps;
  const startedAt = clock.now();
  const chats = createChats(emulator, deps.idsFrom);
  for (const person of await readKnownPeople(db, channel)) chats.restore(person);
  const wire = createWireLog(emulator);
  const lookAt = async (chatId: number) => {
    const stored = await readTurn(db, channel, String(chatId));
    return stored && describeTurn(stored, chatId, wire);
  };
  const feed = createChatFeed({
    emulator,
    readTurn: lookAt,
    onError: (error) => log.warn("playground.turn_unread", { error }),
  });

  const api = express.Router();
  api.use(sameOriginOnly);
  api.get("/desk", (_request, response) => {
    response.json({
      organisation: deps.organisationName,
      bot: { name: emulator.bot.first_name, username: emulator.bot.username },
      personas: Object.values(personas),
      commands: {
        zh: emulator.commands("all_private_chats", null, "zh"),
        // English is the list without a language: what everybody else sees.
        en: emulator.commands("all_private_chats", null, ""),
      },
    });
  });
  api.get("/chats/:chatId", (request, response) => {
    response.json(chats.find(Number(request.params.chatId)));
  });
  api.get("/chats/:chatId/events", async (request, response) => {
    const chat = chats.find(Number(request.params.chatId));
    if (feed.size >= MAX_STREAMS) throw new ConflictError("Too many pages are open");
    const earlier = await readEarlierMessages(db, channel, String(chat.id), startedAt);
    const turn = await lookAt(chat.id);
    const stream = openEventStream(response, () => feed.leave(chat.id, stream));
    const messages = emulator.messages(chat.id).map(({ message, isDeleted }) => ({ message, isDeleted }));
    stream.send("state", { chat, earlier, messages, turn });
    feed.join(chat.id, stream);
  });
  api.use(chatRoutes({ emulator, chats }));
  api.use(answerError);

  const router = express.Router();
  router.use(pageFiles());
  router.use("/playground/api", api);
  return {
    router,
    close: async () => {
      wire.close();
      await feed.close();
    },
  };
}
