import type { Alert } from "../../domain/control/alert.ts";
import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory, LiveChannel } from "../channels/channel-directory.ts";
import { isSpent } from "../delivery/is-spent.ts";
import { queueEdit } from "../delivery/queue-delivery.ts";
import { isTextWithheld } from "../desk/text-withheld.ts";
import type { RespondTo } from "../ports/inbound-event.ts";
import type { OutboundTarget } from "../ports/outbound-message.ts";
import { alertCard } from "./alert-card.ts";
import { type AlertView, viewAlert } from "./alert-view.ts";
import type { AlertSettings } from "./rule-settings.ts";
import { sendCard, zoneOfCard } from "./show-alert.ts";

/** A row of `alert_cards`, with the language of who reads it. */
export interface ShownCard {
  id: string;
  channel_id: string;
  chat: string;
  target: OutboundTarget;
  delivery_id: string;
  user_id: string | null;
  language: Language | null;
}

/**
 * Puts the alert's present state on its card wherever it was shown; where the platform cannot change a message, another
 * follows that names the alert. `respondTo` is the press that changed it: some platforms change a card with that alone.
 */
export async function refreshAlert(
  scope: OrgScope,
  channels: ChannelDirectory,
  alert: Alert,
  settings: Pick<AlertSettings, "language">,
  respondTo?: RespondTo,
): Promise<void> {
  const cards = await shownCards(scope, alert.id);
  if (cards.length === 0) return;
  const view = await viewAlert(scope, alert);
  for (const card of cards) {
    const channel = await channels.byId(card.channel_id);
    if (!channel) continue;
    const press = respondTo?.["taskId"] === card.delivery_id ? respondTo : undefined;
    // Another takes its place within a minute (`renewCards`), however often the alert changes meanwhile.
    if (await isSpent(scope, channel, { chatId: card.target.chatId, deliveryId: card.delivery_id }, press)) continue;
    const edit = await changeCard(scope, channel, card, view, settings, press);
    await scope
      .trx("alert_cards")
      .where({ id: card.id })
      .update({ shows_at: alert.updatedAt, ...(edit ? { edit_delivery_id: edit } : {}) });
  }
}

/** Another card in the place of one that cannot be changed: it names the alert, and is the one from now on. */
export async function replaceCard(
  scope: OrgScope,
  channel: LiveChannel,
  card: ShownCard,
  view: AlertView,
  settings: Pick<AlertSettings, "language">,
  at: Date,
): Promise<void> {
  const user = card.user_id ? { id: card.user_id, language: card.language } : null;
  await scope.trx("alert_cards").where({ id: card.id }).update({ passed_on_at: at });
  await sendCard(scope, view, { channel, chat: card.chat, chatId: card.target.chatId, user }, settings, at);
}

async function changeCard(
  scope: OrgScope,
  channel: LiveChannel,
  card: ShownCard,
  view: AlertView,
  settings: Pick<AlertSettings, "language">,
  respondTo: RespondTo | undefined,
): Promise<string | null> {
  const capabilities = channel.adapter.capabilitiesFor?.(card.target.chatId) ?? channel.adapter.capabilities;
  if (!channel.adapter.edit || !capabilities.edits) {
    await replaceCard(scope, channel, card, view, settings, view.alert.updatedAt);
    return null;
  }
  const isWithheld = await isTextWithheld(scope, channel, view.alert);
  const zone = await zoneOfCard(scope, view.alert, card.user_id);
  const { content, buttons } = alertCard(view, card.language ?? settings.language, zone, isWithheld);
  return queueEdit(scope, {
    channel,
    chat: card.chat,
    target: card.target,
    audience: "staff",
    purpose: "alert",
    content,
    buttons,
    act: { by: "bot", why: `alert:${view.alert.kind}: changed` },
    ...(view.alert.conversationId ? { conversationId: view.alert.conversationId } : {}),
    edits: card.delivery_id,
    ...(respondTo ? { respondTo } : {}),
  });
}

/** What did not go out shows nothing, and an edit of it would be a card too many. */
export async function shownCards({ trx, orgId }: OrgScope, alertId: string): Promise<ShownCard[]> {
  return trx("alert_cards as a")
    .join("deliveries as d", "d.id", "a.delivery_id")
    .leftJoin("users as u", "u.id", "a.user_id")
    .where({ "a.org_id": orgId, "a.alert_id": alertId, "a.passed_on_at": null })
    .whereNotIn("d.status", ["failed", "cancelled"])
    .orderBy("a.id")
    .select("a.id", "a.channel_id", "a.chat", "a.target", "a.delivery_id", "a.user_id", "u.language");
}
