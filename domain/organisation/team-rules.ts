import { z } from "zod";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { NotFoundError } from "../../infra/errors.ts";
import { newId } from "../../infra/ids.ts";
import { type AuditEntry, writeAudit } from "../control/audit-log.ts";
import { languages } from "../language/language.ts";
import { readInput } from "./read-input.ts";

export const tiers = ["S", "A", "B", "C"] as const;

const conditionsSchema = z.strictObject({
  channelId: z.uuid().optional(),
  language: z.enum(languages, `must be ${languages.join(" or ")}`).optional(),
  country: z.string().trim().min(1, "must not be empty").max(100, "has at most 100 characters").optional(),
  tier: z.enum(tiers, `must be one of ${tiers.join(", ")}`).optional(),
  intent: z
    .string()
    .regex(/^[a-z][a-z0-9_]{1,39}$/, "must be the code of an intent, such as complaint")
    .optional(),
});

export type RuleConditions = z.input<typeof conditionsSchema>;

export interface ListedRule {
  position: number;
  team: string;
  channel: string | null;
  language: string | null;
  country: string | null;
  tier: string | null;
  intent: string | null;
}

/** The organisation's rules in the order in which they are asked. */
export async function listTeamRules({ trx, orgId }: OrgScope): Promise<ListedRule[]> {
  const { rows } = await trx.raw(
    `SELECT r.position, t.name AS team, c.platform || '/' || c.name AS channel, r.language, r.country, r.tier, r.intent
     FROM team_rules r JOIN teams t ON t.id = r.team_id LEFT JOIN channels c ON c.id = r.channel_id
     WHERE r.org_id = ? ORDER BY r.position`,
    [orgId],
  );
  return rows;
}

/**
 * Adds a rule at a position, before the one that is there; at the end by default. Conversations that have a team keep
 * it. Returns the position. @throws InputError
 */
export async function addTeamRule(
  scope: OrgScope,
  by: AuditEntry["by"],
  { teamId, conditions, position }: { teamId: string; conditions: RuleConditions; position?: number },
): Promise<number> {
  const { trx, orgId } = scope;
  const wanted = readInput(conditionsSchema, conditions);
  await oneAtATime(scope);
  const count = (await listTeamRules(scope)).length;
  const at = Math.min(Math.max(position ?? count + 1, 1), count + 1);
  const id = newId();
  await shift(scope, at, 1);
  await trx("team_rules").insert({
    id,
    org_id: orgId,
    position: at,
    team_id: teamId,
    channel_id: wanted.channelId ?? null,
    language: wanted.language ?? null,
    country: wanted.country ?? null,
    tier: wanted.tier ?? null,
    intent: wanted.intent ?? null,
  });
  const changes = { teamId, position: at, ...wanted };
  await writeAudit(trx, { orgId, by, action: "team.rule_add", resourceType: "team_rule", resourceId: id, changes });
  return at;
}

/** Removes the rule at a position; those behind it move up. @throws NotFoundError */
export async function removeTeamRule(scope: OrgScope, by: AuditEntry["by"], position: number): Promise<void> {
  const { trx, orgId } = scope;
  await oneAtATime(scope);
  const [removed] = await trx("team_rules").where({ org_id: orgId, position }).delete().returning("*");
  if (!removed) throw new NotFoundError(`There is no rule ${position}; team rule list shows those there are`);
  await shift(scope, position, -1);
  const { id, ...changes } = removed;
  await writeAudit(trx, { orgId, by, action: "team.rule_remove", resourceType: "team_rule", resourceId: id, changes });
}

// Two who change the order at once would each count what is there without the other's.
async function oneAtATime({ trx, orgId }: OrgScope): Promise<void> {
  await trx.raw("SELECT pg_advisory_xact_lock(hashtextextended('team rules:' || ?, 0))", [orgId]);
}

async function shift({ trx, orgId }: OrgScope, from: number, by: number): Promise<void> {
  await trx.raw("UPDATE team_rules SET position = position + ? WHERE org_id = ? AND position >= ?", [by, orgId, from]);
}
