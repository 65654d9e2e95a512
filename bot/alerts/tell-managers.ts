import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { queueDelivery } from "../delivery/queue-delivery.ts";
import { bold, paragraph } from "../ports/rich-text.ts";
import { readAlertSettings } from "./rule-settings.ts";
import { alertPlace } from "./show-alert.ts";

export interface ManagerNotice {
  title: string;
  kind: string;
}

/** One line to where managers are alerted, about something that is only to be known and calls for nothing. */
export async function tellManagers(scope: OrgScope, channels: ChannelDirectory, notice: ManagerNotice): Promise<void> {
  const settings = readAlertSettings(await loadSettings(scope));
  const place = await alertPlace(scope, channels, { channelId: null, subjectUserId: null, teamId: null }, settings);
  if (!place) return;
  await queueDelivery(scope, {
    channel: place.channel,
    chat: place.chatId,
    target: { chatId: place.chatId },
    audience: "staff",
    purpose: "alert",
    content: [paragraph(bold("Notice"), ` · ${notice.title}`)],
    act: { by: "bot", why: `alert:${notice.kind}` },
  });
}
