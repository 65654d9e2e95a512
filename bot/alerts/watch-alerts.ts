import { sendDigests } from "./digest/send-digests.ts";
import { endAlerts } from "./watch/end-alerts.ts";
import { escalateAlerts } from "./watch/escalate-alerts.ts";
import { followStorms } from "./watch/follow-storms.ts";
import { passOnCards, renewCards } from "./watch/pass-on-cards.ts";
import { showHeldAlerts } from "./watch/show-held-alerts.ts";
import { wakeAlerts } from "./watch/wake-alerts.ts";
import type { Watch, WatchDeps } from "./watch/watch.ts";
import { watchDeadlines } from "./watch/watch-deadlines.ts";
import { watchGaps } from "./watch/watch-gaps.ts";
import { watchHeldReplies } from "./watch/watch-held-replies.ts";
import { watchParked } from "./watch/watch-parked.ts";
import { watchQueue } from "./watch/watch-queue.ts";
import { watchReplyWindows } from "./watch/watch-reply-windows.ts";
import { watchStaffWords } from "./watch/watch-staff-words.ts";
import { watchWithdrawals } from "./watch/watch-withdrawals.ts";

// What begins comes before what goes on, and what goes on before where it is shown.
const watches: readonly Watch[] = [
  watchDeadlines,
  watchHeldReplies,
  watchStaffWords,
  watchQueue,
  watchParked,
  watchGaps,
  followStorms,
  watchReplyWindows,
  watchWithdrawals,
  endAlerts,
  wakeAlerts,
  showHeldAlerts,
  escalateAlerts,
  passOnCards,
  renewCards,
  sendDigests,
];

/**
 * What alerts need as time passes, each minute. One watch that fails stops no other.
 * @throws AggregateError with what failed, when all have been tried.
 */
export async function watchAlerts(deps: WatchDeps): Promise<void> {
  const failures: unknown[] = [];
  const organisations: { id: string }[] = await deps.db.system("organizations").orderBy("id").select("id");
  for (const { id } of organisations) {
    for (const watch of watches) await watch(deps, id).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of the alerts' watches failed`);
}
