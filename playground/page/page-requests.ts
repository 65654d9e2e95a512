import { z } from "zod";
import { type Persona, personas } from "./personas.ts";

// What several of the page's requests are made of, with their bounds.

const personaIds = Object.keys(personas) as Persona["id"][]; // the record's own keys

export const newChat = z.strictObject({ persona: z.enum(personaIds) });
// Telegram's apps cut what people type to the length that sendMessage takes; the others take no more either.
export const newText = z.strictObject({ text: z.string().trim().min(1).max(4_096) });
export const personId = z.string().regex(/^[\w-]{1,64}$/, "This is no id of a person");
