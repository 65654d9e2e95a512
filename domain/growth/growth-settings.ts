import { z } from "zod";
import { zoneOf } from "../conversations/working-hours.ts";

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const quiet = z.object({ from: time, to: time }).refine(({ from, to }) => from !== to);
const days = z.number().int().min(1).max(365);

/** What an organisation's settings say about campaigns, with our defaults where they say nothing. */
export interface GrowthSettings {
  zone: string;
  /** Nothing goes out in these hours of the customer's day, or else the organisation's; null: at any hour. */
  quietHours: { from: string; to: string } | null;
  /** Only who agreed is written to; else everybody who has not opted out. */
  requiresConsent: boolean;
  /** Texts of all campaigns on one channel, at most. */
  perMinute: number;
  replyDays: number;
  convertDays: number;
}

/** Reads them. A value that does not fit counts as not set. */
export function readGrowthSettings(settings: ReadonlyMap<string, unknown>): GrowthSettings {
  const read = <T>(key: string, schema: z.ZodType<T>, fallback: T): T => {
    const result = schema.safeParse(settings.get(key));
    return result.success ? result.data : fallback;
  };
  return {
    zone: zoneOf(settings.get("organization.timezone")),
    quietHours: read("campaigns.quiet_hours", quiet.nullable(), { from: "21:00", to: "09:00" }),
    requiresConsent: read("campaigns.require_consent", z.boolean(), true),
    perMinute: read("campaigns.per_minute", z.number().int().min(1).max(10_000), 30),
    replyDays: read("campaigns.reply_days", days, 7),
    convertDays: read("campaigns.convert_days", days, 30),
  };
}
