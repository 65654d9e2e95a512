import type { Language } from "../../domain/language/language.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { readRules } from "../converse/organisation-rules.ts";
import { queueDelivery } from "../delivery/queue-delivery.ts";
import { bold, paragraph } from "../ports/rich-text.ts";
import { readAlertSettings } from "./rule-settings.ts";
import { alertPlace } from "./show-alert.ts";

export interface ManagerNotice {
  title: Record<Language, string>;
  kind: string;
}

/**
 * One line, in the organisation's language, to where managers are alerted, about something that is only to be known and
 * calls for nothing.
 */
export async function tellManagers(scope: OrgScope, channels: ChannelDirectory, notice: ManagerNotice): Promise<void> {
  const set = await loadSettings(scope);
  const settings = readAlertSettings(set);
  const { language } = readRules(set);
  const place = await alertPlace(scope, channels, { channelId: null, subjectUserId: null, teamId: null }, settings);
  if (!place) return;
  await queueDelivery(scope, {
    channel: place.channel,
    chat: place.chatId,
    target: { chatId: place.chatId },
    audience: "staff",
    purpose: "alert",
    content: [paragraph(bold({ en: "Notice", zh: "通知" }[language]), ` · ${notice.title[language]}`)],
    act: { by: "bot", why: `alert:${notice.kind}` },
  });
}
