import type { Knex } from "knex";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Segment } from "./segment.ts";

const DAY_MS = 24 * 60 * 60_000;

/** The customers of a segment, as `customers AS c`; who was merged into another is not among them. */
export function segmentQuery({ trx, orgId }: OrgScope, segment: Segment, now: Date): Knex.QueryBuilder {
  const query = trx("customers as c").where({ "c.org_id": orgId }).whereNull("c.merged_into");
  if (segment.stage) query.whereIn("c.stage", segment.stage);
  if (segment.journey_stage) query.whereIn("c.journey_stage", segment.journey_stage);
  if (segment.tier) query.whereIn("c.tier", segment.tier);
  if (segment.language) query.whereIn("c.language", segment.language);
  if (segment.country) query.whereRaw("lower(c.country) = ANY(?)", [segment.country.map(lower)]);
  if (segment.has_deposit !== undefined) query.whereRaw(`${segment.has_deposit ? "" : "NOT "}${HAS_DEPOSIT}`);
  withTags(query, segment.tags ?? {});
  withPeople(query, segment);
  withContact(query, segment.last_contact ?? {}, now);
  for (const [field, values] of Object.entries(segment.custom_fields ?? {})) {
    query.whereRaw("c.custom_fields ->> ? = ANY(?)", [field, values]);
  }
  return query;
}

const HAS_DEPOSIT = `EXISTS (SELECT FROM deposits d WHERE d.org_id = c.org_id AND d.customer_id = c.id
  AND d.status = 'confirmed')`;
const TAGGED = `(SELECT count(DISTINCT t.id) FROM customer_tags m JOIN tags t ON t.id = m.tag_id
  WHERE m.customer_id = c.id AND m.org_id = c.org_id AND t.name = ANY(?))`;

function withTags(query: Knex.QueryBuilder, { any, all, none }: NonNullable<Segment["tags"]>): void {
  if (any) query.whereRaw(`${TAGGED} > 0`, [any]);
  if (all) query.whereRaw(`${TAGGED} = ?`, [all, new Set(all).size]);
  if (none) query.whereRaw(`${TAGGED} = 0`, [none]);
}

function withPeople(query: Knex.QueryBuilder, { owner, team, channel }: Segment): void {
  if (owner) {
    query.whereRaw(
      `EXISTS (SELECT FROM users u WHERE u.org_id = c.org_id AND u.id = c.owner_id
         AND (lower(u.email) = ANY(?) OR lower(u.employee_code) = ANY(?)))`,
      [owner.map(lower), owner.map(lower)],
    );
  }
  if (team) {
    query.whereRaw(
      `EXISTS (SELECT FROM user_teams m JOIN teams t ON t.id = m.team_id WHERE t.org_id = c.org_id
         AND m.user_id = c.owner_id AND lower(t.name) = ANY(?))`,
      [team.map(lower)],
    );
  }
  if (channel) {
    query.whereRaw(
      `EXISTS (SELECT FROM customer_identities i JOIN channels h ON h.id = i.channel_id WHERE i.org_id = c.org_id
         AND i.customer_id = c.id AND (lower(h.platform) = ANY(?) OR lower(h.name) = ANY(?)))`,
      [channel.map(lower), channel.map(lower)],
    );
  }
}

// Whoever was never in contact counts as having been silent for ever.
function withContact(query: Knex.QueryBuilder, contact: NonNullable<Segment["last_contact"]>, now: Date): void {
  const ago = (count: number) => new Date(now.getTime() - count * DAY_MS);
  const day = (date: string) => new Date(`${date}T00:00:00Z`);
  const before = (at: Date) => query.whereRaw("(c.last_contact_at IS NULL OR c.last_contact_at < ?)", [at]);
  const after = (at: Date) => query.where("c.last_contact_at", ">=", at);
  if (contact.before) before(day(contact.before));
  if (contact.older_than_days) before(ago(contact.older_than_days));
  if (contact.after) after(day(contact.after));
  if (contact.within_days) after(ago(contact.within_days));
}

function lower(text: string): string {
  return text.toLowerCase();
}
