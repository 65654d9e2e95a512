import { DeskhandModel } from "../../infra/db/model.ts";

/** Where a conversation is shown to staff. */
export class DeskThread extends DeskhandModel {
  static override tableName = "desk_threads";
  declare conversationId: string;
  declare channelId: string;
  /** The place: a Slack channel, a Telegram group, WeCom's list of users. */
  declare chatId: string;
  declare title: string;
  /** Null until the platform has opened it, and for good where the surface has no threads. */
  declare threadId: string | null;
  declare cardDeliveryId: string | null;
  declare url: string | null;
  declare openedAt: Date | null;
  declare lostCount: number;
  /** Since when the conversation is shown elsewhere, because it went to another team. */
  declare movedAt: Date | null;
}
