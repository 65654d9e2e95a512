import type { ChannelDirectory, LiveChannel } from "../channels/channel-directory.ts";
import type { ChatRef } from "../ports/inbound-event.ts";

export type StaffPlace = "desk" | "alert";

// The settings that name a place, whatever the platform calls its chats.
const settingsOf: Record<StaffPlace, string[]> = {
  desk: ["desk_channel", "desk_chat_id", "desk_users"],
  alert: ["alert_channel", "alert_chat_id", "alert_users"],
};

/** Where on this channel staff are told of conversations or alerts; null when nowhere. */
export function staffPlace(channel: LiveChannel, place: StaffPlace): string | null {
  const named = settingsOf[place].map((key) => channel.settings[key]).find((value) => value !== undefined);
  return named === undefined ? null : String(named);
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

/** Which staff place a chat is, or null for customers' chats. */
export function deskPlaceOf(channel: LiveChannel, chat: ChatRef): StaffPlace | null {
  if (staffPlace(channel, "desk") === chat.id) return "desk";
  if (staffPlace(channel, "alert") === chat.id) return "alert";
  return null;
}

// Where several desks are configured and no setting chooses.
const SURFACE_ORDER = ["slack", "telegram", "wecom"];

export interface FoundPlace {
  channel: LiveChannel;
  chatId: string;
}

/**
 * The organisation's desk: the channel of `surface` (setting `desk.surface`, `alerts.surface`) that names the place,
 * else the first of Slack, Telegram, WeCom that does. Null when none is configured. `isUsable` leaves channels out; by
 * default those that are paused.
 */
export async function findStaffPlace(
  channels: ChannelDirectory,
  orgId: string,
  place: StaffPlace,
  surface: string | null,
  isUsable: (channel: LiveChannel) => boolean = (channel) => channel.status !== "paused",
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
