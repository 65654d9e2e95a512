import { readingZone } from "../../../domain/organisation/reading-zone.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { inOrganization, type OrgScope } from "../../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../../channels/channel-directory.ts";
import { wallClock } from "../alert-card.ts";
import { raiseAlert } from "../raise-alert.ts";
import { readAlertSettings } from "../rule-settings.ts";
import type { Watch } from "./watch.ts";

const HOUR_MS = 3_600_000;

interface Unanswered {
  id: string;
  customer_id: string | null;
  team_id: string | null;
  external_chat_id: string;
  since: Date;
  words: string | null;
}

/** Customers who wait for an answer that the platform will soon not take any more (微信客服: 48 hours after their words). */
export const watchReplyWindows: Watch = async ({ db, channels, clock }, orgId) => {
  const now = clock.now();
  for (const channel of await channels.ofOrganisation(orgId)) {
    const windowMs = longestWindow(channel);
    if (windowMs === null) continue;
    await inOrganization(db, orgId, async (scope) => {
      const { rules } = readAlertSettings(await loadSettings(scope));
      const aheadMs = rules.reply_window_closing.threshold * HOUR_MS;
      const from = new Date(now.getTime() - windowMs);
      const to = new Date(now.getTime() - windowMs + aheadMs);
      for (const waiting of await findUnanswered(scope, channel.id, from, to)) {
        const budget = (channel.adapter.capabilitiesFor?.(waiting.external_chat_id) ?? channel.adapter.capabilities)
          .replyBudget;
        if (!budget) continue;
        const zone = await readingZone(scope, { teamId: waiting.team_id });
        const until = wallClock(new Date(waiting.since.getTime() + budget.windowMs), zone);
        const cause = `reply_window_closing:${waiting.id}:${Math.floor(waiting.since.getTime() / 1000)}`;
        await raiseAlert(
          scope,
          channels,
          {
            kind: "reply_window_closing",
            cause,
            topic: cause,
            title: { en: `No answer yet: only until ${until}`, zh: `尚未回复：仅可在 ${until} 前回复` },
            ...(waiting.words ? { words: [waiting.words] } : {}),
            conversationId: waiting.id,
            ...(waiting.customer_id ? { customerId: waiting.customer_id } : {}),
            teamId: waiting.team_id,
            details: { since: waiting.since.toISOString() },
          },
          now,
        );
      }
    });
  }
};

function longestWindow({ adapter }: LiveChannel): number | null {
  return adapter.capabilities.replyBudget?.windowMs ?? null;
}

async function findUnanswered(
  { trx, orgId }: OrgScope,
  channelId: string,
  from: Date,
  to: Date,
): Promise<Unanswered[]> {
  const { rows } = await trx.raw(
    `SELECT v.id, v.customer_id, v.team_id, v.external_chat_id, v.last_customer_message_at AS since,
       (SELECT m.content FROM messages m WHERE m.conversation_id = v.id AND m.direction = 'inbound'
         AND m.deleted_at IS NULL ORDER BY m.sent_at DESC LIMIT 1) AS words
     FROM conversations v
     WHERE v.org_id = :orgId AND v.channel_id = :channelId AND v.status IN ('pending', 'active')
       AND v.waiting_since IS NOT NULL AND v.last_customer_message_at > :from AND v.last_customer_message_at <= :to
       AND NOT EXISTS (SELECT FROM alerts a WHERE a.org_id = :orgId AND a.kind = 'reply_window_closing'
         AND a.conversation_id = v.id AND (a.details ->> 'since')::timestamptz >= date_trunc('milliseconds', v.last_customer_message_at))
     FOR UPDATE OF v SKIP LOCKED`,
    { orgId, channelId, from, to },
  );
  return rows;
}
