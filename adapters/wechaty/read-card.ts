import { Card } from "./received-message.ts";
import type { WechatyMessage, WechatyPuppet } from "./wechaty-api.ts";

const longest = 2_000;

/**
 * What a message shows as a card; undefined for types without one. The puppet is asked itself: wechaty 1.20 only passes
 * its answer on, and its `toLocation` throws whatever the answer is.
 */
export async function readCard(
  message: WechatyMessage,
  type: string,
  puppet: WechatyPuppet,
): Promise<Card | undefined> {
  switch (type) {
    case "url":
      return bounded(await puppet.messageUrl(message.id));
    case "mini_program":
      return bounded(await puppet.messageMiniProgram(message.id));
    case "location":
      return bounded(await puppet.messageLocation(message.id));
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
