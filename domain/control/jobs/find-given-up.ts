import type { Knex } from "knex";
import { keptErrorText } from "../../../infra/error-text.ts";
import { NotFoundError } from "../../../infra/errors.ts";
import { maskSecrets } from "../../content/secrets/mask-secrets.ts";

/** A job of the queue whose attempts are used up: it stays there, and nothing works it any more. */
export interface GivenUpJob {
  id: number;
  task: string;
  /** Null where the job is nobody's: the regular ones are the installation's. */
  orgId: string | null;
  organization: string | null;
  /** Null where it never had one, or the same work was added anew: the new job has it then. */
  key: string | null;
  attempts: number;
  /** The last failure, as it may stand in a log; null where the process that worked it was killed. */
  error: string | null;
  givenUpAt: Date;
}

/** Which of them are meant. All of them, where nothing is said. */
export interface GivenUpChoice {
  ids?: readonly number[];
  task?: string;
  orgId?: string;
  atMost?: number;
}

/** So many at once. */
export const MOST_GIVEN_UP = 1_000;

// Whose a job is stands in what it carries: its organisation, or a channel of it.
const CHOSEN = `FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
     LEFT JOIN channels c ON c.id::text = j.payload->>'channelId'
     LEFT JOIN organizations o ON o.id::text = coalesce(j.payload->>'orgId', c.org_id::text)
     WHERE j.locked_at IS NULL AND j.attempts >= j.max_attempts
       AND (:ids::bigint[] IS NULL OR j.id = ANY (:ids::bigint[]))
       AND (:task::text IS NULL OR t.identifier = :task::text)
       AND (:orgId::uuid IS NULL OR o.id = :orgId::uuid)`;

// A failure puts a job off by its attempts, the last one as well. One whose process was killed keeps its time.
const GIVEN_UP_AT =
  "j.run_at - CASE WHEN j.last_error IS NULL THEN 0 ELSE exp(least(j.attempts, 10)) END * interval '1 second'";

/** The jobs that were given up, those of long ago first; locked when the caller will change them. */
export async function findGivenUp(
  system: Knex,
  { atMost = MOST_GIVEN_UP, ...choice }: GivenUpChoice,
  { lock = false } = {},
): Promise<GivenUpJob[]> {
  const { rows } = await system.raw(
    `SELECT j.id, t.identifier AS task, o.id AS "orgId", o.code AS organization, j.key, j.attempts, j.last_error AS error,
       ${GIVEN_UP_AT} AS "givenUpAt"
     ${CHOSEN}
     ORDER BY "givenUpAt", j.id LIMIT :atMost ${lock ? "FOR UPDATE OF j" : ""}`,
    { ...bindChoice(choice), atMost },
  );
  return rows.map((row: GivenUpJob) => ({
    ...row,
    id: Number(row.id),
    error: row.error === null ? null : keptErrorText(row.error, maskSecrets),
  }));
}

/** The ids of all that are meant, however many there are, those of long ago first. */
export async function findGivenUpIds(system: Knex, choice: GivenUpChoice): Promise<number[]> {
  const { rows } = await system.raw(`SELECT j.id ${CHOSEN} ORDER BY ${GIVEN_UP_AT}, j.id`, bindChoice(choice));
  return rows.map(({ id }: { id: string }) => Number(id));
}

/** @throws NotFoundError for a task that the queue has never had, naming those of the jobs that were given up. */
export async function requireTask(system: Knex, task: string): Promise<void> {
  const { rows } = await system.raw(
    `SELECT EXISTS (SELECT FROM graphile_worker._private_tasks WHERE identifier = ?) AS known,
       ARRAY(SELECT DISTINCT task_identifier FROM graphile_worker.jobs
             WHERE locked_at IS NULL AND attempts >= max_attempts ORDER BY 1) AS tasks`,
    [task],
  );
  const { known, tasks } = rows[0] as { known: boolean; tasks: string[] };
  if (known) return;
  throw new NotFoundError(`There is no task "${task}". Given up are jobs of: ${tasks.join(", ") || "none"}`);
}

function bindChoice({ ids, task, orgId }: GivenUpChoice): Record<string, Knex.Value> {
  // knex's type leaves out null and arrays, its code does not
  return { ids: ids ?? null, task: task ?? null, orgId: orgId ?? null } as unknown as Record<string, Knex.Value>;
}
