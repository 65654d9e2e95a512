import type { ChannelDirectory, LiveChannel } from "../channels/channel-directory.ts";
import type { ChatRef } from "../ports/inbound-event.ts";

export type StaffPlace = "desk" | "alert";

// The settings that name a place, whatever the platform calls its chats; of those in `several` a comma begins another.
const settingsOf: Record<StaffPlace, string[]> = {
  desk: ["desk_channel", "desk_chat_id", "desk_users"],
  alert: ["alert_channel", "alert_chat_id", "alert_users"],
};
const several: ReadonlySet<string> = new Set(["desk_channel", "desk_chat_id"]);

/** Where on this channel staff without a place of their team are told of conversations or alerts, in the setting's order. */
export function staffPlaces(channel: Pick<LiveChannel, "settings" | "movedChats">, place: StaffPlace): string[] {
  const named = namedPlaces(channel, place);
  return [...new Set(named.map((chatId) => channel.movedChats.get(chatId) ?? chatId))];
}

/** The same as the setting names them, which may be from before the platform gave a chat another id. */
export function namedPlaces({ settings }: Pick<LiveChannel, "settings">, place: StaffPlace): string[] {
  const key = settingsOf[place].find((one) => settings[one] !== undefined);
  if (key === undefined) return [];
  const named = String(settings[key]);
  return several.has(key) ? [...new Set(named.split(",").map((one) => one.trim()))].filter(Boolean) : [named];
}

/** Whether a chat, as a message is addressed to it, is one of the channel's staff places, a team's as well. */
export function isStaffPlace(channel: LiveChannel, chatId: string): boolean {
  return isPlace(channel, "desk", chatId) || isPlace(channel, "alert", chatId);
}

/**
 * True where the people of the platform are the organisation's own, so that its word on who they are may link an account:
 * the channel's setting `staff`, and unless that is set, where staff have a place.
 */
export function isStaffChannel(channel: LiveChannel): boolean {
  const { staff } = channel.settings;
  if (staff !== undefined) return /^(true|1|yes|on|y|enabled)$/i.test(String(staff));
  return staffPlaces(channel, "desk").length > 0 || staffPlaces(channel, "alert").length > 0;
}

/** Which staff place a chat is, a team's as well as the default one, or null for customers' chats. */
export function deskPlaceOf(channel: LiveChannel, chat: ChatRef): StaffPlace | null {
  if (isPlace(channel, "desk", chat.id)) return "desk";
  return isPlace(channel, "alert", chat.id) ? "alert" : null;
}

function isPlace(channel: LiveChannel, place: StaffPlace, chatId: string): boolean {
  if (staffPlaces(channel, place).includes(chatId)) return true;
  return channel.teamPlaces.some((of) => of.kind === place && of.chatId === chatId);
}

// Where several desks are configured and no setting chooses.
/** Where staff can be told of things, in the order in which the first that is configured is chosen. */
export const staffSurfaces = ["slack", "telegram", "wecom"] as const;

export interface FoundPlace {
  channel: LiveChannel;
  chatId: string;
}

type IsUsable = (channel: LiveChannel) => boolean;
const isNotPaused: IsUsable = (channel) => channel.status !== "paused";

/** The places of a team, in its order; none for null. `isUsable` leaves channels out; by default those that are paused. */
export async function findTeamPlaces(
  channels: ChannelDirectory,
  orgId: string,
  place: StaffPlace,
  teamId: string | null,
  isUsable: IsUsable = isNotPaused,
): Promise<FoundPlace[]> {
  if (teamId === null) return [];
  return (await channels.ofOrganisation(orgId))
    .filter(isUsable)
    .flatMap((channel) => channel.teamPlaces.map((found) => ({ ...found, channel })))
    .filter((found) => found.kind === place && found.teamId === teamId)
    .sort((left, right) => left.position - right.position)
    .map(({ channel, chatId }) => ({ channel, chatId }));
}

/** The organisation's default desk, or alert place: the first of `findStaffPlaces`; null when none is configured. */
export async function findStaffPlace(...asked: Parameters<typeof findStaffPlaces>): Promise<FoundPlace | null> {
  return (await findStaffPlaces(...asked))[0] ?? null;
}

/**
 * The places of the organisation's default desk: those of the channel of `surface` (setting `desk.surface`,
 * `alerts.surface`) that names the place, else of the first of Slack, Telegram, WeCom that does. `isUsable` leaves
 * channels out; by default those that are paused.
 */
export async function findStaffPlaces(
  channels: ChannelDirectory,
  orgId: string,
  place: StaffPlace,
  surface: string | null,
  isUsable: IsUsable = isNotPaused,
): Promise<FoundPlace[]> {
  const candidates = (await channels.ofOrganisation(orgId)).filter(
    (channel) => isUsable(channel) && staffPlaces(channel, place).length > 0,
  );
  const rank = (channel: LiveChannel) => {
    if (channel.platform === surface) return -1;
    const position = (staffSurfaces as readonly string[]).indexOf(channel.platform);
    return position === -1 ? staffSurfaces.length : position;
  };
  const [channel] = candidates.sort((left, right) => rank(left) - rank(right));
  return channel ? staffPlaces(channel, place).map((chatId) => ({ channel, chatId })) : [];
}
