import type { PlatformName } from "./platforms.ts";
import type { FaultScene } from "./scene.ts";

/** How a fault is made: what a table must say, since a proxy or a turned clock is not the thing itself. */
export type MadeBy = "signal" | "server" | "proxy" | "trigger" | "lock" | "clock" | "statement";

export interface Fault {
  name: string;
  madeBy: MadeBy;
  /** Too long for the short form. */
  isFullOnly?: boolean;
  /** Set where answers may stand still beyond ten seconds, with the reason that the table shows. */
  recovery?: { withinMs: number; because: string };
  /** Platforms that the fault does not touch must go on while it lasts. */
  goesOn?: readonly PlatformName[];
  /** Makes the fault and ends it; resolves when its cause is over. */
  run(scene: FaultScene): Promise<void>;
}

/** Faults that are run one after the other on the same processes. */
export interface FaultGroup {
  /** One process that does everything, or a web process and two workers. */
  processes: 1 | 3;
  faults: readonly Fault[];
}
