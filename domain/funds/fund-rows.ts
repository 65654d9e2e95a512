import { DeskhandModel } from "../../infra/db/model.ts";
import type { CodeOf } from "../language/word-list.ts";
import type { FundStatus } from "./fund-report.ts";
import type { depositTypes, riskLevels, withdrawalReasons } from "./fund-words.ts";

/** Amounts are text: a decimal number. */
export class Deposit extends DeskhandModel {
  static override tableName = "deposits";
  declare depositCode: string;
  declare externalRef: string | null;
  declare customerId: string;
  declare userId: string | null;
  declare amount: string;
  declare currency: string;
  declare depositType: CodeOf<typeof depositTypes>;
  declare platform: string | null;
  declare status: FundStatus;
  declare notes: string | null;
  declare depositedAt: Date;
  declare confirmedAt: Date | null;
  declare updatedAt: Date;
}

export class Withdrawal extends DeskhandModel {
  static override tableName = "withdrawals";
  declare withdrawalCode: string;
  declare externalRef: string | null;
  declare customerId: string;
  declare userId: string | null;
  declare amount: string;
  declare currency: string;
  declare reason: CodeOf<typeof withdrawalReasons> | null;
  declare riskLevel: CodeOf<typeof riskLevels> | null;
  declare retentionAction: string | null;
  declare retentionSuccess: boolean | null;
  declare status: FundStatus;
  declare requestedAt: Date;
  /** By when it must be settled: fixed when it is recorded. */
  declare dueAt: Date;
  declare processedAt: Date | null;
  /** When the customer was told that it has arrived; null where they were not. */
  declare acknowledgedAt: Date | null;
  declare acknowledgedMessageId: string | null;
  declare updatedAt: Date;
}
