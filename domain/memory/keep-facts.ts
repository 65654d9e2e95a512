import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { storedText } from "../../infra/db/stored-text.ts";
import { newId } from "../../infra/ids.ts";
import { hasSecrets } from "../content/secrets/mask-secrets.ts";
import { takeNumber } from "../organisation/codes.ts";
import { type Fact, MAX_FACT_CHARACTERS } from "./fact.ts";
import { isInForce, type Memory, memoriesOf } from "./memory.ts";
import { type MemorySubject, subjectOf } from "./subjects.ts";
import { decayOf, strengthened } from "./weight.ts";

export interface SaidFacts {
  customerId: string;
  conversationId: string;
  /** The message that says them. */
  message: { id: string; sentAt: Date };
  facts: readonly Fact[];
  /** `ai_analysis`: a model found them. The words are the customer's all the same. */
  sourceType: "conversation" | "ai_analysis";
  at: Date;
}

/** As many as are named; the first stays as the one that is cited. */
const MOST_MENTIONS = 50;

/**
 * Keeps what a message says of the customer. The same again makes it weightier; another value of a subject that has
 * one closes the one before, which stays in the history; a message that was worked on before changes nothing.
 * The customer's row must be locked by the caller. Returns how many memories were written or changed.
 */
export async function keepFacts(scope: OrgScope, said: SaidFacts): Promise<number> {
  let kept = 0;
  for (const fact of said.facts) {
    if (hasSecrets(fact.words) || hasSecrets(fact.value) || fact.words.length > MAX_FACT_CHARACTERS) continue;
    // Read anew: of two facts in one message the second sees the first.
    const known = (await memoriesOf(scope, said.customerId)).filter(({ subject }) => subject === fact.subject);
    if (await keepFact(scope, said, fact, known)) kept += 1;
  }
  return kept;
}

async function keepFact(scope: OrgScope, said: SaidFacts, fact: Fact, known: readonly Memory[]): Promise<boolean> {
  const { message, at } = said;
  const same = known.filter(({ value }) => value === fact.value);
  if (same.some(({ mentionedIn }) => mentionedIn.includes(message.id))) return false;
  const open = known.filter((memory) => isInForce(memory, at));
  const openSame = open.find(({ value }) => value === fact.value);
  if (fact.isOver) {
    if (openSame && isNewer(message, openSame)) await closeMemory(scope, openSame.id, { at: message.sentAt, by: null });
    return openSame !== undefined;
  }
  if (openSame) {
    await repeat(scope, openSame, message.id, at);
    return true;
  }
  const others = subjectOf(fact.subject).isSingle ? open : [];
  const newer = others.find((other) => !isNewer(message, other));
  const id = await insertSaid(scope, said, fact, newer ?? null);
  for (const other of others) if (!newer) await closeMemory(scope, other.id, { at: message.sentAt, by: id });
  return true;
}

function isNewer(message: { sentAt: Date }, { messageSentAt, createdAt }: Memory): boolean {
  return message.sentAt >= (messageSentAt ?? createdAt);
}

async function repeat({ trx, orgId }: OrgScope, memory: Memory, messageId: string, at: Date): Promise<void> {
  await trx("memories")
    .where({ org_id: orgId, id: memory.id })
    .update({
      importance: strengthened(memory.importance),
      mentioned_in: [...memory.mentionedIn, messageId].slice(-MOST_MENTIONS),
      last_accessed_at: at,
    });
}

/** `newer` is set where a later message said otherwise before this one was worked on: then it is history at once. */
async function insertSaid(scope: OrgScope, said: SaidFacts, fact: Fact, newer: Memory | null): Promise<string> {
  const { message, conversationId, customerId, sourceType, at } = said;
  return insertMemory(scope, {
    customerId,
    fact: { subject: fact.subject, content: fact.words, value: fact.value, at },
    source: {
      source_type: sourceType,
      source_id: conversationId,
      message_id: message.id,
      message_sent_at: message.sentAt,
      mentioned_in: [message.id],
      valid_from: message.sentAt,
      valid_to: newer?.messageSentAt ?? newer?.createdAt ?? null,
      superseded_by: newer?.id ?? null,
    },
  });
}

export interface NewMemory {
  customerId: string;
  fact: { subject: MemorySubject; content: string; value: string; at: Date };
  /** The columns that say where it comes from and when it holds. */
  source: Record<string, unknown>;
}

/** Writes a memory with its number and weight; its id comes back. */
export async function insertMemory(scope: OrgScope, { customerId, fact, source }: NewMemory): Promise<string> {
  const { subject, ...said } = fact;
  return insertRow(scope, { customer_id: customerId, ...rowOf(subject, said), ...source });
}

function rowOf(subject: MemorySubject, { content, value, at }: { content: string; value: string; at: Date }) {
  const { category, type, importance } = subjectOf(subject);
  return {
    type,
    subject,
    value: storedText(value),
    content: storedText(content),
    category,
    importance,
    decay_factor: decayOf(subject),
    tags: [subject],
    last_accessed_at: at,
    created_at: at,
  };
}

async function insertRow({ trx, orgId }: OrgScope, row: Record<string, unknown>): Promise<string> {
  const id = newId();
  const number = await takeNumber(trx, orgId, "memory");
  await trx("memories").insert({ id, org_id: orgId, number, ...row });
  return id;
}

/** Ends it; under a legal hold its end stays open, and only that something took its place is kept. */
export async function closeMemory(
  { trx, orgId }: OrgScope,
  id: string,
  { at, by }: { at: Date; by: string | null },
): Promise<void> {
  await trx.raw(
    `UPDATE memories SET superseded_by = coalesce(:by, id),
       valid_to = CASE WHEN is_held(org_id, customer_id, NULL) THEN valid_to ELSE greatest(:at::timestamptz, valid_from) END
     WHERE org_id = :orgId AND id = :id`,
    { orgId, id, by, at },
  );
}

/** What a member of staff knows better: it takes the place of the memory. */
export async function correctMemory(
  scope: OrgScope,
  memory: Memory & { subject: MemorySubject },
  correction: { customerId: string; text: string; value: string; userId: string; at: Date },
): Promise<string> {
  const { customerId, text, value, userId, at } = correction;
  const id = await insertMemory(scope, {
    customerId,
    fact: { subject: memory.subject, content: text, value, at },
    source: { source_type: "manual", source_id: userId, valid_from: at },
  });
  await closeMemory(scope, memory.id, { at, by: id });
  return id;
}
