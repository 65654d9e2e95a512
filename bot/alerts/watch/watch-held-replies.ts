import { loadSettings } from "../../../domain/organisation/settings.ts";
import { inOrganization, type OrgScope } from "../../../infra/db/organization-scope.ts";
import { raiseAlert } from "../raise-alert.ts";
import { readAlertSettings } from "../rule-settings.ts";
import { ruleLabels } from "../rules.ts";
import type { Watch, WatchDeps } from "./watch.ts";

interface HeldReply {
  id: string;
  number: string;
  conversation_id: string | null;
  customer_id: string | null;
  team_id: string | null;
  words: string | null;
  reason: string;
}

/** Texts that wait for `/approve`, and people whose texts are held again and again. */
export const watchHeldReplies: Watch = async (deps, orgId) => {
  const held = await inOrganization(deps.db, orgId, findHeld);
  for (const reply of held) {
    await inOrganization(deps.db, orgId, async (scope) => {
      await scope.trx.raw("SELECT FROM conversations WHERE id = ? FOR UPDATE", [reply.conversation_id]);
      if ((await findHeld(scope)).some(({ id }) => id === reply.id)) await alertOfHeld(scope, deps, reply);
    });
  }
  await watchStaff(deps, orgId);
};

// Named by its number, never by its author: the team reads this.
async function alertOfHeld(scope: OrgScope, { channels, clock }: WatchDeps, reply: HeldReply): Promise<void> {
  const cause = {
    kind: "reply_held" as const,
    cause: `reply_held:${reply.id}`,
    title: {
      en: `${ruleLabels.reply_held.en}: /approve ${reply.number} or /reject ${reply.number}`,
      zh: `${ruleLabels.reply_held.zh}：/approve ${reply.number} 或 /reject ${reply.number}`,
    },
    words: [reply.words ?? "", reply.reason].filter(Boolean),
    ...(reply.conversation_id ? { conversationId: reply.conversation_id } : {}),
    ...(reply.customer_id ? { customerId: reply.customer_id } : {}),
    teamId: reply.team_id,
    details: { approvalId: reply.id },
  };
  await raiseAlert(scope, channels, cause, clock.now());
}

async function findHeld({ trx, orgId }: OrgScope): Promise<HeldReply[]> {
  const { rows } = await trx.raw(
    `SELECT p.id, p.number, p.conversation_id, v.customer_id, v.team_id, left(p.reason, 200) AS reason,
       (SELECT left(m.content, 200) FROM messages m WHERE m.id = p.resource_id LIMIT 1) AS words
     FROM approvals p LEFT JOIN conversations v ON v.id = p.conversation_id
     WHERE p.org_id = ? AND p.kind = 'claim' AND p.status = 'pending'
       AND NOT EXISTS (SELECT FROM alerts a WHERE a.org_id = p.org_id AND a.kind = 'reply_held'
                       AND a.cause = 'reply_held:' || p.id)
     ORDER BY p.number`,
    [orgId],
  );
  return rows;
}

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
       (array_agg(left(p.reason, 200) ORDER BY p.created_at DESC))[1:3] AS reasons
     FROM approvals p JOIN users u ON u.id = p.requested_by
     WHERE p.org_id = ? AND p.kind = 'claim' AND p.created_at > ?
     GROUP BY p.requested_by, u.name
     HAVING count(*) >= ? AND max(p.created_at) > coalesce((SELECT max(a.last_at) FROM alerts a
       WHERE a.org_id = ? AND a.kind = 'staff_conduct' AND a.subject_user_id = p.requested_by), '-infinity')`,
    [orgId, since, threshold, orgId],
  );
  return rows;
}
