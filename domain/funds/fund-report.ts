import type { AuditEntry } from "../control/audit-log.ts";
import type { CodeOf } from "../language/word-list.ts";
import type { fundStatuses } from "./fund-words.ts";
import type { Money } from "./money.ts";

export type FundStatus = CodeOf<typeof fundStatuses>;

/** What a deposit and a withdrawal have in common where one is reported. */
export interface FundReport extends Money {
  customerId: string;
  /** The back office's own number: the same one again is the same money, and is recorded once. */
  externalRef: string | null;
  /** Where it stands by the report; `pending` unless said otherwise. A later report may say more, never less. */
  status?: FundStatus;
  /** When it was paid in, or asked for. */
  happenedAt: Date;
  /** When it was confirmed or failed, where the report tells; else when it is reported. */
  settledAt?: Date;
}

/** Who reports, and when. */
export interface Reporter {
  by: AuditEntry["by"];
  at: Date;
}

/** What became of a report. */
export interface Recorded<Row> {
  row: Row;
  /** False when it was recorded before. */
  isNew: boolean;
  /** Its status is another one than before the report. */
  hasMoved: boolean;
}
