import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { type ClaimPolicy, checkClaims } from "./prohibited-claims.ts";

export interface KnowledgeClaim {
  kind: "faq" | "document";
  /** As given in the import. */
  id: string;
  title: string;
  words: string[];
}

const BATCH = 500;

/** What a knowledge base would tell customers and the gate would hold: better mended now than found in front of them. */
export async function claimsInKnowledge(scope: OrgScope, kbId: string, policy: ClaimPolicy): Promise<KnowledgeClaim[]> {
  const found: KnowledgeClaim[] = [];
  for (const read of [readAnswers, readPassages]) {
    let after: string | null = null;
    do {
      const rows: Entry[] = await read(scope, kbId, after);
      found.push(...rows.flatMap((entry) => claimIn(entry, policy)));
      after = rows.length < BATCH ? null : (rows.at(-1)?.key ?? null);
    } while (after !== null);
  }
  return found;
}

interface Entry {
  key: string;
  kind: KnowledgeClaim["kind"];
  id: string;
  title: string;
  text: string;
}

async function readAnswers({ trx, orgId }: OrgScope, kbId: string, after: string | null): Promise<Entry[]> {
  const rows = await trx("faqs")
    .where({ org_id: orgId, kb_id: kbId, is_active: true })
    .where("id", ">", after ?? "00000000-0000-0000-0000-000000000000")
    .orderBy("id")
    .limit(BATCH)
    .select("id", "external_id", "question", "answer");
  return rows.map((row) => ({
    key: row.id,
    kind: "faq" as const,
    id: row.external_id,
    title: row.question,
    text: row.answer,
  }));
}

async function readPassages({ trx, orgId }: OrgScope, kbId: string, after: string | null): Promise<Entry[]> {
  const rows = await trx("document_chunks as c")
    .join("documents as d", "d.id", "c.document_id")
    .where({ "c.org_id": orgId, "c.kb_id": kbId })
    .where("c.id", ">", after ?? "00000000-0000-0000-0000-000000000000")
    .orderBy("c.id")
    .limit(BATCH)
    .select("c.id", "d.external_id", "d.title", "c.content");
  return rows.map((row) => ({
    key: row.id,
    kind: "document" as const,
    id: row.external_id,
    title: row.title,
    text: row.content,
  }));
}

function claimIn({ kind, id, title, text }: Entry, policy: ClaimPolicy): KnowledgeClaim[] {
  const check = checkClaims(text, policy);
  return check.ok ? [] : [{ kind, id, title, words: check.hits.map((hit) => hit.words) }];
}
