import { DeskhandModel } from "../../infra/db/model.ts";

/** `withdrawn`: the conversation found another owner, or was offered to somebody else. */
export const handoverStatuses = ["open", "accepted", "declined", "expired", "withdrawn"] as const;
export type HandoverStatus = (typeof handoverStatuses)[number];

/** An offer of a conversation to a colleague or a team. Until it is accepted the giver stays the owner. */
export class Handover extends DeskhandModel {
  static override tableName = "conversation_handovers";
  declare conversationId: string;
  declare fromUserId: string;
  /** One of the two is set. */
  declare toUserId: string | null;
  declare toTeamId: string | null;
  declare note: string | null;
  declare batchId: string | null;
  declare withCustomer: boolean;
  declare status: HandoverStatus;
  declare expiresAt: Date;
  declare answeredBy: string | null;
  declare answeredAt: Date | null;
  declare createdAt: Date;
}
