import type { Message } from "grammy/types";

/** Fields that mark a message as the platform's own remark about a chat (Bot API, Message: "Service message"). */
const serviceFields = [
  "new_chat_members",
  "left_chat_member",
  "new_chat_title",
  "new_chat_photo",
  "delete_chat_photo",
  "group_chat_created",
  "supergroup_chat_created",
  "channel_chat_created",
  "message_auto_delete_timer_changed",
  "pinned_message",
  "chat_owner_left",
  "chat_owner_changed",
  "successful_payment",
  "refunded_payment",
  "users_shared",
  "chat_shared",
  "connected_website",
  "write_access_allowed",
  "proximity_alert_triggered",
  "boost_added",
  "chat_background_set",
  "forum_topic_created",
  "forum_topic_edited",
  "forum_topic_closed",
  "forum_topic_reopened",
  "general_forum_topic_hidden",
  "general_forum_topic_unhidden",
  "giveaway_created",
  "giveaway_completed",
  "video_chat_scheduled",
  "video_chat_started",
  "video_chat_ended",
  "video_chat_participants_invited",
] as const satisfies readonly (keyof Message)[];

/** Which service message this is; undefined for what a person said. */
export function serviceTypeOf(message: Message): string | undefined {
  return serviceFields.find((field) => message[field] !== undefined);
}
