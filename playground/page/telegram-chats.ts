import type { TelegramEmulator } from "../telegram/index.ts";
import { type Chats, createChats } from "./chats.ts";

/** Above it lie the ids of people of today's Telegram accounts. */
const FIRST_PERSON_ID = 5_000_000_000;

/** Private chats with the bot; a chat's id is the customer's, as on Telegram. */
export function createTelegramChats(emulator: TelegramEmulator, idsFrom: number): Chats {
  return createChats({
    idOf: (count) => String(FIRST_PERSON_ID + idsFrom + count),
    join: (id, { persona, name, isNew }) => {
      const { firstName, lastName, languageCode } = persona;
      const named = isNew ? { firstName, ...(lastName !== undefined && { lastName }) } : { firstName: name };
      emulator.addPerson({ id: Number(id), ...named, languageCode, hasStarted: !isNew });
    },
  });
}
