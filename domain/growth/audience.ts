import type { Knex } from "knex";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Language } from "../language/language.ts";
import type { Segment } from "./segment.ts";
import { segmentQuery } from "./segment-query.ts";

/** Why a campaign does not write to a customer. The first that holds is told. */
export const exclusions = {
  blacklisted: { en: "on the blacklist", zh: "在黑名单中" },
  opted_out: { en: "opted out", zh: "已退订" },
  no_consent: { en: "never agreed to marketing", zh: "未同意接收营销" },
  withdrawal_waiting: { en: "a withdrawal waits", zh: "有出金待处理" },
  matter_open: { en: "a matter of protection is open", zh: "有未了结的保护事项" },
  other_language: { en: "reads another language than it is written in", zh: "内容没有其语言版本" },
  unreachable: { en: "no private chat that can be written to", zh: "没有可发送的私聊" },
  session: { en: "the platform's own people have the chat", zh: "会话由平台侧人工接待" },
  window: { en: "the platform's window is closed or full", zh: "平台回复窗口已关闭或额度不足" },
  unverified: { en: "the account is not verified", zh: "账号未核实" },
} as const satisfies Record<string, Record<Language, string>>;
export type Exclusion = keyof typeof exclusions;

/** Alerts that stop selling to whom they are about, until somebody has resolved them. */
const protectingAlerts = ["distress", "fraud_on_customer", "account_security", "complaint", "wrong_person"];

/** How a campaign can reach people now. */
export interface Reach {
  /** Channels that work; a platform that counts replies says how many it allows within how long, after each message. */
  channels: { id: string; messages: number | null; windowMs: number | null }[];
  /** Languages that the campaign has a text in. */
  languages: readonly Language[];
  /** Its texts name what is on file about the client. */
  needsVerified: boolean;
  /** Setting `campaigns.require_consent`. */
  requiresConsent: boolean;
}

/** How many replies of a counted budget are left for people after a campaign's text. */
const LEFT_FOR_PEOPLE = 2;

/** A customer of the audience, with the chat that they would be written to in. */
export interface AudienceMember {
  customerId: string;
  language: Language | null;
  timezone: string | null;
  conversationId: string | null;
  channelId: string | null;
  exclusion: Exclusion | null;
}

/** A customer as a campaign finds them now. */
export async function readMember(
  scope: OrgScope,
  customerId: string,
  reach: Reach,
  now: Date,
): Promise<AudienceMember | null> {
  const query = segmentQuery(scope, { everyone: true }, now).where("c.id", customerId);
  const row = await withWays(query, reach)
    .select(
      "c.language",
      "c.timezone",
      scope.trx.raw('c.id AS "customerId", v.id AS "conversationId", v.channel_id AS "channelId"'),
    )
    .select(exclusionOf(scope, reach, now))
    .first();
  return row ?? null;
}

/** How many of a segment can be written to on each channel, and how many not, by reason. */
export async function countAudience(
  scope: OrgScope,
  segment: Segment,
  reach: Reach,
  now: Date,
): Promise<{ exclusion: Exclusion | null; channelId: string | null; count: number }[]> {
  const members = withWays(segmentQuery(scope, segment, now), reach)
    .select("v.channel_id")
    .select(exclusionOf(scope, reach, now));
  const rows: { exclusion: Exclusion | null; channelId: string | null; count: string }[] = await scope
    .trx(members.as("m"))
    .groupByRaw("exclusion, CASE WHEN exclusion IS NULL THEN channel_id END")
    .select(
      "exclusion",
      scope.trx.raw('CASE WHEN exclusion IS NULL THEN channel_id END AS "channelId", count(*) AS count'),
    );
  return rows.map((row) => ({ exclusion: row.exclusion, channelId: row.channelId, count: Number(row.count) }));
}

/** Joins each customer's newest private chat on a channel that works, and what they said of marketing last. */
function withWays(query: Knex.QueryBuilder, { channels }: Reach): Knex.QueryBuilder {
  return query
    .joinRaw(
      `LEFT JOIN LATERAL (SELECT state FROM consents k WHERE k.org_id = c.org_id AND k.customer_id = c.id
         AND k.kind = 'marketing' ORDER BY k.created_at DESC, k.id DESC LIMIT 1) k ON true`,
    )
    .joinRaw(
      `LEFT JOIN LATERAL (
         SELECT v.id, v.channel_id, v.session_state, v.last_customer_message_at, h.messages, h."windowMs" FROM conversations v
         JOIN jsonb_to_recordset(?::jsonb) AS h (id uuid, messages integer, "windowMs" float8) ON h.id = v.channel_id
         WHERE v.org_id = c.org_id AND v.customer_id = c.id AND NOT v.is_group
           AND EXISTS (SELECT FROM customer_identities i WHERE i.customer_id = c.id AND i.channel_id = v.channel_id
             AND i.unreachable_at IS NULL)
         ORDER BY v.number DESC LIMIT 1) v ON true`,
      [JSON.stringify(channels)],
    );
}

function exclusionOf({ trx }: OrgScope, reach: Reach, now: Date): Knex.Raw {
  return trx.raw(
    `CASE
       WHEN c.status = 'blacklist' THEN 'blacklisted'
       WHEN k.state = 'withdrawn' THEN 'opted_out'
       WHEN :requiresConsent AND k.state IS DISTINCT FROM 'granted' THEN 'no_consent'
       WHEN EXISTS (SELECT FROM withdrawals w WHERE w.org_id = c.org_id AND w.customer_id = c.id
         AND w.status = 'pending') THEN 'withdrawal_waiting'
       WHEN EXISTS (SELECT FROM alerts a WHERE a.org_id = c.org_id AND a.customer_id = c.id AND a.status <> 'resolved'
         AND a.kind = ANY(:alerts)) THEN 'matter_open'
       WHEN c.language <> ALL(:languages::text[]) THEN 'other_language'
       WHEN v.id IS NULL THEN 'unreachable'
       WHEN v.session_state IN ('queued', 'with_person') THEN 'session'
       WHEN v.messages IS NOT NULL AND (v.last_customer_message_at IS NULL
         OR v.last_customer_message_at + v."windowMs" * interval '1 ms' <= :now
         OR (SELECT count(*) FROM deliveries d WHERE d.conversation_id = v.id AND d.audience = 'customer'
           AND d.operation = 'send' AND d.joined_to IS NULL AND (d.status IN ('queued', 'sending')
             OR (d.status = 'sent' AND d.sent_at >= v.last_customer_message_at))) + 1 + :left > v.messages) THEN 'window'
       WHEN :needsVerified AND NOT (SELECT bool_and(i.verified_at IS NOT NULL) FROM customer_identities i
         WHERE i.customer_id = c.id AND i.channel_id = v.channel_id) THEN 'unverified'
     END AS exclusion`,
    {
      requiresConsent: reach.requiresConsent,
      needsVerified: reach.needsVerified,
      languages: [...reach.languages],
      alerts: protectingAlerts,
      left: LEFT_FOR_PEOPLE,
      now,
    },
  );
}
