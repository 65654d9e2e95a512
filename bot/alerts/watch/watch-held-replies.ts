import { loadSettings } from "../../../domain/organisation/settings.ts";
import { inOrganization, type OrgScope } from "../../../infra/db/organization-scope.ts";
import { alertOfHeld, findHeld } from "../alert-of-held.ts";
import { raiseAlert } from "../raise-alert.ts";
import { readAlertSettings } from "../rule-settings.ts";
import type { Watch, WatchDeps } from "./watch.ts";

/**
 * Texts that wait for `/approve` and were not told of when they were held, and people whose texts are held again and
 * again.
 */
export const watchHeldReplies: Watch = async (deps, orgId) => {
  const held = await inOrganization(deps.db, orgId, findHeld);
  for (const reply of held) {
    await inOrganization(deps.db, orgId, async (scope) => {
      await scope.trx.raw("SELECT FROM conversations WHERE id = ? FOR UPDATE", [reply.conversation_id]);
      if (!(await findHeld(scope)).some(({ id }) => id === reply.id)) return;
      await alertOfHeld(scope, deps.channels, reply, deps.clock.now());
    });
  }
  await watchStaff(deps, orgId);
};

interface Author {
  user_id: string;
  name: string;
  count: number;
  reasons: string[];
}

const DAY_MS = 24 * 60 * 60_000;

async function watchStaff({ db, channels, clock }: WatchDeps, orgId: string): Promise<void> {
  const now = clock.now();
  await inOrganization(db, orgId, async (scope) => {
    const { threshold } = readAlertSettings(await loadSettings(scope)).rules.staff_conduct;
    for (const author of await findAuthors(scope, new Date(now.getTime() - DAY_MS), threshold)) {
      const cause = {
        kind: "staff_conduct" as const,
        cause: `staff_conduct:${author.user_id}`,
        title: {
          en: `${author.count} texts of ${author.name} were held within a day`,
          zh: `${author.name} 一天内有 ${author.count} 条内容被拦截`,
        },
        words: author.reasons,
        subjectUserId: author.user_id,
      };
      await raiseAlert(scope, channels, cause, now);
    }
  });
}

/** People with so many held texts, the newest of which no alert has told yet. */
async function findAuthors({ trx, orgId }: OrgScope, since: Date, threshold: number): Promise<Author[]> {
  const { rows } = await trx.raw(
    `SELECT p.requested_by AS user_id, u.name, count(*)::int AS count,
       (array_agg(p.reason ORDER BY p.created_at DESC))[1:3] AS reasons
     FROM approvals p JOIN users u ON u.id = p.requested_by
     WHERE p.org_id = ? AND p.kind = 'claim' AND p.created_at > ?
     GROUP BY p.requested_by, u.name
     HAVING count(*) >= ? AND max(p.created_at) > coalesce((SELECT max(a.last_at) FROM alerts a
       WHERE a.org_id = ? AND a.kind = 'staff_conduct' AND a.subject_user_id = p.requested_by), '-infinity')`,
    [orgId, since, threshold, orgId],
  );
  return rows;
}
