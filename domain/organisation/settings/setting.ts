import type { z } from "zod";
import type { PlacedSettingKey, SettingKey } from "./keys.ts";

/** What an organisation has set. The keys are checked by the compiler. */
export interface Settings {
  get(key: SettingKey | PlacedSettingKey): unknown;
}

/** One setting, defined beside what reads it: what a value must be, and what holds where none is set. */
export interface Setting<T, K extends SettingKey = SettingKey> {
  readonly key: K;
  readonly schema: z.ZodType<T>;
  readonly standard: T;
}

/** Defines a setting. `standard` holds where nothing is set; its own shape may be wider than the schema's. */
export function defineSetting<T, const K extends SettingKey>(
  key: K,
  schema: z.ZodType<T>,
  standard: NoInfer<T>,
): Setting<T, K> {
  return { key, schema, standard };
}

/** The value that holds. One that does not fit its schema counts as not set. */
export function readSetting<T>(settings: Settings, setting: Setting<T>): T {
  return fitting(setting, settings.get(setting.key));
}

/** What a stored value means for a setting; where it is read by SQL, with nothing else of the organisation's. */
export function fitting<T>({ schema, standard }: Pick<Setting<T>, "schema" | "standard">, value: unknown): T {
  if (value === undefined || value === null) return standard;
  const read = schema.safeParse(value);
  return read.success ? read.data : standard;
}
