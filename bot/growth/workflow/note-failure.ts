import { keepExecution, lockOpenExecution } from "../../../domain/growth/workflow/execution.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { DeskhandError } from "../../../infra/errors.ts";

const MOST_FAILURES = 6;
const MINUTE_MS = 60_000;

/**
 * Keeps that a step could not be done because something broke: it is tried again after a minute, two, four …, and after
 * the sixth time the execution has failed. Nothing of the step was kept. Names the kind of error alone: its words may be
 * a customer's.
 */
export async function noteFailure(scope: OrgScope, executionId: string, error: unknown, at: Date): Promise<void> {
  const execution = await lockOpenExecution(scope, executionId);
  if (!execution) return;
  const failures = (execution.wait_condition?.failures ?? 0) + 1;
  const reason = error instanceof DeskhandError ? error.code : error instanceof Error ? error.name : "error";
  if (failures >= MOST_FAILURES) {
    const rested = { wait_until: null, wait_condition: null };
    await keepExecution(scope, execution, { ...rested, status: "failed", completed_at: at, error_message: reason });
    return;
  }
  await keepExecution(scope, execution, {
    status: "waiting",
    wait_until: new Date(at.getTime() + MINUTE_MS * 2 ** (failures - 1)),
    wait_condition: { kind: "again", ...execution.wait_condition, failures },
    error_message: reason,
  });
}
