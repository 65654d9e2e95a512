import { ConflictError, NotFoundError } from "../../infra/errors.ts";
import type { TelegramEmulator } from "../telegram/index.ts";
import type { Persona } from "./personas.ts";
import type { KnownPerson } from "./read-history.ts";

/** A private chat of one made-up customer with the bot; its id is the customer's, as on Telegram. */
export interface Chat {
  id: number;
  name: string;
  persona: Persona["id"];
  /** Counted so that a page left to itself cannot fill the memory. */
  actions: number;
}

export interface Chats {
  /** A new customer. @throws ConflictError when there are too many already. */
  open(persona: Persona): Chat;
  /** @throws NotFoundError when nobody of this run, or known from an earlier one, has this id. */
  find(id: number): Chat;
  /** Somebody whom the product knows from an earlier run. */
  restore(person: KnownPerson): void;
}

const MAX_CHATS = 1_000;
/** Above it lie the ids of people of today's Telegram accounts. */
const FIRST_PERSON_ID = 5_000_000_000;

export function createChats(emulator: TelegramEmulator, idsFrom: number): Chats {
  const chats = new Map<number, Chat>();
  let opened = 0;
  const add = (chat: Chat, person: Parameters<TelegramEmulator["addPerson"]>[0]) => {
    emulator.addPerson(person);
    chats.set(chat.id, chat);
    return chat;
  };
  return {
    open: ({ id: persona, firstName, lastName, languageCode }) => {
      if (chats.size >= MAX_CHATS) {
        throw new ConflictError("There are too many chats in this run. Restart the product for an empty playground.");
      }
      const id = FIRST_PERSON_ID + idsFrom + ++opened;
      const name = [firstName, lastName].filter(Boolean).join(" ");
      return add(
        { id, name, persona, actions: 0 },
        { id, firstName, ...(lastName !== undefined && { lastName }), languageCode, hasStarted: false },
      );
    },
    find: (id) => {
      const chat = chats.get(id);
      if (!chat) throw new NotFoundError("This chat has ended. Begin a new one.");
      return chat;
    },
    restore: ({ id, name, language }) => {
      const persona = language.startsWith("zh") ? "zh" : "en";
      add({ id, name, persona, actions: 0 }, { id, firstName: name, languageCode: language });
    },
  };
}
