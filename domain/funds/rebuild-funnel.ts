import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { tryEach } from "../../infra/try-each.ts";
import { keepScores } from "../customers/score/keep-scores.ts";
import { lockFunnel } from "./lock-funds.ts";
import { refreshFunnel } from "./refresh-funnel.ts";

export interface Rebuilt {
  customers: number;
  /** Rows that said something else before; none where everything was followed as it happened. */
  changed: number;
}

const CUSTOMERS_A_TIME = 100;
/** Money is followed in its own transaction; the rest by a look every five minutes, of which some may be missed. */
const LOOK_BACK_MS = 15 * 60_000;

/** Works out every customer's funnel rows again from what is recorded. Everybody else goes on working. */
export async function rebuildFunnel(
  db: Database,
  orgId: string,
  progress: (done: number) => void = () => undefined,
): Promise<Rebuilt> {
  const rebuilt: Rebuilt = { customers: 0, changed: 0 };
  let after = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const ids = await nextCustomers(db, orgId, after);
    const last = ids.at(-1);
    if (last === undefined) return rebuilt;
    rebuilt.changed += await refresh(db, orgId, ids);
    rebuilt.customers += ids.length;
    after = last;
    progress(rebuilt.customers);
  }
}

/** The same in every organisation: what no event told of is put right at night. */
export async function rebuildEverywhere({ db }: { db: Database }): Promise<void> {
  await tryEach(await organisations(db), async (orgId) => (await rebuildFunnel(db, orgId)).changed > 0);
}

/** Works out again the scores and rows of whoever something was recorded about lately. */
export async function refreshChanged({ db, clock }: { db: Database; clock: Clock }): Promise<void> {
  const now = clock.now();
  const since = new Date(now.getTime() - LOOK_BACK_MS);
  await tryEach(await organisations(db), async (orgId) => {
    const ids = await changedCustomers(db, orgId, since);
    for (let start = 0; start < ids.length; start += CUSTOMERS_A_TIME) {
      const some = ids.slice(start, start + CUSTOMERS_A_TIME);
      await inOrganization(db, orgId, (scope) => keepScores(scope, some, now));
      await refresh(db, orgId, some);
    }
    return ids.length > 0;
  });
}

async function refresh(db: Database, orgId: string, ids: readonly string[]): Promise<number> {
  return inOrganization(db, orgId, async (scope) => {
    await lockFunnel(scope);
    return refreshFunnel(scope, ids);
  });
}

async function organisations(db: Database): Promise<string[]> {
  return db.system("organizations").orderBy("id").pluck("id");
}

async function nextCustomers(db: Database, orgId: string, after: string): Promise<string[]> {
  return inOrganization(db, orgId, ({ trx }) =>
    trx("customers").where({ org_id: orgId }).where("id", ">", after).orderBy("id").limit(CUSTOMERS_A_TIME).pluck("id"),
  );
}

async function changedCustomers(db: Database, orgId: string, since: Date): Promise<string[]> {
  return inOrganization(db, orgId, async ({ trx }) => {
    const { rows } = await trx.raw(
      `SELECT id FROM customers WHERE org_id = :orgId AND (updated_at > :since OR last_contact_at > :since)
       UNION SELECT customer_id FROM conversations
         WHERE org_id = :orgId AND customer_id IS NOT NULL AND (updated_at > :since OR last_message_at > :since)
       UNION SELECT customer_id FROM leads WHERE org_id = :orgId AND customer_id IS NOT NULL AND updated_at > :since
       UNION SELECT customer_id FROM customer_external_refs WHERE org_id = :orgId AND created_at > :since
       UNION SELECT customer_id FROM customer_activities WHERE org_id = :orgId AND created_at > :since
       ORDER BY 1`,
      { orgId, since },
    );
    return rows.map(({ id }: { id: string }) => id);
  });
}
