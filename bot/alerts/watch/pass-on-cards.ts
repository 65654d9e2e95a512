import type { Alert } from "../../../domain/control/alert.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../../channels/channel-directory.ts";
import { isSpent } from "../../delivery/is-spent.ts";
import { privateChatsOf } from "../../desk/tell-person.ts";
import { viewAlert } from "../alert-view.ts";
import { refreshAlert, replaceCard, type ShownCard, shownCards } from "../refresh-alert.ts";
import { type AlertSettings, readAlertSettings } from "../rule-settings.ts";
import { alertPlace, type CardPlace, sendCard } from "../show-alert.ts";
import { eachAlert } from "./each-alert.ts";
import type { Watch, WatchDeps } from "./watch.ts";

/** What a surface has not delivered by then goes out by the next. */
const DELIVER_WITHIN_MS = 60_000;
/** Older cards are history: nobody looks for another surface any more. */
const LOOK_BACK_MS = 24 * 60 * 60_000;

/** Cards that their surface has not delivered in time: sent by the next one, and taken from the queue of the first. */
export const passOnCards: Watch = async (deps, orgId) => {
  const now = deps.clock.now();
  await eachAlert(
    deps,
    orgId,
    (scope) => findStuck(scope, now),
    async (scope, alert) => {
      const settings = readAlertSettings(await loadSettings(scope));
      for (const card of await findStuck(scope, now, alert.id)) {
        const next = await nextPlace(scope, deps, alert, card, settings);
        if (!next) continue;
        await scope.trx("deliveries").where({ id: card.delivery_id, status: "queued" }).update({
          status: "cancelled",
          error_message: "sent by another surface",
          updated_at: scope.trx.fn.now(),
        });
        await scope.trx("alert_cards").where({ id: card.card_id }).update({ passed_on_at: now });
        await sendCard(scope, await viewAlert(scope, alert), next, settings, now);
      }
    },
  );
};

/** Cards that show an older state, and cards that the platform would not change: another takes their place. */
export const renewCards: Watch = async (deps, orgId) => {
  const now = deps.clock.now();
  await eachAlert(deps, orgId, findStale, async (scope, alert) => {
    const settings = readAlertSettings(await loadSettings(scope));
    for (const card of await shownCards(scope, alert.id)) {
      const channel = await deps.channels.byId(card.channel_id);
      if (!channel || !(await isUnchangeable(scope, channel, card))) continue;
      await replaceCard(scope, channel, card, await viewAlert(scope, alert), settings, now);
    }
    if ((await findStale(scope, alert.id)).length > 0) await refreshAlert(scope, deps.channels, alert, settings);
  });
};

interface StuckCard {
  id: string;
  conversation_id: string | null;
  card_id: string;
  channel_id: string;
  delivery_id: string;
  user_id: string | null;
  language: "zh" | "en" | null;
}

async function findStuck({ trx, orgId }: OrgScope, now: Date, only?: string): Promise<StuckCard[]> {
  const query = trx("alert_cards as c")
    .join("alerts as a", "a.id", "c.alert_id")
    .join("deliveries as d", "d.id", "c.delivery_id")
    .leftJoin("users as u", "u.id", "c.user_id")
    .where({ "c.org_id": orgId, "c.passed_on_at": null })
    .where("c.created_at", "<=", new Date(now.getTime() - DELIVER_WITHIN_MS))
    .where("c.created_at", ">", new Date(now.getTime() - LOOK_BACK_MS))
    .whereNot({ "a.status": "resolved" })
    // A storm's card stands for it.
    .whereNull("a.storm_id")
    .whereNot({ "d.status": "sent" })
    .orderBy("c.id")
    .select("a.id", "a.conversation_id", "c.id as card_id", "c.channel_id", "c.delivery_id", "c.user_id", "u.language");
  return only ? query.where({ "a.id": only }) : query;
}

async function nextPlace(
  scope: OrgScope,
  { channels }: WatchDeps,
  alert: Alert,
  card: StuckCard,
  settings: AlertSettings,
): Promise<CardPlace | null> {
  const tried = await triedChannels(scope, alert.id, card.user_id);
  if (!card.user_id) {
    const place = await alertPlace(scope, channels, alert, settings, tried);
    return place && { channel: place.channel, chat: place.chatId, chatId: place.chatId, user: null };
  }
  const [chat] = (await privateChatsOf(scope, channels, card.user_id)).filter(
    ({ channel }) => !tried.includes(channel.id) && channel.id !== alert.channelId,
  );
  const user = { id: card.user_id, language: card.language };
  return chat ? { channel: chat.channel, chat: chat.key, chatId: chat.chatId, user } : null;
}

async function triedChannels({ trx, orgId }: OrgScope, alertId: string, userId: string | null): Promise<string[]> {
  const rows: { channel_id: string }[] = await trx("alert_cards")
    .where({ org_id: orgId, alert_id: alertId, user_id: userId })
    .distinct("channel_id");
  return rows.map(({ channel_id }) => channel_id);
}

async function findStale({ trx, orgId }: OrgScope, only?: string) {
  const { rows } = await trx.raw(
    `SELECT DISTINCT a.id, a.conversation_id FROM alert_cards c JOIN alerts a ON a.id = c.alert_id
       JOIN deliveries d ON d.id = c.delivery_id LEFT JOIN deliveries e ON e.id = c.edit_delivery_id
     WHERE c.org_id = :orgId AND c.passed_on_at IS NULL AND d.status NOT IN ('failed', 'cancelled')
       AND (:only::uuid IS NULL OR a.id = :only::uuid)
       AND (c.shows_at < date_trunc('milliseconds', a.updated_at) OR e.status = 'failed')`,
    // knex's type leaves out null, its code does not
    { orgId, only: only ?? null } as unknown as Record<string, string>,
  );
  return rows as { id: string; conversation_id: string | null }[];
}

/** Its change was refused, or it shows an older state and takes no change any more. */
async function isUnchangeable(scope: OrgScope, channel: LiveChannel, card: ShownCard): Promise<boolean> {
  const { rows } = await scope.trx.raw(
    `SELECT coalesce(e.status = 'failed', false) AS "isRefused",
       c.shows_at < date_trunc('milliseconds', a.updated_at) AS "isStale"
     FROM alert_cards c JOIN alerts a ON a.id = c.alert_id LEFT JOIN deliveries e ON e.id = c.edit_delivery_id
     WHERE c.id = ?`,
    [card.id],
  );
  const [{ isRefused, isStale }] = rows;
  if (isRefused || !isStale) return isRefused;
  return isSpent(scope, channel, { chatId: card.target.chatId, deliveryId: card.delivery_id });
}
