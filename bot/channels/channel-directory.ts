import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "../../infra/clock.ts";
import { SealedValue, type SecretBox } from "../../infra/crypto/secret-box.ts";
import type { Database } from "../../infra/db/connect.ts";
import { errorMessage } from "../../infra/errors.ts";
import type { Log } from "../../infra/log/log.ts";
import type { Adapter } from "../ports/adapter.ts";
import type { AdapterModule } from "../ports/channel-config.ts";
import { createTokenStore } from "./token-store.ts";

/** NOTIFY on this, with the channel's id, makes every process read the channel again. */
export const CHANNELS_CHANGED = "deskhand_channels";

/** The name of the channel that the environment declares for a platform. */
export const ENVIRONMENT_CHANNEL = "env";

/** A webhook must be answered within seconds, whatever the database does. */
const PATIENCE_MS = 1_000;
const PAUSE_AFTER_FAILURE_MS = 1_000;

export interface LiveChannel {
  id: string;
  orgId: string;
  platform: string;
  name: string;
  status: "active" | "paused" | "error";
  adapter: Adapter;
  /** Decrypted and checked; holds secrets. */
  settings: Readonly<Record<string, unknown>>;
  /** Of the stored settings that the adapter was built from: another after every change. */
  settingsVersion: string;
  /** Where the platform keeps what is shown there; null: nobody said. */
  region: string | null;
  /** Where teams are told of their conversations and alerts here, in each team's order. */
  teamPlaces: readonly TeamPlace[];
  /** Teams whose customers' text must not be shown here unless the customer consented: their region is another. */
  closedToTeams: ReadonlySet<string>;
  /** The chats of several people in which customers are answered; in any other the bot is silent. */
  groups: ReadonlySet<string>;
  /** Chats that the platform gave another id, with the one that they have. */
  movedChats: ReadonlyMap<string, string>;
}

/** A place of staff that belongs to a team. */
export interface TeamPlace {
  teamId: string;
  kind: "desk" | "alert";
  chatId: string;
  position: number;
}

export interface ChannelDirectory {
  byId(id: string): Promise<LiveChannel | null>;
  /** The environment's channel of a platform, for webhooks without an id. */
  ofEnvironment(platform: string): Promise<LiveChannel | null>;
  ofOrganisation(orgId: string): Promise<LiveChannel[]>;
  all(): Promise<LiveChannel[]>;
  /** What is cached is no longer certain: read again before the next use. */
  refresh(): void;
}

interface ChannelRow {
  id: string;
  org_id: string;
  platform: string;
  name: string;
  status: LiveChannel["status"];
  config: unknown;
  settings_version: string;
  org_code: string;
  region: string | null;
  team_places: TeamPlace[] | null;
  closed_to_teams: string[] | null;
  groups: string[] | null;
  moved_chats: Record<string, string> | null;
}

interface Deps {
  db: Database;
  secrets: SecretBox;
  modules: Readonly<Record<string, AdapterModule>>;
  clock: Clock;
  log: Log;
}

/**
 * Every connected account with its adapter, read from `channels` and kept until somebody says that it changed. When the
 * database is away the last known state serves, so that senders can still be told from strangers.
 */
export function createChannelDirectory(deps: Deps): ChannelDirectory {
  let known = new Map<string, { fingerprint: string; channel: LiveChannel; isDefaultOrg: boolean }>();
  let isStale = true;
  let loading: Promise<void> | null = null;
  /** When `loading` has ended, or has lasted so long that whoever knows something goes on with that. */
  let patience: Promise<void> = Promise.resolve();
  let failedAtMs = Number.NEGATIVE_INFINITY;

  const reload = async () => {
    const wasStale = isStale;
    isStale = false;
    try {
      const rows = await readChannels(deps.db);
      known = new Map(rows.flatMap((row) => keepOrBuild(row)));
    } catch (error) {
      isStale = wasStale;
      failedAtMs = performance.now();
      if (known.size === 0) throw error;
      deps.log.warn("channels.stale", { error });
    }
  };
  const keepOrBuild = (
    row: ChannelRow,
  ): [string, { fingerprint: string; channel: LiveChannel; isDefaultOrg: boolean }][] => {
    const fingerprint = row.settings_version;
    const isDefaultOrg = row.org_code === "default";
    const before = known.get(row.id);
    if (before?.fingerprint === fingerprint) {
      const channel = { ...before.channel, status: row.status, name: row.name, ...placesOf(row) };
      return [[row.id, { fingerprint, isDefaultOrg, channel }]];
    }
    try {
      return [[row.id, { fingerprint, isDefaultOrg, channel: buildChannel(row, deps) }]];
    } catch (error) {
      deps.log.error("channel.unusable", { channel: row.id, platform: row.platform, reason: errorMessage(error) });
      return [];
    }
  };
  const load = () => {
    loading = reload().finally(() => {
      loading = null;
    });
    loading.catch(() => undefined); // whoever waits for it hears of it
    patience = Promise.race([loading.catch(() => undefined), pause(PATIENCE_MS, undefined, { ref: false })]);
  };
  const current = async () => {
    // Whoever asks while it is being read waits as well: what is known then may be nothing yet.
    const isDue = isStale && performance.now() - failedAtMs > PAUSE_AFTER_FAILURE_MS;
    if (!loading && (isDue || (isStale && known.size === 0))) load();
    await (known.size === 0 ? loading : patience);
    // Changed while it was read: what was read may be older.
    if (isStale && !loading && performance.now() - failedAtMs > PAUSE_AFTER_FAILURE_MS) {
      load();
      await patience;
    }
    return [...known.values()];
  };

  return {
    byId: async (id) => (await current()).find(({ channel }) => channel.id === id)?.channel ?? null,
    ofEnvironment: async (platform) =>
      (await current()).find(
        ({ channel, isDefaultOrg }) =>
          isDefaultOrg && channel.platform === platform && channel.name === ENVIRONMENT_CHANNEL,
      )?.channel ?? null,
    ofOrganisation: async (orgId) =>
      (await current()).filter(({ channel }) => channel.orgId === orgId).map(({ channel }) => channel),
    all: async () => (await current()).map(({ channel }) => channel),
    refresh: () => {
      isStale = true;
    },
  };
}

