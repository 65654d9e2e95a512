import type { ScriptedModel } from "../../support/scripted-model.ts";
import type { Crew } from "../../support/surfaces/open-staffed-desk.ts";
import type { StaffedDesk } from "../../support/surfaces/staffed-desk.ts";
import type { Surface } from "../../support/surfaces/surface.ts";

export interface Stage extends StaffedDesk, Crew {
  /** The language model of the product. It fails unless a scenario scripts it. */
  model: ScriptedModel;
}

/** What staff do at the desk, and what comes of it: the same on every platform. */
export interface Scenario {
  /** A sentence. */
  name: string;
  /** The commands it is the proof of, by name, and the buttons, in brackets. */
  proves: readonly string[];
  /** Platforms that have no such thing; the scenario says why. */
  isImpossibleOn?: readonly Surface["platform"][];
  run(stage: Stage): Promise<void>;
}
