import { DeskhandModel } from "../../infra/db/model.ts";

export const conversationStatuses = ["pending", "active", "resolved", "closed"] as const;

export const priorities = ["urgent", "high", "medium", "low"] as const;
export type Priority = (typeof priorities)[number];

/** What a platform's own people do with a chat: it waits for one of them, one has it, it was ended there. */
export const sessionStates = ["queued", "with_person", "ended"] as const;
export type SessionState = (typeof sessionStates)[number];

export class Conversation extends DeskhandModel {
  static override tableName = "conversations";
  /** Text, because a bigint does not fit a number. */
  declare number: string;
  declare customerId: string;
  declare channelId: string;
  declare channelType: string;
  declare externalChatId: string;
  declare chat: string;
  declare externalThreadId: string | null;
  declare isGroup: boolean;
  declare previousId: string | null;
  declare teamId: string | null;
  declare agentId: string | null;
  declare takenAt: Date | null;
  declare status: (typeof conversationStatuses)[number];
  declare language: "zh" | "en" | null;
  declare aiEnabled: boolean;
  declare handoffAt: Date | null;
  declare handoffReason: string | null;
  declare handoffToldAt: Date | null;
  declare automationToldAt: Date | null;
  declare messageCount: number;
  declare lastMessageAt: Date | null;
  declare lastMessagePreview: string | null;
  declare lastCustomerMessageAt: Date | null;
  declare firstResponseAt: Date | null;
  declare priority: Priority;
  declare waitingSince: Date | null;
  declare slaFirstResponseAt: Date | null;
  declare slaNextResponseAt: Date | null;
  declare slaResolveDeadline: Date | null;
  declare slaResolveLeftSeconds: number | null;
  declare offeredTo: string | null;
  /** Null: the chat is ours. */
  declare sessionState: SessionState | null;
  /** The platform's id of who has it there. */
  declare sessionHolder: string | null;
  declare satisfactionScore: number | null;
  declare satisfactionComment: string | null;
  declare satisfactionAskedAt: Date | null;
  declare satisfactionRatedAt: Date | null;
  declare satisfactionCommentUntil: Date | null;
  /** Nothing said before is recalled: the customer asked to be forgotten. */
  declare memoryFrom: Date | null;
  declare resolvedAt: Date | null;
  declare createdAt: Date;
}

export class ConversationEvent extends DeskhandModel {
  static override tableName = "conversation_events";
  static override jsonAttributes = ["eventData"];
  declare conversationId: string;
  declare customerId: string | null;
  declare userId: string | null;
  declare messageId: string | null;
  declare messageSentAt: Date | null;
  declare eventType: string;
  declare eventData: Record<string, unknown>;
}
