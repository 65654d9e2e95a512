import type { z } from "zod";
import type { Clock } from "../../infra/clock.ts";
import type { Adapter } from "./adapter.ts";

/** A channel as its adapter sees it: secrets decrypted, settings already checked against `AdapterModule.settings`. */
export interface ChannelConfig<Settings = Record<string, unknown>> {
  id: string;
  orgId: string;
  platform: string;
  name: string;
  settings: Settings;
}

export interface AdapterDeps {
  clock: Clock;
  log: AdapterLog;
  /** Short-lived credentials shared by all processes (WeCom access tokens). */
  tokens: TokenStore;
}

/** One event name and fields; never message text, tokens or names. */
export interface AdapterLog {
  info(event: string, fields?: Record<string, unknown>): void;
  warn(event: string, fields?: Record<string, unknown>): void;
  error(event: string, fields?: Record<string, unknown>): void;
}

/** Keeps a token until it expires, encrypted, for all processes, and lets one of them renew it. */
export interface TokenStore {
  /**
   * The cached token, or the result of `fetch`, which runs once even when several callers and processes need it.
   * `stale` is a token the platform just refused: it is dropped if it is still the cached one.
   * Rejects with what `fetch` threw; the next call tries again.
   */
  get(name: string, fetch: () => Promise<{ token: string; expiresInMs: number }>, stale?: string): Promise<string>;
}

/** What a platform's folder exports: how its settings look, and how to build an adapter from them. */
export interface AdapterModule<Settings = unknown> {
  platform: string;
  /** Checks `channel add … --set` and the environment's values; keys as in the contract, without the platform. */
  settings: z.ZodType<Settings>;
  /** The keys of `settings` that are secret. All of `config` is encrypted; these are also never printed. */
  secretSettings: readonly string[];
  create(channel: ChannelConfig<Settings>, deps: AdapterDeps): Adapter;
}
