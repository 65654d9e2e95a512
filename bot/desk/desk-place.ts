import type { ChannelDirectory, LiveChannel } from "../channels/channel-directory.ts";
import type { ChatRef } from "../ports/inbound-event.ts";

export type StaffPlace = "desk" | "alert";

// The settings that name a place, whatever the platform calls its chats.
const settingsOf: Record<StaffPlace, string[]> = {
  desk: ["desk_channel", "desk_chat_id", "desk_users"],
  alert: ["alert_channel", "alert_chat_id", "alert_users"],
};

/** Where on this channel staff without a place of their team are told of conversations or alerts; null when nowhere. */
export function staffPlace(channel: Pick<LiveChannel, "settings">, place: StaffPlace): string | null {
  const named = settingsOf[place].map((key) => channel.settings[key]).find((value) => value !== undefined);
  return named === undefined ? null : String(named);
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
  return staffPlace(channel, "desk") !== null || staffPlace(channel, "alert") !== null;
}

/** Which staff place a chat is, a team's as well as the default one, or null for customers' chats. */
export function deskPlaceOf(channel: LiveChannel, chat: ChatRef): StaffPlace | null {
  if (isPlace(channel, "desk", chat.id)) return "desk";
  return isPlace(channel, "alert", chat.id) ? "alert" : null;
}

function isPlace(channel: LiveChannel, place: StaffPlace, chatId: string): boolean {
  if (staffPlace(channel, place) === chatId) return true;
  return channel.teamPlaces.some((of) => of.kind === place && of.chatId === chatId);
}

// Where several desks are configured and no setting chooses.
const SURFACE_ORDER = ["slack", "telegram", "wecom"];

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

/**
 * The organisation's default desk: the channel of `surface` (setting `desk.surface`, `alerts.surface`) that names the
 * place, else the first of Slack, Telegram, WeCom that does. Null when none is configured. `isUsable` leaves channels
 * out; by default those that are paused.
 */
export async function findStaffPlace(
  channels: ChannelDirectory,
  orgId: string,
  place: StaffPlace,
  surface: string | null,
  isUsable: IsUsable = isNotPaused,
): Promise<FoundPlace | null> {
  const candidates = (await channels.ofOrganisation(orgId)).flatMap((channel) => {
    const chatId = staffPlace(channel, place);
    return chatId === null || !isUsable(channel) ? [] : [{ channel, chatId }];
  });
  const rank = ({ channel }: { channel: LiveChannel }) => {
    if (channel.platform === surface) return -1;
    const position = SURFACE_ORDER.indexOf(channel.platform);
    return position === -1 ? SURFACE_ORDER.length : position;
  };
  return candidates.sort((left, right) => rank(left) - rank(right))[0] ?? null;
}
