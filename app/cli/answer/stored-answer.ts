import { z } from "zod";
import { writeAudit } from "../../../domain/control/audit-log.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { InputError, NotFoundError } from "../../../infra/errors.ts";
import { byCli } from "../tool.ts";

const Turn = z.object({ from: z.enum(["customer", "desk"]), text: z.string() });
const Rules = z.object({
  threshold: z.number(),
  thresholds: z.record(z.string(), z.number()).exactOptional(),
  nearlyAsSure: z.number(),
  passages: z.number(),
  minPassageConfidence: z.number(),
  choice: z.object({ threshold: z.number(), least: z.number(), tie: z.number() }).exactOptional(),
  chosen: z.string().exactOptional(),
});
const Members = z.object({ text: z.literal("ok"), vector: z.enum(["ok", "failed", "withheld"]) });
const Retrieved = z.object({
  kind: z.enum(["faq", "chunk"]),
  entryId: z.string(),
  kbId: z.string(),
  id: z.string(),
  version: z.number(),
  confidence: z.number(),
  score: z.number(),
  ranks: z.object({ text: z.number().exactOptional(), vector: z.number().exactOptional() }),
  text: z.string(),
  bodyAt: z.number(),
  sentence: z.number().nullable(),
  language: z.enum(["zh", "en"]).nullable(),
  title: z.string().nullable(),
  headingPath: z.array(z.string()),
  page: z.number().nullable(),
  url: z.string().nullable(),
});
// What was stored before answers could be given again lacks some of it.
const Settings = z.looseObject({
  members: Members.nullish(),
  rules: Rules.optional(),
  marker: z.string().nullish(),
  isCached: z.boolean().optional(),
});
const Prompt = z.object({
  system: z.string(),
  messages: z.array(z.object({ role: z.literal("user"), content: z.string() })),
});

// As `bot/converse/keep-answer.ts` wrote it.
const Row = z.object({
  id: z.string(),
  createdAt: z.date(),
  conversation: z.string().nullable(),
  question: z.string(),
  /** Older rows held the queries here. */
  context: z.array(z.union([Turn, z.string()])),
  queries: z.array(z.string()),
  language: z.enum(["zh", "en"]).nullable(),
  outcome: z.string(),
  mode: z.enum(["approved", "composed", "none"]),
  output: z.string().nullable(),
  confidence: z.number().nullable(),
  threshold: z.number().nullable(),
  sources: z.array(z.looseObject({ id: z.string(), version: z.number() })),
  retrieved: z.array(z.union([Retrieved, z.looseObject({ id: z.string(), version: z.number(), text: z.string() })])),
  knowledgeVersion: z.string().nullable(),
  model: z.string().nullable(),
  prompt: Prompt.nullable(),
  modelOutput: z.string().nullable(),
  sentences: z.array(
    z.object({
      text: z.string(),
      passages: z.array(z.object({ id: z.string(), version: z.number(), entryId: z.string() })),
    }),
  ),
  checks: z.record(z.string(), z.string()),
  settings: Settings,
  timings: z.record(z.string(), z.number()),
  /** The words of the message that carried it, and what they were before another script of Chinese. */
  sent: z.string().nullable(),
  sentFrom: z.string().nullable(),
});
export type StoredAnswer = z.infer<typeof Row>;

/** An entry with everything that giving the answer again needs. */
export const isWhole = (one: StoredAnswer["retrieved"][number]): one is z.infer<typeof Retrieved> =>
  Retrieved.safeParse(one).success;

/**
 * A stored answer; that it was looked at is written down.
 * @throws InputError or NotFoundError when that is none.
 */
export async function openAnswer(scope: OrgScope, id: string, action: "show" | "replay"): Promise<StoredAnswer> {
  if (!z.uuid().safeParse(id).success) {
    throw new InputError(`"${id}" is no id of an answer. deskhand kb answers C1042 lists those of a conversation.`);
  }
  const row = await findAnswer(scope, id.toLowerCase());
  if (!row) throw new NotFoundError(`There is no answer ${id}.`);
  await writeAudit(scope.trx, {
    orgId: scope.orgId,
    by: byCli,
    action: `answer.${action}`,
    resourceType: "answer",
    resourceId: row.id,
  });
  return row;
}

async function findAnswer({ trx, orgId }: OrgScope, id: string): Promise<StoredAnswer | null> {
  const { rows } = await trx.raw(
    `SELECT a.id, a.created_at AS "createdAt", c.number::text AS conversation, a.question, a.context, a.queries,
       a.language, a.outcome, a.mode, a.output, a.confidence, a.threshold, a.sources, a.retrieved,
       a.knowledge_version AS "knowledgeVersion", a.model, a.prompt, a.model_output AS "modelOutput", a.sentences,
       a.checks, a.settings, a.timings, m.content AS sent, m.metadata -> 'traditional' ->> 'from' AS "sentFrom"
     FROM answers a LEFT JOIN conversations c ON c.id = a.conversation_id
       LEFT JOIN messages m ON m.id = a.message_id AND m.sent_at = a.message_sent_at
     WHERE a.org_id = ? AND a.id = ?`,
    [orgId, id],
  );
  return rows[0] ? Row.parse(rows[0]) : null;
}
