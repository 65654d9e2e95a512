import type { Language } from "../../domain/language/language.ts";
import type { User } from "../../domain/organisation/user.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
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
  const chat = await privateChatOf(scope, channels, notice.user.id);
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
  await scope.trx("notifications").insert({
    id: newId(),
    org_id: scope.orgId,
    user_id: notice.user.id,
    type: notice.about.type,
    title: words.slice(0, 300),
    resource_type: notice.about.resourceType,
    resource_id: notice.about.resourceId,
    delivery_id: deliveries[0] ?? null,
  });
  return chat !== null;
}

/** Where a person can be written to in private: on the channel on which they were linked last. */
async function privateChatOf(
  { trx, orgId }: OrgScope,
  channels: ChannelDirectory,
  userId: string,
): Promise<{ channel: LiveChannel; key: string; chatId: string } | null> {
  const identities: { channel_id: string; external_user_id: string }[] = await trx("user_identities")
    .where({ org_id: orgId, user_id: userId })
    .orderBy("created_at", "desc")
    .select("channel_id", "external_user_id");
  for (const { channel_id, external_user_id } of identities) {
    const channel = await channels.byId(channel_id);
    const chat = channel?.status === "active" ? channel.adapter.privateChat?.(external_user_id) : undefined;
    if (channel && chat) return { channel, ...chat };
  }
  return null;
}
