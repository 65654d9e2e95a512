import type { FaultScene } from "./scene.ts";

/** How a fault is made: what a table must say, since a proxy or a turned clock is not the thing itself. */
export type MadeBy = "signal" | "server" | "proxy" | "trigger" | "lock" | "clock" | "statement";

export interface Fault {
  name: string;
  madeBy: MadeBy;
  /** Why there is no short form: what lasts cannot be told to last less. */
  fullOnly?: string;
  /** What it cannot be made without here, as a reader is told; null: it can. */
  missing?(scene: FaultScene): string | null;
  /** Set where answers may stand still beyond ten seconds, with the reason that the table shows. */
  recovery?: { withinMs: number; because: string };
  /** Makes the fault and ends it; resolves when its cause is over. */
  run(scene: FaultScene): Promise<void>;
}

/** Faults that are run one after the other on the same processes. */
export interface FaultGroup {
  name: string;
  /** One process that does everything, or a web process and two workers. */
  processes: 1 | 3;
  /** With a model, an embedder, Redis and Qdrant beside it, which it can do without. */
  hasServices?: true;
  faults: readonly Fault[];
}
