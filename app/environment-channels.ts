import type { Knex } from "knex";
import { z } from "zod";
import { CHANNELS_CHANGED, ENVIRONMENT_CHANNEL, openConfig } from "../bot/channels/channel-directory.ts";
import { endTrouble } from "../bot/channels/channel-trouble.ts";
import type { AdapterModule } from "../bot/ports/channel-config.ts";
import { findOrganization } from "../domain/organisation/ensure-organization.ts";
import { type Environment, telegramMode } from "../infra/config/environment.ts";
import type { SecretBox } from "../infra/crypto/secret-box.ts";
import type { Database } from "../infra/db/connect.ts";
import { ConfigError } from "../infra/errors.ts";
import { newId } from "../infra/ids.ts";

/** The settings of each channel that the environment declares, with the contract's names. */
export function environmentChannels(environment: Environment): Record<string, Record<string, string>> {
  const declared: Record<string, Record<string, string | undefined>> = {};
  if (environment.TELEGRAM_BOT_TOKEN) {
    declared["telegram"] = {
      bot_token: environment.TELEGRAM_BOT_TOKEN,
      webhook_secret: environment.TELEGRAM_WEBHOOK_SECRET,
      mode: telegramMode(environment),
      api_root: environment.TELEGRAM_API_ROOT,
      desk_chat_id: environment.TELEGRAM_DESK_CHAT_ID,
      alert_chat_id: environment.TELEGRAM_ALERT_CHAT_ID,
    };
  }
  if (environment.SLACK_BOT_TOKEN) {
    declared["slack"] = {
      bot_token: environment.SLACK_BOT_TOKEN,
      signing_secret: environment.SLACK_SIGNING_SECRET,
      app_token: environment.SLACK_APP_TOKEN,
      api_url: environment.SLACK_API_URL,
      desk_channel: environment.SLACK_DESK_CHANNEL,
      alert_channel: environment.SLACK_ALERT_CHANNEL,
    };
  }
  if (environment.WECOM_SECRET) {
    declared["wecom"] = {
      corp_id: environment.WECOM_CORP_ID,
      agent_id: environment.WECOM_AGENT_ID,
      secret: environment.WECOM_SECRET,
      token: environment.WECOM_TOKEN,
      encoding_aes_key: environment.WECOM_ENCODING_AES_KEY,
      api_base: environment.WECOM_API_BASE,
      desk_users: environment.WECOM_DESK_USERS,
      alert_users: environment.WECOM_ALERT_USERS,
    };
  }
  if (environment.WECHATY_PUPPET) {
    declared["wechaty"] = {
      puppet: environment.WECHATY_PUPPET,
      puppet_service_token: environment.WECHATY_PUPPET_SERVICE_TOKEN,
      puppet_service_endpoint: environment.WECHATY_PUPPET_SERVICE_ENDPOINT,
    };
  }
  return Object.fromEntries(
    Object.entries(declared).map(([platform, settings]) => [
      platform,
      Object.fromEntries(Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== undefined)),
    ]),
  );
}

interface Deps {
  db: Database;
  secrets: SecretBox;
  modules: Readonly<Record<string, AdapterModule>>;
}

/**
 * Brings the environment's channels into `channels` under the organisation `default`. A channel keeps its id and its
 * pause when a token changes; one that is no longer declared is left alone.
 * @throws ConfigError naming the setting that its platform refuses.
 */
export async function saveEnvironmentChannels(deps: Deps, environment: Environment): Promise<void> {
  const declared = Object.entries(environmentChannels(environment));
  if (declared.length === 0) return;
  const orgId = await findOrganization(deps.db.system, "default");
  for (const [platform, settings] of declared) {
    await saveChannel(deps, { orgId, platform, name: ENVIRONMENT_CHANNEL, settings });
  }
}

/**
 * Writes a channel under its name, secrets sealed; an equal one is left as it is. Returns its id.
 * @throws ConfigError when the platform is unknown or refuses a setting.
 */
export async function saveChannel(deps: Deps, channel: ChannelToSave): Promise<string> {
  return deps.db.system.transaction(async (trx) => (await saveChannelIn(trx, deps, channel)).id);
}

export interface ChannelToSave {
  orgId: string;
  platform: string;
  name: string;
  settings: Record<string, unknown>;
}

/** The same in the caller's transaction, which can then say what it did. */
export async function saveChannelIn(
  trx: Knex.Transaction,
  { secrets, modules }: Omit<Deps, "db">,
  channel: ChannelToSave,
): Promise<{ id: string; change: "added" | "changed" | "kept" }> {
  const settings = checkSettings(modules, channel.platform, channel.settings);
  const where = { org_id: channel.orgId, platform: channel.platform, name: channel.name };
  const sealed = () => JSON.stringify(secrets.seal(JSON.stringify(settings)));
  const find = () => trx("channels").where(where).forNoKeyUpdate().first("id", "config");
  let existing: { id: string; config: string } | undefined = await find();
  if (!existing) {
    const id = newId();
    // Processes that start for the first time at once all find none: one of them adds it.
    const added = await trx("channels")
      .insert({ id, ...where, config: sealed() })
      .onConflict(Object.keys(where))
      .ignore()
      .returning("id");
    if (added.length > 0) {
      await announceChange(trx, id);
      return { id, change: "added" };
    }
    existing = await find();
  }
  if (!existing) throw new ConfigError(`The channel "${channel.name}" was removed while it was saved: save it again.`);
  const { id } = existing;
  if (sameSettings(openConfig(existing.config, secrets), settings)) return { id, change: "kept" };
  await updateConfig(trx, { id, orgId: channel.orgId }, sealed());
  await announceChange(trx, id);
  return { id, change: "changed" };
}

async function announceChange(trx: Knex.Transaction, id: string): Promise<void> {
  await trx.raw("SELECT pg_notify(?, ?)", [CHANNELS_CHANGED, id]);
}

// New settings are a new chance for a channel that the platform had cut off; a pause stays.
async function updateConfig(trx: Knex.Transaction, channel: { id: string; orgId: string }, config: string) {
  const { rows } = await trx.raw(
    `UPDATE channels c SET config = ?, status = CASE c.status WHEN 'error' THEN 'active' ELSE c.status END,
       status_reason = CASE c.status WHEN 'error' THEN NULL ELSE c.status_reason END, updated_at = clock_timestamp()
     FROM channels before WHERE before.id = c.id AND c.id = ? RETURNING before.status`,
    [config, channel.id],
  );
  if (rows[0]?.status === "error") await endTrouble(trx, channel);
}

function checkSettings(
  modules: Readonly<Record<string, AdapterModule>>,
  platform: string,
  settings: Record<string, unknown>,
): Record<string, unknown> {
  const module = modules[platform];
  if (!module) {
    throw new ConfigError(`There is no platform "${platform}". There are: ${Object.keys(modules).join(", ")}`);
  }
  const result = module.settings.safeParse(settings);
  if (result.success) return settings;
  throw new ConfigError(`The settings of the ${platform} channel are not valid:\n${z.prettifyError(result.error)}`);
}

function sameSettings(left: Record<string, unknown>, right: Record<string, unknown>): boolean {
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => left[key] === right[key]);
}
