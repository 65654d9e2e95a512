import { Alert, resolveAlert } from "../../../domain/control/alert.ts";
import { inOrganization, type OrgScope } from "../../../infra/db/organization-scope.ts";
import { raiseAlert } from "../raise-alert.ts";
import type { Watch } from "./watch.ts";

const causeOf = (channelId: string): string => `parked:${channelId}`;

/**
 * What arrived and could not be worked: one alert a channel, however much it is, which counts on while more is parked
 * and is over when nothing is. Looked for here rather than raised where it is parked: a release that fails at every
 * message then costs one look a minute.
 */
export const watchParked: Watch = async ({ db, channels, clock }, orgId) => {
  await inOrganization(db, orgId, async (scope) => {
    const parked = await readParked(scope);
    for (const { channelId, platform, name, lastAt } of parked.filter(({ isNews }) => isNews)) {
      const where = `${platform}/${name}`;
      const title = {
        en: `Messages that arrived by ${where} could not be worked and were put aside. deskhand parked list shows them`,
        zh: `渠道 ${where} 收到的消息无法处理，已搁置。请用 deskhand parked list 查看`,
      };
      await raiseAlert(scope, channels, { kind: "receipt_parked", cause: causeOf(channelId), title }, lastAt);
    }
    for (const { cause } of await standing(scope)) {
      if (!parked.some(({ channelId }) => causeOf(channelId) === cause)) await resolveAlert(scope, cause, clock.now());
    }
  });
};

interface Parked {
  channelId: string;
  platform: string;
  name: string;
  /** When the last was put aside. */
  lastAt: Date;
  /** Something was put aside that no alert has told of. */
  isNews: boolean;
}

// An alert keeps milliseconds, the receipt's end is finer.
async function readParked({ trx, orgId }: OrgScope): Promise<Parked[]> {
  const { rows } = await trx.raw(
    `WITH parked AS (
       SELECT channel_id, date_trunc('milliseconds', max(processed_at)) AS last_at FROM inbound_receipts
       WHERE org_id = :orgId AND status = 'parked' GROUP BY channel_id
     )
     SELECT c.id, c.platform, c.name, p.last_at, NOT EXISTS (SELECT FROM alerts a
       WHERE a.org_id = :orgId AND a.cause = 'parked:' || c.id AND a.last_at >= p.last_at) AS is_news
     FROM parked p JOIN channels c ON c.id = p.channel_id ORDER BY c.id`,
    { orgId },
  );
  return rows.map(
    (row: { id: string; platform: string; name: string; last_at: Date; is_news: boolean }): Parked => ({
      channelId: row.id,
      platform: row.platform,
      name: row.name,
      lastAt: row.last_at,
      isNews: row.is_news,
    }),
  );
}

async function standing({ trx, orgId }: OrgScope): Promise<Alert[]> {
  return Alert.query(trx).where({ orgId, kind: "receipt_parked" }).whereNot({ status: "resolved" }).select("cause");
}
