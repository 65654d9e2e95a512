import type { Knex } from "knex";
import { comesFrom } from "../../../domain/control/audit-log.ts";
import { findGivenUp, type GivenUpChoice, type GivenUpJob } from "../../../domain/control/jobs/find-given-up.ts";
import { NotFoundError } from "../../../infra/errors.ts";
import { account, type Tool } from "../tool.ts";

/** One transaction of the system role, whose trail says who ran the command. */
export async function inQueue<T>(tool: Tool, work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  const { db } = await tool.database();
  return db.system.transaction(async (trx) => {
    await comesFrom(trx, account());
    return work(trx);
  });
}

/** The jobs of these ids, locked. @throws NotFoundError naming those that were not given up, so none is changed. */
export async function lockGivenUp(
  trx: Knex,
  choice: GivenUpChoice & { ids: readonly number[] },
): Promise<GivenUpJob[]> {
  const found = await findGivenUp(trx, { ...choice, atMost: choice.ids.length }, { lock: true });
  const missing = choice.ids.filter((id) => !found.some((job) => job.id === id));
  if (missing.length === 0) return found;
  throw new NotFoundError(`No job was given up as ${missing.join(", ")}: deskhand jobs list shows which were`);
}
