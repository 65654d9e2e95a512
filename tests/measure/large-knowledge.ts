import { createHash } from "node:crypto";
import { ensureOrganization } from "../../domain/organisation/ensure-organization.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import { ensureKnowledgeBase, markChanged } from "../../knowledge/store/knowledge-bases.ts";

const CHUNKS_A_DOCUMENT = 100;
const WORDS_A_CHUNK = { en: 90, zh: 80 };
const SYLLABLES = [
  "ba",
  "cor",
  "den",
  "fi",
  "gal",
  "hun",
  "jo",
  "kel",
  "lim",
  "mar",
  "nov",
  "pra",
  "qui",
  "ros",
  "sti",
];
const FUNCTION_WORDS = [
  "the",
  "of",
  "to",
  "and",
  "a",
  "in",
  "is",
  "for",
  "on",
  "that",
  "with",
  "by",
  "your",
  "you",
  "not",
];
// Enough common characters for a few thousand different two-character words.
const CHARACTERS =
  "账户资金入出提现保证金交易平台客户费用利率合约时间确认申请材料审核通过银行卡转账汇款币种杠杆点差止损止盈风险披露协议条款产品服务支持登录密码验证手机邮箱地址身份证明文件上传下载记录查询历史报表税务机构监管牌照";

/** The same numbers from 0 to 1 in each run: a measurement is of the same texts. */
export function repeatableRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Few words are frequent and most are rare, as in texts that people write. */
function pick(words: readonly string[], random: () => number): string {
  return words[Math.floor(words.length ** random()) - 1] ?? words[0] ?? "";
}

function vocabulary() {
  const random = repeatableRandom(7);
  const syllable = () => SYLLABLES[Math.floor(random() * SYLLABLES.length)] ?? "";
  const character = () => CHARACTERS[Math.floor(random() * CHARACTERS.length)] ?? "";
  return {
    en: Array.from({ length: 40_000 }, () => syllable() + syllable() + syllable() + syllable()),
    zh: Array.from({ length: 8_000 }, () => character() + character()),
  };
}

const words = vocabulary();

/** A passage; two of three are English, with function words in between, the others Chinese. */
export function largePassage(index: number): string {
  const random = repeatableRandom(index * 2_654_435_761);
  if (index % 3 === 2) {
    return Array.from(
      { length: WORDS_A_CHUNK.zh },
      (_, place) => pick(words.zh, random) + (place % 10 === 9 ? "。" : ""),
    ).join("");
  }
  return Array.from({ length: WORDS_A_CHUNK.en }, (_, place) => {
    const word = random() < 0.4 ? pick(FUNCTION_WORDS, random) : pick(words.en, random);
    return place % 15 === 14 ? `${word}.` : word;
  }).join(" ");
}

/** What somebody asks about a passage: a dozen of its words in their order, among those that every question has. */
export function largeQuestion(index: number): string {
  const text = largePassage(index);
  if (index % 3 === 2) return `请问${text.slice(40, 62)}怎么办？`;
  return `How do I ${text.split(" ").slice(20, 32).join(" ")} with your account?`;
}

/** Writes that many generated passages into a knowledge base `large`, 100 a document, and gives the organisation's id. */
export async function writeLargeKnowledge(db: Database, count: number): Promise<string> {
  const orgId = await ensureOrganization(db.system, "large", "Large");
  const kbId = await inOrganization(db, orgId, (scope) => ensureKnowledgeBase(scope, "large"));
  for (let start = 0; start < count; start += 1_000) {
    const indexes = Array.from({ length: Math.min(1_000, count - start) }, (_, offset) => start + offset);
    await inOrganization(db, orgId, async (scope) => {
      const documents = new Map(indexes.map((index) => [Math.floor(index / CHUNKS_A_DOCUMENT), newId()]));
      await insertDocuments(scope, kbId, documents);
      await insertChunks(scope, kbId, indexes, documents);
    });
  }
  await inOrganization(db, orgId, (scope) => markChanged(scope, kbId));
  return orgId;
}

async function insertDocuments({ orgId, trx }: OrgScope, kbId: string, documents: ReadonlyMap<number, string>) {
  await trx.raw(
    `INSERT INTO documents (id, org_id, kb_id, external_id, title, file_type, processing_status)
     SELECT id, ?, ?, 'doc-' || number, 'Manual ' || number, 'md', 'completed'
     FROM unnest(?::uuid[], ?::int[]) AS t (id, number)`,
    [orgId, kbId, [...documents.values()], [...documents.keys()]],
  );
}

async function insertChunks(
  { orgId, trx }: OrgScope,
  kbId: string,
  indexes: readonly number[],
  documents: ReadonlyMap<number, string>,
): Promise<void> {
  const texts = indexes.map(largePassage);
  await trx.raw(
    `INSERT INTO document_chunks (id, org_id, kb_id, document_id, content, content_hash, chunk_index)
     SELECT id, ?, ?, document_id, content, decode(hash, 'hex'), number
     FROM unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::int[]) AS t (id, document_id, content, hash, number)`,
    [
      orgId,
      kbId,
      indexes.map(() => newId()),
      indexes.map((index) => documents.get(Math.floor(index / CHUNKS_A_DOCUMENT)) ?? ""),
      texts,
      texts.map((text) => createHash("sha256").update(text).digest("hex")),
      indexes.map((index) => index % CHUNKS_A_DOCUMENT),
    ],
  );
}
