import type { GrowthSettings } from "../../../domain/growth/growth-settings.ts";
import type { Execution, WaitCondition } from "../../../domain/growth/workflow/execution.ts";
import type { Outcome } from "../../../domain/growth/workflow/nodes.ts";
import type { TargetNow } from "../../../domain/growth/workflow/target.ts";
import type { Workflow } from "../../../domain/growth/workflow/workflow.ts";

/** A step of an execution: whose, of which workflow, when. */
export interface Step {
  workflow: Workflow;
  execution: Execution;
  target: TargetNow;
  settings: GrowthSettings;
  at: Date;
}

/** What came of a step: it is done, or it waits. */
export type Done = { outcome: Outcome; detail?: string } | { wait: WaitCondition; until: Date };

export const refused = (detail: string): Done => ({ outcome: "refused", detail });
