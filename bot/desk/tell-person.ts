import { maskSecrets } from "../../domain/content/secrets/mask-secrets.ts";
import type { Language } from "../../domain/language/language.ts";
import type { User } from "../../domain/organisation/user.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { storedText } from "../../infra/db/stored-text.ts";
import { newId } from "../../infra/ids.ts";
import type { ChannelDirectory, LiveChannel } from "../channels/channel-directory.ts";
import { queueDelivery } from "../delivery/queue-delivery.ts";
import type { Button } from "../ports/outbound-message.ts";
import { plainText } from "../ports/rich-text.ts";

export interface PersonalNotice {
  user: Pick<User, "id" | "name" | "language">;
  words: Record<Language, string>;
  about: { type: string; resourceType: string; resourceId: string; conversationId?: string };
  buttons?: Button[][];
  receipt?: string;
}

/**
 * Tells one member of staff something where they are: in private on a platform on which they are linked. It is kept in
 * `notifications` either way. False when they have no account anywhere that can be written to.
 */
export async function tellPerson(
  scope: OrgScope,
  channels: ChannelDirectory,
  notice: PersonalNotice,
): Promise<boolean> {
  const [chat] = await privateChatsOf(scope, channels, notice.user.id);
  const words = notice.words[notice.user.language ?? "en"];
  const deliveries = chat
    ? await queueDelivery(scope, {
        channel: chat.channel,
        chat: chat.key,
        target: { chatId: chat.chatId },
        audience: "staff",
        purpose: "alert",
        content: plainText(words),
        act: { by: "bot", why: `notice: ${notice.about.type}`, ...(notice.receipt ? { receipt: notice.receipt } : {}) },
        ...(notice.about.conversationId ? { conversationId: notice.about.conversationId } : {}),
        ...(notice.buttons ? { buttons: notice.buttons } : {}),
      })
    : [];
  await keepNotice(scope, notice.user.id, { ...notice.about, title: words, deliveryId: deliveries[0] ?? null });
  return chat !== undefined;
}

export interface KeptNotice {
  type: string;
  title: string;
  content?: string;
  resourceType: string;
  resourceId: string;
  deliveryId: string | null;
}

/** Keeps what a person was told, and by which delivery. */
export async function keepNotice({ trx, orgId }: OrgScope, userId: string, notice: KeptNotice): Promise<void> {
  await trx("notifications").insert({
    id: newId(),
    org_id: orgId,
    user_id: userId,
    type: notice.type,
    title: storedText([...maskSecrets(notice.title)].slice(0, 300).join("")),
    content: notice.content === undefined ? null : maskSecrets(notice.content),
    resource_type: notice.resourceType,
    resource_id: notice.resourceId,
    delivery_id: notice.deliveryId,
  });
}

export interface PrivatePlace {
  channel: LiveChannel;
  key: string;
  chatId: string;
}

/** Where a person can be written to in private: on channels that work, the one on which they were linked last first. */
export async function privateChatsOf(
  { trx, orgId }: OrgScope,
  channels: ChannelDirectory,
  userId: string,
): Promise<PrivatePlace[]> {
  const identities: { channel_id: string; external_user_id: string }[] = await trx("user_identities")
    .where({ org_id: orgId, user_id: userId })
    .orderBy("created_at", "desc")
    .select("channel_id", "external_user_id");
  const places: PrivatePlace[] = [];
  for (const { channel_id, external_user_id } of identities) {
    const channel = await channels.byId(channel_id);
    const chat = channel?.status === "active" ? channel.adapter.privateChat?.(external_user_id) : undefined;
    if (channel && chat) places.push({ channel, ...chat });
  }
  return places;
}
