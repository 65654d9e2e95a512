import type { Knex } from "knex";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Settings } from "./settings/setting.ts";

/** Settings as they are stored, by key. */
export type StoredSettings = Settings & Iterable<[string, unknown]>;

// A turn asks in many places, and reads them once.
const ofTransaction = new WeakMap<Knex.Transaction, Map<string, Promise<StoredSettings>>>();

/**
 * Every stored setting of the organisation; defaults stand where a setting is defined. Read once by each transaction and
 * kept no longer, so that a change holds in every process at once.
 */
export async function loadSettings({ trx, orgId }: OrgScope): Promise<StoredSettings> {
  const known = ofTransaction.get(trx) ?? new Map<string, Promise<StoredSettings>>();
  ofTransaction.set(trx, known);
  const settings = known.get(orgId) ?? readSettings({ trx, orgId });
  known.set(orgId, settings);
  return settings;
}

/** Lets a transaction go on with what was read a moment before it, for the same work. */
export function keepSettings({ trx, orgId }: OrgScope, settings: StoredSettings): void {
  const known = ofTransaction.get(trx) ?? new Map<string, Promise<StoredSettings>>();
  ofTransaction.set(trx, known);
  known.set(orgId, Promise.resolve(settings));
}

/** To be called by who changes a setting: the transaction reads them anew. */
export function forgetSettings({ trx, orgId }: OrgScope): void {
  ofTransaction.get(trx)?.delete(orgId);
}

async function readSettings({ trx, orgId }: OrgScope): Promise<StoredSettings> {
  const rows: { key: string; value: unknown }[] = await trx("settings").where({ org_id: orgId }).select("key", "value");
  return new Map(rows.map((row) => [row.key, row.value]));
}
