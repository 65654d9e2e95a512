import type { Day } from "../day.ts";
import { type Finding, look } from "./finding.ts";
import { threadsOf } from "./threads.ts";

interface Kept {
  words: string;
  status: string;
  due_at: Date;
}

/** The jobs run each minute of the day, and what they find takes its time on the machine. */
const SLACK_MINUTES = 2;
const SLACK_REAL_MS = 3_000;

/** A reminder comes when it is due, once, where it was set; one that is not due yet does not. */
export async function checkReminders(day: Day): Promise<Finding> {
  const found = look("reminders once, when they are due");
  const threads = await threadsOf(day);
  const kept = new Map(
    (await day.rows<Kept>("SELECT words, status, due_at FROM reminders")).map((one) => [one.words, one]),
  );
  // Its desk may have become one without threads since: that of whoever has it now.
  const unthreaded = new Set(
    (
      await day.rows<{ id: string }>(
        "SELECT conversation_id AS id FROM desk_threads t WHERE t.moved_at IS NULL AND t.thread_id IS NULL",
      )
    ).map(({ id }) => id),
  );
  const slackMs = SLACK_MINUTES * 60_000 + SLACK_REAL_MS * day.clock.speed;
  let due = 0;
  for (const { words, conversationId: id, code, by, at, minutes } of day.log.reminders) {
    // Who was suspended meanwhile sets none, and where the thread is gone nobody can read it there.
    if (day.log.deletedThreads.has(id) || day.staff.some(({ name, isSuspended }) => name === by && isSuspended))
      continue;
    const reminder = kept.get(words);
    if (!reminder) {
      found.at(`${code}: the reminder ${words} was not kept`);
      continue;
    }
    const isEarly = reminder.due_at.getTime() < at.getTime() + minutes * 60_000 - 1_000;
    if (isEarly) found.at(`${code}: ${words} is due ${reminder.due_at.toISOString()}, before it was to come`);
    const isDue = reminder.due_at.getTime() + slackMs < day.clock.now().getTime();
    if (isDue) due += 1;
    const times = timesShown(day, threads.get(id) ?? null, { code, words, isThreaded: !unthreaded.has(id) });
    if (reminder.status === "open") {
      found.at(
        isDue ? `${code}: ${words} was due and did not come` : times > 0 && `${code}: ${words} came before it was due`,
      );
    } else found.at(times !== 1 && `${code}: ${words} came ${times} times`);
  }
  found.remark(`${due} of ${day.log.reminders.length} reminders were due`);
  return found.finding();
}

/** In the thread; where the desk has none, with whoever was told most often. */
function timesShown(
  day: Day,
  thread: string[] | null,
  { code, words, isThreaded }: { code: string; words: string; isThreaded: boolean },
): number {
  // `SECRET-remind-1` is not in `SECRET-remind-12`; where there are no threads the conversation's name stands above.
  const came = new RegExp(`^⏰ ${code} · .*${words}(?!\\d)`, "m");
  const count = (texts: string[]) => texts.filter((text) => came.test(text)).length;
  const inThread = count(thread ?? []);
  if (thread && isThreaded) return inThread;
  const each = day.staff.map(({ station, personId }) => count(station.privately(personId).map(({ text }) => text)));
  return Math.max(inThread, ...each);
}
