import { z } from "zod";
import { adapters } from "../../../adapters/registry.ts";
import { ENVIRONMENT_CHANNEL, openConfig } from "../../../bot/channels/channel-directory.ts";
import { createTokenStore } from "../../../bot/channels/token-store.ts";
import type { AdapterDeps, TokenStore } from "../../../bot/ports/channel-config.ts";
import type { Environment } from "../../../infra/config/environment.ts";
import { createSecretBox, type SecretBox } from "../../../infra/crypto/secret-box.ts";
import type { Database } from "../../../infra/db/connect.ts";
import { newId } from "../../../infra/ids.ts";
import { environmentChannels } from "../../environment-channels.ts";
import { masterKeys } from "../../master-key.ts";
import { oneLine } from "../describe-failure.ts";
import type { Tool } from "../tool.ts";
import { checkPlaces } from "./check-places.ts";
import { type Finding, findings, fine, wrong } from "./finding.ts";

interface ChannelToCheck {
  id: string;
  orgId: string;
  orgCode: string;
  platform: string;
  name: string;
  status: "active" | "paused" | "error";
  statusReason: string | null;
  /** Null: declared by the environment and not stored yet. */
  config: unknown;
  declared: Record<string, string> | null;
}

/** Asks each platform, through its adapter, about each channel: those stored and those the environment declares. */
export async function checkChannels(tool: Tool, db: Database, environment: Environment): Promise<Finding[]> {
  const channels = await channelsToCheck(tool, db, environment);
  if (channels.length === 0) {
    return [fine("channels", "settings", "none is connected: declare one by environment, or deskhand channel add")];
  }
  const secrets = createSecretBox(masterKeys(environment));
  const log = await tool.log();
  const checked = channels.map((channel) => {
    const part = `${channel.platform} "${channel.name}" (${channel.orgCode})`;
    const tokens =
      channel.config === null
        ? noTokens
        : createTokenStore({ db, secrets, channelId: channel.id, orgId: channel.orgId });
    const deps = { clock: tool.clock, log, tokens };
    return findings(part, "platform", () => checkChannel(part, channel, { secrets, db }, deps), 90_000);
  });
  return (await Promise.all(checked)).flat();
}

async function checkChannel(
  part: string,
  channel: ChannelToCheck,
  { secrets, db }: { secrets: SecretBox; db: Database },
  deps: AdapterDeps,
): Promise<Finding[]> {
  if (channel.status === "paused") return [fine(part, "status", "paused; deskhand channel resume lets it go on")];
  if (hasNoSettings(channel)) return [fine(part, "settings", `none yet: ${channel.statusReason ?? "not set up"}`)];
  const module = adapters[channel.platform];
  if (!module) return [wrong(part, "settings", "no adapter serves this platform in this version")];
  const settings = module.settings.safeParse(channel.declared ?? openConfig(channel.config, secrets));
  if (!settings.success) return [wrong(part, "settings", oneLine(z.prettifyError(settings.error)))];
  const { id, orgId, platform, name } = channel;
  const adapter = module.create({ id, orgId, platform, name, settings: settings.data }, deps);
  const asked = await findings(part, "platform", async () =>
    ((await adapter.diagnose?.()) ?? []).map(({ check, ok, message }) => ({
      part,
      check,
      ok,
      message: oneLine(message),
    })),
  );
  const places = {
    ...{ channelId: id, orgId, isStored: channel.config !== null },
    settings: settings.data as Record<string, unknown>,
  };
  // Member by member, so it may take longer.
  const readers = await findings(part, "places", () => checkPlaces(part, places, adapter, db), 60_000);
  return [checkStatus(part, channel), ...asked, ...readers];
}

/** As the demo's channels are until the playground starts: nothing is to be put right. */
function hasNoSettings({ status, config, declared }: ChannelToCheck): boolean {
  const isEmpty = typeof config === "object" && config !== null && Object.keys(config).length === 0;
  return status === "error" && declared === null && isEmpty;
}

function checkStatus(part: string, channel: ChannelToCheck): Finding {
  if (channel.config === null)
    return fine(part, "status", "declared by the environment; it is connected at the next start");
  if (channel.status === "active") return fine(part, "status", "active");
  const reason = channel.statusReason ?? "the platform refused it";
  return wrong(part, "status", `stopped: ${reason}. Put it right, then deskhand channel resume`);
}

async function channelsToCheck(tool: Tool, db: Database, environment: Environment): Promise<ChannelToCheck[]> {
  const declared = environmentChannels(environment);
  const isDeclared = (row: { org_code: string; name: string }) =>
    row.org_code === "default" && row.name === ENVIRONMENT_CHANNEL;
  const rows = await readChannels(db);
  const stored = rows.map(
    (row): ChannelToCheck => ({
      id: row.id,
      orgId: row.org_id,
      orgCode: row.org_code,
      platform: row.platform,
      name: row.name,
      status: row.status,
      statusReason: row.status_reason,
      config: row.config,
      // What the environment says now counts from the next start on, so that is what must be right.
      declared: (isDeclared(row) ? declared[row.platform] : undefined) ?? null,
    }),
  );
  const known = new Set(rows.filter(isDeclared).map((row) => row.platform));
  const fresh = Object.entries(declared).flatMap(([platform, settings]): ChannelToCheck[] =>
    known.has(platform) ? [] : [notStored(platform, settings)],
  );
  return [...stored, ...fresh].filter(({ orgCode }) => !tool.isOrgGiven || orgCode === tool.orgCode);
}

function notStored(platform: string, settings: Record<string, string>): ChannelToCheck {
  return {
    ...{ id: newId(), orgId: newId(), orgCode: "default", platform, name: ENVIRONMENT_CHANNEL },
    ...{ status: "active", statusReason: null, config: null, declared: settings },
  };
}

interface Row {
  id: string;
  org_id: string;
  org_code: string;
  platform: string;
  name: string;
  status: ChannelToCheck["status"];
  status_reason: string | null;
  config: unknown;
}

async function readChannels(db: Database): Promise<Row[]> {
  return db
    .system("channels as c")
    .join("organizations as o", "o.id", "c.org_id")
    .orderBy(["o.code", "c.platform", "c.name"])
    .select(
      "c.id",
      "c.org_id",
      "o.code as org_code",
      "c.platform",
      "c.name",
      "c.status",
      "c.status_reason",
      "c.config",
    );
}

/** For a channel without a row, under which a token could be kept. */
const noTokens: TokenStore = { get: async (_name, fetch) => (await fetch()).token };
