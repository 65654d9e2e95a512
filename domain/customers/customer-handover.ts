import { DeskhandModel } from "../../infra/db/model.ts";
import type { HandoverStatus } from "../conversations/handover.ts";

/** An offer of the customers of whom no conversation is open. Until it is accepted they stay the giver's. */
export class CustomerHandover extends DeskhandModel {
  static override tableName = "customer_handovers";
  declare fromUserId: string;
  /** One of the two is set. */
  declare toUserId: string | null;
  declare toTeamId: string | null;
  declare note: string | null;
  declare status: HandoverStatus;
  declare expiresAt: Date;
  declare answeredBy: string | null;
  declare answeredAt: Date | null;
  declare createdAt: Date;
}
