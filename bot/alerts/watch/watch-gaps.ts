import { loadSettings } from "../../../domain/organisation/settings.ts";
import { inOrganization, type OrgScope } from "../../../infra/db/organization-scope.ts";
import { causeWords, recoveryWords } from "../../intake/hearing/gap-words.ts";
import { type ListedGap, listGaps } from "../../intake/hearing/list-gaps.ts";
import { raiseAlert } from "../raise-alert.ts";
import { readAlertSettings } from "../rule-settings.ts";
import type { Watch } from "./watch.ts";

const MINUTE_MS = 60_000;
/** What the platform brings by itself has come by then. */
const SETTLED_AFTER_MINUTES = 1;
/** Reading back may take long: managers are told what there is by then. */
const TELL_AFTER_MINUTES = 30;

/** Tells of channels that were not heard for longer than the rule's threshold, once it is known what was recovered. */
export const watchGaps: Watch = async ({ db, channels, clock }, orgId) => {
  await inOrganization(db, orgId, async (scope) => {
    const settled = await lockSettled(scope);
    if (settled.size === 0) return;
    const { threshold } = readAlertSettings(await loadSettings(scope)).rules.channel_gap;
    const oldest = new Date(Math.min(...[...settled.values()].map((endedAt) => endedAt.getTime())));
    for (const gap of await listGaps(scope, oldest)) {
      if (gap.id === null || !settled.has(gap.id) || !gap.endedAt) continue;
      const minutes = Math.floor((gap.endedAt.getTime() - gap.startedAt.getTime()) / MINUTE_MS);
      // Whoever paused a channel knows.
      if (gap.cause === "paused" || minutes < threshold) continue;
      const cause = `gap:${gap.id}`;
      await raiseAlert(scope, channels, { kind: "channel_gap", cause, title: titleOf(gap, minutes) }, clock.now());
    }
    await markLooked(scope, [...settled.keys()]);
  });
};

function titleOf(gap: ListedGap, minutes: number): Record<"en" | "zh", string> {
  const where = `${gap.platform}/${gap.channelName}`;
  const cause = causeWords[gap.cause ?? "unknown"];
  const recovery = recoveryWords(gap);
  return {
    en: `${where} could not be heard for ${minutes} minutes (${cause.en}): ${recovery.en}; customers' messages of then on record: ${gap.onRecord}`,
    zh: `渠道 ${where} 有 ${minutes} 分钟收不到消息（${cause.zh}）：${recovery.zh}；该时段客户消息现有记录 ${gap.onRecord} 条`,
  };
}

/** Gaps that nobody was told of, of which is known what came of them; with when they ended. */
async function lockSettled({ trx, orgId }: OrgScope): Promise<Map<string, Date>> {
  const { rows } = await trx.raw(
    `SELECT id, ended_at FROM channel_gaps WHERE org_id = :orgId AND looked_at IS NULL
       AND ended_at < clock_timestamp() - CASE WHEN catch_up = 'running' THEN :late::int ELSE :soon::int END * interval '1 minute'
     ORDER BY ended_at LIMIT 500 FOR UPDATE SKIP LOCKED`,
    { orgId, soon: SETTLED_AFTER_MINUTES, late: TELL_AFTER_MINUTES },
  );
  return new Map(rows.map((row: { id: string; ended_at: Date }) => [row.id, row.ended_at]));
}

async function markLooked({ trx, orgId }: OrgScope, ids: string[]): Promise<void> {
  await trx.raw("UPDATE channel_gaps SET looked_at = clock_timestamp() WHERE org_id = ? AND id = ANY (?)", [
    orgId,
    ids,
  ]);
}
