import { headText } from "../domain/control/audit-chain.ts";
import { organizationsToSeal, sealAudit } from "../domain/control/seal-audit.ts";
import { inOrganization } from "../infra/db/organization-scope.ts";
import type { Product } from "./wire.ts";

const EVERY_MS = 3_000;

type Deps = Pick<Product, "db" | "log" | "metrics">;

/**
 * Seals the audit trail while the product runs: within seconds of the commit, beside the turns that write it. The newest
 * head stands in the log, where whoever changes the database does not reach.
 */
export function keepSealing(deps: Deps): { stop(): Promise<void> } {
  let isStopped = false;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;
  const again = () => {
    timer = setTimeout(() => {
      running = sealEverything(deps, () => isStopped)
        .catch((error: unknown) => deps.log.warn("audit.seal_failed", { error }))
        .finally(() => {
          if (!isStopped) again();
        });
    }, EVERY_MS);
  };
  again();
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/** Seals what every organisation has unsealed. One that fails does not keep the others waiting. */
export async function sealEverything(deps: Deps, isStopped: () => boolean = () => false): Promise<void> {
  for (const orgId of await organizationsToSeal(deps.db.system)) {
    await sealOrganization(deps, orgId, isStopped).catch((error: unknown) =>
      deps.log.error("audit.seal_failed", { org: orgId, error }),
    );
  }
}

async function sealOrganization({ db, log, metrics }: Deps, orgId: string, isStopped: () => boolean): Promise<void> {
  for (let isDone = false; !isDone && !isStopped(); ) {
    const sealed = await inOrganization(db, orgId, sealAudit);
    isDone = sealed.isDone;
    if (!sealed.head || sealed.rows === 0) continue;
    metrics.auditSeals.set({ org: orgId }, sealed.head.seq);
    log.info("audit.sealed", { org: orgId, rows: sealed.rows, head: headText(sealed.head) });
  }
}
