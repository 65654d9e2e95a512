import { Card } from "./received-message.ts";
import type { WechatyMessage } from "./wechaty-api.ts";

const longest = 2_000;

/** What a message shows as a card, asked of the puppet; undefined for types without one. */
export async function readCard(message: WechatyMessage, type: string): Promise<Card | undefined> {
  switch (type) {
    case "url":
      return bounded((await message.toUrlLink()).payload);
    case "mini_program":
      return bounded((await message.toMiniProgram()).payload);
    case "location":
      return bounded((await message.toLocation()).payload);
    case "contact": {
      const contact = await message.toContact();
      return bounded({ contactId: contact.id, name: contact.name() });
    }
    default:
      return undefined;
  }
}

/** The fields that we know, each of a length worth keeping; a puppet may put pictures into others. */
function bounded(payload: unknown): Card | undefined {
  const card = Card.safeParse(payload).data;
  if (!card) return undefined;
  const kept = Object.entries(card).map(([key, value]) => [
    key,
    typeof value === "string" ? value.slice(0, longest) : value,
  ]);
  return Card.parse(Object.fromEntries(kept));
}
