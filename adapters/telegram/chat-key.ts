import { z } from "zod";

const place = z.object({
  chat: z.object({ id: z.int() }),
  message_thread_id: z.int().optional().catch(undefined),
  is_topic_message: z.boolean().optional().catch(undefined),
});
const inside = z.object({ message: place });
const byPerson = z.union([
  z.object({ from: z.object({ id: z.int() }) }).transform(({ from }) => from.id),
  z.object({ user: z.object({ id: z.int() }) }).transform(({ user }) => user.id),
]);

/**
 * The ordered unit an update belongs to: `CHAT_ID` or `CHAT_ID:TOPIC`; for updates without a chat the person's id, and
 * `updates` for those without a person. Never fails: an update that is strange must be kept as well.
 *
 * A press belongs to the chat of its button. A thread counts only with `is_topic_message`: a reply in an ordinary
 * group, and one in the General topic, may carry a `message_thread_id` that is no topic (tdlib/telegram-bot-api#447).
 */
export function chatKeyOf(update: Record<string, unknown>): string {
  for (const [name, payload] of Object.entries(update)) {
    if (name === "update_id") continue;
    const pressed = inside.safeParse(payload);
    if (pressed.success) return keyOf(pressed.data.message);
    const said = place.safeParse(payload);
    if (said.success) return keyOf(said.data);
    const person = byPerson.safeParse(payload);
    if (person.success) return String(person.data);
  }
  return "updates";
}

function keyOf({ chat, message_thread_id: thread, is_topic_message: isTopic }: z.infer<typeof place>): string {
  return isTopic === true && thread !== undefined ? `${chat.id}:${thread}` : String(chat.id);
}
