import { writeAudit } from "../../domain/control/audit-log.ts";
import type { Language } from "../../domain/language/language.ts";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { tryEach } from "../../infra/try-each.ts";
import { raiseAlert } from "../alerts/raise-alert.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { type Checked, countFound, verify } from "./verify.ts";

interface Deps {
  db: Database;
  channels: ChannelDirectory;
  clock: Clock;
}

const DAY_MS = 24 * 60 * 60_000;
/** So much of what the last clean run saw is looked at again: what was on its way then has ended by now. */
const OVERLAP_MS = DAY_MS;
/** Further back a person looks, with `deskhand verify`. */
const AT_MOST_MS = 30 * DAY_MS;

/**
 * Verifies each organisation, from its last clean run on, and has its managers alerted when something does not hold. Each
 * run is in the audit log. One that fails stops no other.
 * @throws AggregateError with what failed, when all have been tried.
 */
export async function verifyNightly(deps: Deps): Promise<void> {
  const organizations: { id: string; code: string }[] = await deps.db
    .system("organizations")
    .orderBy("id")
    .select("id", "code");
  await tryEach(organizations, async ({ id, code }) => {
    const now = deps.clock.now();
    const earliest = new Date(now.getTime() - AT_MOST_MS);
    const last = await inOrganization(deps.db, id, (scope) => lastCleanRun(scope, earliest));
    const since = last ? new Date(Math.max(last.getTime() - OVERLAP_MS, earliest.getTime())) : earliest;
    const seen = await verify(deps.db, id, { since, now });
    await inOrganization(deps.db, id, (scope) => keepRun(scope, deps, { code, since, now, seen }));
    return countFound(seen) > 0;
  });
}

/** When it began. */
async function lastCleanRun({ trx, orgId }: OrgScope, earliest: Date): Promise<Date | null> {
  const row = await trx("audit_logs")
    .where({ org_id: orgId, action: "verify.run" })
    .where("created_at", ">", earliest)
    .whereRaw("changes ->> 'found' = '0'")
    .orderBy("created_at", "desc")
    .first(trx.raw("changes ->> 'at' AS at"));
  return row ? new Date(row.at) : null;
}

async function keepRun(
  scope: OrgScope,
  { channels }: Deps,
  { code, since, now, seen }: { code: string; since: Date; now: Date; seen: Checked[] },
): Promise<void> {
  const found = countFound(seen);
  await writeAudit(scope.trx, {
    orgId: scope.orgId,
    by: { actor: "job" },
    action: "verify.run",
    resourceType: "organization",
    resourceId: scope.orgId,
    changes: { at: now.toISOString(), since: since.toISOString(), found, checks: countsOf(seen) },
  });
  if (found === 0) return;
  await raiseAlert(scope, channels, { kind: "verify_found", cause: "verify", title: titleOf(code, since, seen) }, now);
}

function countsOf(seen: readonly Checked[]): Record<string, number> {
  return Object.fromEntries(seen.filter(({ count }) => count > 0).map(({ name, count }) => [name, count]));
}

function titleOf(code: string, since: Date, seen: readonly Checked[]): Record<Language, string> {
  const counts = Object.entries(countsOf(seen))
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
  const command = `deskhand verify --org ${code} --since ${since.toISOString()}`;
  return {
    en: `The nightly verification found stored data that is not as it must be (${counts}). An operator sees each row with: ${command}`,
    zh: `夜间校验发现存储数据不一致（${counts}）。运维人员可用以下命令查看每一行：${command}`,
  };
}
