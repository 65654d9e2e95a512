import type { Alert } from "../../domain/control/alert.ts";
import type { Language } from "../../domain/language/language.ts";
import { readingZone } from "../../domain/organisation/reading-zone.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import type { ChannelDirectory, LiveChannel } from "../channels/channel-directory.ts";
import { queueDelivery } from "../delivery/queue-delivery.ts";
import { type FoundPlace, findStaffPlace, findTeamPlaces } from "../desk/desk-place.ts";
import { keepNotice, privateChatsOf } from "../desk/tell-person.ts";
import { isTextWithheld } from "../desk/text-withheld.ts";
import { alertCard, alertName, alertTitle } from "./alert-card.ts";
import { type AlertView, viewAlert } from "./alert-view.ts";
import { audienceOf, type Recipient } from "./audience.ts";
import { audiencesOf } from "./escalation.ts";
import { firmKinds, lastResort } from "./firm-rules.ts";
import type { AlertSettings } from "./rule-settings.ts";
import { isAlertKind } from "./rules.ts";

/** Where a card goes. */
export interface CardPlace {
  channel: LiveChannel;
  chat: string;
  chatId: string;
  /** Null in a place where many read. */
  user: Pick<Recipient, "id" | "language"> | null;
}

/**
 * Shows an alert to the audience of its level: one card in the alert place (else at the desk), and one in private to
 * each person on duty. What is about a member of staff is shown in private only.
 */
export async function showAlert(
  scope: OrgScope,
  channels: ChannelDirectory,
  alert: Alert,
  settings: AlertSettings,
  at: Date,
): Promise<void> {
  const view = await viewAlert(scope, alert);
  const place = alert.level === 0 ? await alertPlace(scope, channels, alert, settings) : null;
  if (place) {
    const { channel, chatId } = place;
    await sendCard(scope, view, { channel, chat: chatId, chatId, user: null }, settings, at);
  }
  for (const user of await peopleFor(scope, alert, settings, at)) {
    const [chat] = (await privateChatsOf(scope, channels, user.id)).filter(
      ({ channel }) => channel.id !== alert.channelId,
    );
    if (chat)
      await sendCard(scope, view, { channel: chat.channel, chat: chat.key, chatId: chat.chatId, user }, settings, at);
    else await keepNotice(scope, user.id, noticeOf(alert, user.language ?? settings.language, null));
  }
}

/**
 * Where an alert is shown to many, its team's alert place before the default's; null when nowhere. `tried` are channels
 * that could not deliver it.
 */
export async function alertPlace(
  scope: OrgScope,
  channels: ChannelDirectory,
  alert: Pick<Alert, "channelId" | "subjectUserId" | "teamId">,
  settings: Pick<AlertSettings, "surface">,
  tried: readonly string[] = [],
): Promise<FoundPlace | null> {
  if (alert.subjectUserId) return null;
  const works = (channel: LiveChannel) =>
    channel.status === "active" && channel.id !== alert.channelId && !tried.includes(channel.id);
  const { orgId } = scope;
  const [ofTeam] = await findTeamPlaces(channels, orgId, "alert", alert.teamId, works);
  const place = ofTeam ?? (await findStaffPlace(channels, orgId, "alert", settings.surface, works));
  if (place) return place;
  const [desk] = await findTeamPlaces(channels, orgId, "desk", alert.teamId, works);
  return desk ?? findStaffPlace(channels, orgId, "desk", settings.surface, works);
}

/** Sends one card and remembers that it shows the alert. */
export async function sendCard(
  scope: OrgScope,
  view: AlertView,
  place: CardPlace,
  settings: Pick<AlertSettings, "language">,
  at: Date,
): Promise<void> {
  const { alert } = view;
  const language = place.user?.language ?? settings.language;
  const isWithheld = await isTextWithheld(scope, place.channel, alert);
  const zone = await zoneOfCard(scope, alert, place.user?.id ?? null);
  const card = alertCard(view, language, zone, isWithheld);
  const [deliveryId] = await queueDelivery(scope, {
    channel: place.channel,
    chat: place.chat,
    target: { chatId: place.chatId },
    audience: "staff",
    purpose: "alert",
    content: card.content,
    buttons: card.buttons,
    act: { by: "bot", why: `alert:${alert.kind}` },
    ...(alert.conversationId ? { conversationId: alert.conversationId } : {}),
  });
  if (!deliveryId) return;
  await scope.trx("alert_cards").insert({
    id: newId(),
    org_id: scope.orgId,
    alert_id: alert.id,
    channel_id: place.channel.id,
    chat: place.chat,
    target: JSON.stringify({ chatId: place.chatId }),
    user_id: place.user?.id ?? null,
    delivery_id: deliveryId,
    shows_at: alert.updatedAt,
    created_at: at,
  });
  if (place.user) await keepNotice(scope, place.user.id, noticeOf(alert, language, deliveryId));
}

/** A card in private is read by the reader's clock, one in a place by that of the alert's team. */
export function zoneOfCard(scope: OrgScope, { teamId }: Pick<Alert, "teamId">, userId: string | null): Promise<string> {
  return readingZone(scope, userId === null ? { teamId } : { userId });
}

async function peopleFor(scope: OrgScope, alert: Alert, settings: AlertSettings, at: Date): Promise<Recipient[]> {
  if (!isAlertKind(alert.kind)) return [];
  const rule = settings.rules[alert.kind];
  const roles = audiencesOf(alert.kind, rule)[alert.level] ?? [];
  const people = await audienceOf(scope, alert, { roles, team: rule.team, level: alert.level, at });
  if (people.length > 0 || !firmKinds.includes(alert.kind)) return people;
  // Nobody has any of these roles: that a client's money waits must be heard by somebody all the same.
  return audienceOf(scope, alert, { roles: lastResort, team: "any", level: alert.level, at });
}

function noticeOf(alert: Alert, language: Language, deliveryId: string | null) {
  return {
    type: `alert:${alert.kind}`,
    title: `${alertName(alert, language)} · ${alertTitle(alert, language)}`,
    resourceType: "alert",
    resourceId: alert.id,
    deliveryId,
  };
}
