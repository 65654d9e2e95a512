import { ConflictError, NotFoundError } from "../../infra/errors.ts";
import { type Persona, personaName, personas } from "./personas.ts";
import type { KnownPerson } from "./read-history.ts";

/** A private chat of one made-up customer with the desk. */
export interface Chat {
  /** The customer's id at the platform. */
  id: string;
  name: string;
  persona: Persona["id"];
  /** Counted so that a page left to itself cannot fill the memory. */
  actions: number;
}

export interface Chats {
  /** A new customer. @throws ConflictError when there are too many already. */
  open(persona: Persona): Chat;
  /** @throws NotFoundError when nobody of this run, or known from an earlier one, has this id. */
  find(id: string): Chat;
  /** The same for somebody who does something. @throws ConflictError when they have done too much. */
  act(id: string): Chat;
  /** Somebody whom the product knows from an earlier run. */
  restore(person: KnownPerson): void;
}

/** How people come to a platform. */
export interface Arrivals {
  /** The id of the nth person of this run. */
  idOf(count: number): string;
  join(id: string, person: { persona: Persona; name: string; isNew: boolean }): void;
}

const MAX_CHATS = 1_000;
const MAX_ACTIONS_PER_CHAT = 1_000;

/** The customers of one platform. */
export function createChats({ idOf, join }: Arrivals): Chats {
  const chats = new Map<string, Chat>();
  let opened = 0;
  const add = (id: string, persona: Persona, name: string, isNew: boolean) => {
    const chat = { id, name, persona: persona.id, actions: 0 };
    chats.set(id, chat);
    join(id, { persona, name, isNew });
    return chat;
  };
  const find = (id: string) => {
    const chat = chats.get(id);
    if (!chat) throw new NotFoundError("This chat has ended. Begin a new one.");
    return chat;
  };
  return {
    open: (persona) => {
      if (chats.size >= MAX_CHATS) {
        throw new ConflictError("There are too many chats in this run. Restart the product for an empty playground.");
      }
      return add(idOf(++opened), persona, personaName(persona), true);
    },
    find,
    act: (id) => {
      const chat = find(id);
      if (++chat.actions > MAX_ACTIONS_PER_CHAT) throw new ConflictError("This chat is full. Begin a new one.");
      return chat;
    },
    restore: ({ id, name, language }) => {
      const known = Object.values(personas);
      const own = known.find((persona) => personaName(persona) === name);
      const persona = own ?? known.find((other) => language.startsWith(other.language)) ?? personas.maya;
      add(id, persona, name, false);
    },
  };
}
