import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory, LiveChannel } from "../channels/channel-directory.ts";
import { queueDelivery } from "../delivery/queue-delivery.ts";
import { findStaffPlace } from "../desk/desk-place.ts";

export interface ManagerNotice {
  /** The alert's number, by which managers speak of it; absent for what is only to be known. */
  number?: number;
  title: string;
  kind: string;
  /** The channel that the alert is about: no way to tell anybody. */
  brokenChannelId?: string;
}

/**
 * One line about an alert to the organisation's alert place, else to its desk, on a channel that works (setting
 * `alerts.surface` where there are several). Without one, the alert waits in `alerts`.
 */
export async function tellManagers(scope: OrgScope, channels: ChannelDirectory, notice: ManagerNotice): Promise<void> {
  const setting = (await loadSettings(scope)).get("alerts.surface");
  const surface = typeof setting === "string" ? setting : null;
  const works = (channel: LiveChannel) => channel.status === "active" && channel.id !== notice.brokenChannelId;
  const place =
    (await findStaffPlace(channels, scope.orgId, "alert", surface, works)) ??
    (await findStaffPlace(channels, scope.orgId, "desk", surface, works));
  if (!place) return;
  await queueDelivery(scope, {
    channel: place.channel,
    chat: place.chatId,
    target: { chatId: place.chatId },
    audience: "staff",
    purpose: "alert",
    content: [
      {
        type: "paragraph",
        children: [
          { type: "bold", children: [{ type: "text", text: notice.number ? `Alert ${notice.number}` : "Notice" }] },
          { type: "text", text: ` · ${notice.title}` },
        ],
      },
    ],
    act: { by: "bot", why: `alert:${notice.kind}` },
  });
}
