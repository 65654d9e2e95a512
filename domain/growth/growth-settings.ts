import { z } from "zod";
import { zoneOf } from "../conversations/working-hours.ts";
import { defineSetting, readSetting, type Settings } from "../organisation/settings/setting.ts";

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const quiet = z.strictObject({ from: time, to: time }).refine(({ from, to }) => from !== to);
const days = z.number().int().min(1).max(365);

type QuietHours = z.infer<typeof quiet>;

export const campaignQuietHours = defineSetting<QuietHours | "off", "campaigns.quiet_hours">(
  "campaigns.quiet_hours",
  z.union([quiet, z.literal("off")]),
  { from: "21:00", to: "09:00" },
);
export const requireConsent = defineSetting("campaigns.require_consent", z.boolean(), true);
export const perMinute = defineSetting("campaigns.per_minute", z.number().int().min(1).max(10_000), 30);
export const replyDays = defineSetting("campaigns.reply_days", days, 7);
export const convertDays = defineSetting("campaigns.convert_days", days, 30);

/** What an organisation's settings say about campaigns, with our defaults where they say nothing. */
export interface GrowthSettings {
  zone: string;
  /** Nothing goes out in these hours of the customer's day, or else the organisation's; null: at any hour. */
  quietHours: QuietHours | null;
  /** Only who agreed is written to; else everybody who has not opted out. */
  requiresConsent: boolean;
  /** Texts of all campaigns on one channel, at most. */
  perMinute: number;
  replyDays: number;
  convertDays: number;
}

/** Reads them. A value that does not fit counts as not set. */
export function readGrowthSettings(settings: Settings): GrowthSettings {
  const quietHours = readSetting(settings, campaignQuietHours);
  return {
    zone: zoneOf(settings.get("organization.timezone")),
    quietHours: quietHours === "off" ? null : quietHours,
    requiresConsent: readSetting(settings, requireConsent),
    perMinute: readSetting(settings, perMinute),
    replyDays: readSetting(settings, replyDays),
    convertDays: readSetting(settings, convertDays),
  };
}
