import type { Seen } from "../../support/surfaces/surface.ts";
import type { Day } from "../day.ts";

/** What the bot wrote in the threads of each conversation, oldest first; none where the desk has no threads. */
export async function threadsOf(day: Day): Promise<Map<string, string[]>> {
  const threads = await day.rows<{ conversation_id: string; chat_id: string; thread_id: string }>(
    `SELECT conversation_id, chat_id, thread_id FROM desk_threads WHERE thread_id IS NOT NULL
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
