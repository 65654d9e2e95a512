import type { Seen } from "../../support/surfaces/surface.ts";
import type { Day } from "../day.ts";

/**
 * What the bot wrote in the threads of each conversation, oldest first; none where one of the desks that it was at has no
 * threads, since what was said then stands in none.
 */
export async function threadsOf(day: Day): Promise<Map<string, string[]>> {
  const threads = await day.rows<{ conversation_id: string; chat_id: string; thread_id: string }>(
    `SELECT conversation_id, chat_id, thread_id FROM desk_threads t WHERE NOT EXISTS (
       SELECT FROM desk_threads n WHERE n.conversation_id = t.conversation_id AND n.thread_id IS NULL)
     ORDER BY created_at`,
  );
  const shown = new Map<string, string[]>();
  for (const { conversation_id: id, chat_id: chatId, thread_id: threadId } of threads) {
    const station = day.staff.find((one) => day.isAt(one, chatId))?.station;
    const texts = station?.thread({ chatId, threadId }).map(({ text }: Seen) => text) ?? [];
    shown.set(id, [...(shown.get(id) ?? []), ...texts]);
  }
  return shown;
}
