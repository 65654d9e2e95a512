import { DeskhandModel } from "../../infra/db/model.ts";

export const reminderStatuses = ["open", "fired", "cancelled"] as const;

/** What comes back in a conversation's thread at a time, for whoever has the conversation then. */
export class Reminder extends DeskhandModel {
  static override tableName = "reminders";
  declare conversationId: string;
  /** Who set it. */
  declare userId: string;
  declare dueAt: Date;
  declare words: string;
  declare status: (typeof reminderStatuses)[number];
  declare endedAt: Date | null;
  declare createdAt: Date;
}
