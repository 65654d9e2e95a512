import type { Knex } from "knex";
import { findOrganization } from "../../organisation/ensure-organization.ts";
import { type AuditEntry, writeAudit } from "../audit-log.ts";
import type { GivenUpJob } from "./find-given-up.ts";

type By = AuditEntry["by"];

/** Puts jobs that were given up back: due at once, with all their attempts. The rows must be locked. */
export async function retryGivenUp(trx: Knex, by: By, jobs: readonly GivenUpJob[]): Promise<void> {
  await trx.raw("SELECT graphile_worker.reschedule_jobs(?::bigint[], run_at := clock_timestamp(), attempts := 0)", [
    jobs.map(({ id }) => id),
  ]);
  await audit(trx, by, "job.retry", jobs, {});
}

/** Removes jobs that were given up, with the reason. The rows must be locked. */
export async function dropGivenUp(trx: Knex, by: By, jobs: readonly GivenUpJob[], reason: string): Promise<void> {
  await trx.raw("SELECT graphile_worker.complete_jobs(?::bigint[])", [jobs.map(({ id }) => id)]);
  await audit(trx, by, "job.drop", jobs, { reason });
}

/** The trail is kept by organisation: what is nobody's stands in that of the installation itself. */
async function audit(
  trx: Knex,
  by: By,
  action: string,
  jobs: readonly GivenUpJob[],
  changes: Record<string, unknown>,
): Promise<void> {
  if (jobs.length === 0) return;
  const installation = await findOrganization(trx, "default");
  for (const { id, task, key, attempts, error, orgId: ownerId } of jobs) {
    const orgId = ownerId ?? installation;
    await writeAudit(trx, {
      orgId,
      by,
      action,
      // A job's id is the queue's, and no uuid.
      resourceType: "organization",
      resourceId: orgId,
      changes: { job: id, task, key, attempts, error, ...changes },
    });
  }
}
