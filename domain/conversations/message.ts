import { DeskhandModel } from "../../infra/db/model.ts";

export const contentTypes = [
  "text",
  "image",
  "voice",
  "video",
  "file",
  "sticker",
  "card",
  "contact",
  "location",
  "system",
] as const;
export type ContentType = (typeof contentTypes)[number];

export class Message extends DeskhandModel {
  static override tableName = "messages";
  static override idColumn = ["id", "sentAt"];
  static override jsonAttributes = ["metadata", "aiSources"];
  declare conversationId: string;
  declare customerId: string | null;
  declare userId: string | null;
  declare channelId: string;
  declare platform: string;
  declare direction: "inbound" | "outbound" | "internal";
  declare senderType: "customer" | "agent" | "ai" | "system";
  declare senderId: string | null;
  declare contentType: ContentType;
  declare content: string | null;
  declare mediaUrl: string | null;
  declare metadata: Record<string, unknown>;
  declare replyToMessageId: string | null;
  declare replyToSentAt: Date | null;
  /** The script whose approved words these are; null for a person's own, also where they began from one. */
  declare scriptId: string | null;
  declare aiGenerated: boolean;
  declare aiConfidence: number | null;
  declare aiSources: unknown[] | null;
  declare status: string;
  declare externalMessageId: string | null;
  declare editedAt: Date | null;
  declare deletedAt: Date | null;
  declare sentAt: Date;
  declare receivedAt: Date;
}

export class MessageVersion extends DeskhandModel {
  static override tableName = "message_versions";
  static override jsonAttributes = ["metadata"];
  declare messageId: string;
  declare messageSentAt: Date;
  declare version: number;
  declare kind: "original" | "edited" | "deleted" | "recalled";
  declare content: string | null;
  declare metadata: Record<string, unknown>;
  declare changedBy: string | null;
  declare changedAt: Date;
}