async function readChannels(db: Database): Promise<ChannelRow[]> {
  return db
    .system("channels")
    .join("organizations", "organizations.id", "channels.org_id")
    .select(
      "channels.id",
      "channels.org_id",
      "channels.platform",
      "channels.name",
      "channels.status",
      "channels.config",
      "organizations.code as org_code",
      "channels.region",
      db.system.raw("md5(channels.config::text) AS settings_version"),
      db.system.raw(
        `(SELECT json_agg(json_build_object('teamId', p.team_id, 'kind', p.kind, 'chatId', p.chat_id, 'position', p.position)
            ORDER BY p.position, p.id) FROM team_places p WHERE p.channel_id = channels.id) AS team_places`,
      ),
      db.system.raw(
        `(SELECT array_agg(t.id) FROM teams t WHERE t.org_id = channels.org_id AND t.region IS NOT NULL
            AND t.region IS DISTINCT FROM channels.region) AS closed_to_teams`,
      ),
      db.system.raw("(SELECT array_agg(g.chat_id) FROM channel_groups g WHERE g.channel_id = channels.id) AS groups"),
      db.system.raw(
        "(SELECT json_object_agg(m.chat_id, m.moved_to) FROM moved_chats m WHERE m.channel_id = channels.id) AS moved_chats",
      ),
    )
    .orderBy("channels.id");
}

function buildChannel(row: ChannelRow, deps: Deps): LiveChannel {
  const module = deps.modules[row.platform];
  if (!module) throw new Error(`no adapter serves the platform ${row.platform}`);
  const settings = readSettings(module, openConfig(row.config, deps.secrets));
  const config = { id: row.id, orgId: row.org_id, platform: row.platform, name: row.name, settings };
  const adapter = module.create(config, {
    clock: deps.clock,
    log: deps.log.with({ channel: row.id, platform: row.platform }),
    tokens: createTokenStore({ db: deps.db, secrets: deps.secrets, channelId: row.id, orgId: row.org_id }),
  });
  return {
    id: row.id,
    orgId: row.org_id,
    platform: row.platform,
    name: row.name,
    status: row.status,
    adapter,
    settings,
    settingsVersion: row.settings_version,
    ...placesOf(row),
  };
}

type Places = Pick<LiveChannel, "region" | "teamPlaces" | "closedToTeams" | "groups" | "movedChats">;

function placesOf(row: ChannelRow): Places {
  return {
    region: row.region,
    teamPlaces: row.team_places ?? [],
    closedToTeams: new Set(row.closed_to_teams ?? []),
    groups: new Set(row.groups ?? []),
    movedChats: new Map(Object.entries(row.moved_chats ?? {})),
  };
}

/** The decrypted settings of a channel; an empty object when none were stored. */
export function openConfig(config: unknown, secrets: SecretBox): Record<string, unknown> {
  const sealed = SealedValue.safeParse(config);
  return sealed.success ? (JSON.parse(secrets.open(sealed.data)) as Record<string, unknown>) : {};
}

/** Checks settings against the platform's schema. @throws ZodError naming each wrong key. */
export function readSettings(module: AdapterModule, settings: Record<string, unknown>): Record<string, unknown> {
  return module.settings.parse(settings) as Record<string, unknown>;
}
