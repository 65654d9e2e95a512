import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { memoryCategories, memorySources, memoryTypes } from "../content/knowledge-words.ts";
import type { CodeOf } from "../language/word-list.ts";
import type { MemorySubject } from "./subjects.ts";

export interface Memory {
  id: string;
  number: number | null;
  type: CodeOf<typeof memoryTypes>;
  /** Null for what was stored before subjects were. */
  subject: MemorySubject | null;
  value: string | null;
  category: CodeOf<typeof memoryCategories> | null;
  content: string;
  importance: number;
  decayFactor: number;
  sourceType: CodeOf<typeof memorySources> | null;
  /** The message that said it first. */
  messageId: string | null;
  messageSentAt: Date | null;
  /** All that said it, the newest last. */
  mentionedIn: string[];
  validFrom: Date | null;
  validTo: Date | null;
  lastUsedAt: Date;
  supersededBy: string | null;
  createdAt: Date;
}

/** Of a memory `m`: it is in force and may be used, at `:now`. */
export const inForceSql =
  "m.forgotten_at IS NULL AND m.superseded_by IS NULL AND (m.valid_to IS NULL OR m.valid_to > :now)";

export const memoryColumns = `m.id, m.number::int AS number, m.type, m.subject, m.value, m.category, coalesce(m.summary, m.content) AS content,
  m.importance, m.decay_factor AS "decayFactor", m.source_type AS "sourceType", m.message_id AS "messageId",
  m.message_sent_at AS "messageSentAt", m.mentioned_in AS "mentionedIn", m.valid_from AS "validFrom", m.valid_to AS "validTo",
  m.last_accessed_at AS "lastUsedAt", m.superseded_by AS "supersededBy", m.created_at AS "createdAt"`;

/** What is remembered of a customer and not forgotten: what is in force and, beside it, what was before. */
export async function memoriesOf({ trx, orgId }: OrgScope, customerId: string): Promise<Memory[]> {
  const { rows } = await trx.raw(
    `SELECT ${memoryColumns} FROM memories m
     WHERE m.org_id = :orgId AND m.customer_id = :customerId AND m.forgotten_at IS NULL
     ORDER BY coalesce(m.message_sent_at, m.created_at), m.id`,
    { orgId, customerId },
  );
  return rows;
}

/** True for what is in force at a time. */
export function isInForce({ supersededBy, validTo }: Memory, now: Date): boolean {
  return supersededBy === null && (validTo === null || validTo > now);
}
