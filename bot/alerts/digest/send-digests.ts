import { z } from "zod";
import { readingZone } from "../../../domain/organisation/reading-zone.ts";
import { defineSetting, readSetting } from "../../../domain/organisation/settings/setting.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { inOrganization, type OrgScope } from "../../../infra/db/organization-scope.ts";
import { queueDelivery } from "../../delivery/queue-delivery.ts";
import { keepNotice, privateChatsOf } from "../../desk/tell-person.ts";
import { readAlertSettings } from "../rule-settings.ts";
import type { Watch, WatchDeps } from "../watch/watch.ts";
import { type DayWindow, dayWindow, localHour } from "./day-window.ts";
import { type Digest, prepareDigest } from "./prepare-digest.ts";

interface Manager {
  id: string;
  language: "zh" | "en" | null;
}

/** From when on each manager gets the digest of the day before. */
export const digestHour = defineSetting("alerts.digest_hour", z.number().int().min(0).max(23), 9);
const NOTICE = "daily_digest";

/** Each manager's digest of the day before, once, from the hour on that the organisation set; on quiet days none. */
export const sendDigests: Watch = async (deps, orgId) => {
  const now = deps.clock.now();
  const { managers, hour, language } = await inOrganization(deps.db, orgId, readPlan);
  const prepared = new Map<string, Promise<Digest>>();
  for (const manager of managers) {
    const zone = await inOrganization(deps.db, orgId, (scope) => readingZone(scope, { userId: manager.id }));
    if (localHour(zone, now) < hour) continue;
    const window = dayWindow(zone, now, 1);
    if (await inOrganization(deps.db, orgId, (scope) => isTold(scope, manager, window))) continue;
    if (!(await inOrganization(deps.db, orgId, (scope) => hasHappened(scope, window)))) continue;
    const key = `${zone} ${window.day}`;
    const digest = prepared.get(key) ?? prepareDigest(deps, orgId, window, zone);
    prepared.set(key, digest);
    const ready = await digest;
    await inOrganization(deps.db, orgId, (scope) => send(scope, deps, { manager, window, digest: ready, language }));
  }
};

async function readPlan(scope: OrgScope) {
  const settings = await loadSettings(scope);
  const { language } = readAlertSettings(settings);
  const managers: Manager[] = await scope
    .trx("users")
    .where({ org_id: scope.orgId, status: "active", role: "manager" })
    .orderBy("id")
    .select("id", "language");
  const hour = readSetting(settings, digestHour);
  return { managers, hour, language };
}

async function send(
  scope: OrgScope,
  { channels }: WatchDeps,
  to: { manager: Manager; window: DayWindow; digest: Digest; language: "zh" | "en" },
): Promise<void> {
  const { manager, window, digest } = to;
  // Two processes at the same minute: the second waits here and then sees that it is told.
  await scope.trx.raw("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", [`digest:${manager.id}`]);
  if (await isTold(scope, manager, window)) return;
  const [chat] = await privateChatsOf(scope, channels, manager.id);
  const content = await digest.words(scope, chat?.channel ?? null, manager.language ?? to.language);
  const [deliveryId = null] = chat
    ? await queueDelivery(scope, {
        channel: chat.channel,
        chat: chat.key,
        target: { chatId: chat.chatId },
        audience: "staff",
        purpose: "alert",
        content,
        files: [digest.picture],
        act: { by: "job", why: "digest" },
      })
    : [];
  await keepNotice(scope, manager.id, {
    type: NOTICE,
    title: `Daily digest ${window.day}`,
    content: window.day,
    resourceType: "organization",
    resourceId: scope.orgId,
    deliveryId,
  });
}

async function isTold({ trx, orgId }: OrgScope, { id }: Manager, { day }: DayWindow): Promise<boolean> {
  const row = await trx("notifications").where({ org_id: orgId, user_id: id, type: NOTICE, content: day }).first("id");
  return row !== undefined;
}

async function hasHappened({ trx, orgId }: OrgScope, { from, to }: DayWindow): Promise<boolean> {
  const { rows } = await trx.raw("SELECT FROM messages WHERE org_id = ? AND sent_at >= ? AND sent_at < ? LIMIT 1", [
    orgId,
    from,
    to,
  ]);
  return rows.length > 0;
}
