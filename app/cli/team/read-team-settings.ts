import { listChannels } from "../../../domain/organisation/channel-status.ts";
import type { TeamProfile } from "../../../domain/organisation/set-team.ts";
import type { PlaceOnChannel, TeamPlaceKind } from "../../../domain/organisation/team-places.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { InputError } from "../../../infra/errors.ts";

/** What `team set --set KEY=VALUE` asks for. */
export interface TeamSettings {
  profile: Partial<TeamProfile>;
  places: Partial<Record<TeamPlaceKind, PlaceOnChannel[]>>;
}

const keys = ["desk", "alert", "timezone", "hours", "holidays", "region", "leader", "description"] as const;

/** Reads the pairs; an empty value gives the key back to the organisation's. @throws InputError */
export async function readTeamSettings(scope: OrgScope, pairs: readonly string[]): Promise<TeamSettings> {
  const settings: TeamSettings = { profile: {}, places: {} };
  for (const pair of pairs) {
    const [, word = "", value = ""] = /^([a-z]+)=([\s\S]*)$/.exec(pair) ?? [];
    const key = keys.find((one) => one === word);
    if (!key) throw new InputError(`--set takes KEY=VALUE; the keys are ${keys.join(", ")}`);
    const text = value.trim();
    if (key === "desk" || key === "alert") settings.places[key] = await readPlaces(scope, key, text);
    else if (key === "hours") settings.profile.workingHours = text === "" ? null : readHours(text);
    else if (key === "holidays") settings.profile.holidays = text === "" ? null : text.split(/[\s,]+/).filter(Boolean);
    else settings.profile[key] = text === "" ? null : text;
  }
  return settings;
}

/** `slack:C0LONDON`, or `slack/NAME:CHAT` where a platform has several channels; several with commas. */
async function readPlaces(scope: OrgScope, key: string, text: string): Promise<PlaceOnChannel[]> {
  if (text === "") return [];
  const channels = await listChannels(scope);
  return text.split(",").map((part) => {
    const [, platform = "", name, chatId = ""] = /^\s*([a-z_]+)(?:\/([^:]+))?:(\S+)\s*$/.exec(part) ?? [];
    if (chatId === "")
      throw new InputError(`${key} takes PLATFORM:CHAT, such as slack:C0123ABCD; not "${part.trim()}"`);
    const found = channels.filter((one) => one.platform === platform && (name === undefined || one.name === name));
    const [channel, other] = found;
    if (!channel) {
      const names = channels.map((one) => `${one.platform}/${one.name}`).join(", ");
      throw new InputError(`There is no channel ${platform}${name ? `/${name}` : ""}. There are: ${names || "none"}`);
    }
    if (other)
      throw new InputError(`Several channels are on ${platform}; name one: ${platform}/${channel.name}:${chatId}`);
    return { channelId: channel.id, chatId };
  });
}

const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** `mon-fri 09:00-18:00, sat 10:00-14:00`, or the JSON of `sla.working_hours`. @throws InputError */
export function readHours(text: string): unknown {
  if (text.startsWith("{")) {
    try {
      return JSON.parse(text);
    } catch {
      throw new InputError("hours is not valid JSON");
    }
  }
  const week: Record<string, string[]> = {};
  for (const part of text.split(",")) {
    const [, named = "", span = ""] = /^\s*([a-z-]+)\s+(\S+)\s*$/.exec(part) ?? [];
    for (const day of readWeekdays(named)) {
      const name = days[day - 1] ?? "";
      week[name] = [...(week[name] ?? []), span];
    }
  }
  return week;
}

/** `mon-fri`, `sat`, `fri-mon`, `daily` as 1 (Monday) to 7; several with commas. @throws InputError */
export function readWeekdays(text: string): number[] {
  if (text.trim() === "daily") return [1, 2, 3, 4, 5, 6, 7];
  const found = text.split(",").flatMap((part) => {
    const [from = "", to = from, ...others] = part.trim().split("-");
    const [first, last] = [days.indexOf(from), days.indexOf(to)];
    if (first === -1 || last === -1 || others.length > 0) {
      throw new InputError(`"${part.trim()}" is no weekday; write mon-fri, sat or daily`);
    }
    return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, index) => ((first + index) % 7) + 1);
  });
  return [...new Set(found)].sort();
}

/** `22:00-06:00` as minutes of the day; `24:00` ends it. @throws InputError */
export function readSpan(text: string): { from: number; to: number } {
  const [, fromHour, fromMinute, toHour, toMinute] =
    /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/.exec(text) ?? [];
  const from = Number(fromHour) * 60 + Number(fromMinute);
  const to = Number(toHour) * 60 + Number(toMinute);
  if (Number.isNaN(from + to) || to > 1440) throw new InputError(`"${text}" is no stretch of time; write 09:00-18:00`);
  // Until midnight, whichever way it is written.
  return { from, to: to === 0 ? 1440 : to };
}
