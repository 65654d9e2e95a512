import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";

const SETTING = "demo.seeded";

export interface SeedSteps {
  /** Runs `work` unless it was recorded before, in one transaction with its record: wholly done or not at all. */
  once(step: string, work: (scope: OrgScope) => Promise<void>): Promise<boolean>;
  /** The same for work with transactions of its own, which must be safe to repeat: it is recorded when it is done. */
  repeatUntilDone(step: string, work: () => Promise<void>): Promise<boolean>;
}

/** Remembers in the setting `demo.seeded` which parts of the demo an organisation has. Both resolve with "ran now". */
export function createSeedSteps(db: Database, clock: Clock, orgId: string): SeedSteps {
  return {
    once: (step, work) =>
      inOrganization(db, orgId, async (scope) => {
        if (!(await claim(scope, step, clock))) return false;
        await work(scope);
        return true;
      }),
    repeatUntilDone: async (step, work) => {
      if (await inOrganization(db, orgId, (scope) => isDone(scope, step))) return false;
      await work();
      return inOrganization(db, orgId, (scope) => claim(scope, step, clock));
    },
  };
}

async function isDone({ trx, orgId }: OrgScope, step: string): Promise<boolean> {
  const row = await trx("settings")
    .where({ org_id: orgId, key: SETTING })
    .whereRaw("value ->> ?::text IS NOT NULL", [step])
    .first("id");
  return row !== undefined;
}

// Of two processes that start at once, the second waits here for the first and then finds the step done.
async function claim({ trx, orgId }: OrgScope, step: string, clock: Clock): Promise<boolean> {
  await trx.raw(
    `INSERT INTO settings (id, org_id, key, value, value_type, category, description)
     VALUES (?, ?, ?, '{}', 'json', 'demo', 'Which parts of the demo were written, and when') ON CONFLICT DO NOTHING`,
    [newId(), orgId, SETTING],
  );
  const { rows } = await trx.raw(
    `UPDATE settings SET value = value || jsonb_build_object(?::text, ?::text), updated_at = clock_timestamp()
     WHERE org_id = ? AND key = ? AND value ->> ?::text IS NULL RETURNING true`,
    [step, clock.now().toISOString(), orgId, SETTING, step],
  );
  return rows.length > 0;
}
