import { z } from "zod";
import { writeAudit } from "../../../domain/control/audit-log.ts";
import { conversationCode, parseConversationCode } from "../../../domain/organisation/codes.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { InputError, NotFoundError } from "../../../infra/errors.ts";
import type { Report } from "../report.ts";
import { fields, minute } from "../table.ts";
import { byCli, type Tool } from "../tool.ts";

const Given = z.object({ kind: z.string(), id: z.string(), version: z.number(), text: z.string() });

/** @throws InputError or NotFoundError when that is no conversation. */
export async function showAnswers(
  tool: Pick<Tool, "inOrganization">,
  { code, limit }: { code: string; limit: string },
): Promise<Report> {
  const number = parseConversationCode(code);
  if (number === null) throw new InputError(`A conversation's code is C1042, not "${code}"`);
  if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > 100) {
    throw new InputError(`--limit is a number from 1 to 100, not "${limit}"`);
  }
  const answers = await tool.inOrganization(async (scope) => {
    const conversationId = await findConversation(scope, number);
    await writeAudit(scope.trx, {
      orgId: scope.orgId,
      by: byCli,
      action: "knowledge.show_answers",
      resourceType: "conversation",
      resourceId: conversationId,
      changes: { limit: Number(limit) },
    });
    return loadAnswers(scope, conversationId, Number(limit));
  });
  return { json: answers, text: answers.map(describe).join("\n\n") || `${conversationCode(number)} has no answers.` };
}

async function findConversation({ trx, orgId }: OrgScope, number: number): Promise<string> {
  const row = await trx("conversations")
    .where({ org_id: orgId, number: String(number) })
    .first("id");
  if (!row) throw new NotFoundError(`There is no conversation ${conversationCode(number)}.`);
  return row.id;
}

interface StoredAnswer {
  id: string;
  createdAt: Date;
  question: string;
  outcome: string;
  output: string | null;
  confidence: number | null;
  /** What the answer was made from, best first. */
  given: z.infer<typeof Given>[];
}

async function loadAnswers({ trx, orgId }: OrgScope, conversationId: string, limit: number): Promise<StoredAnswer[]> {
  const rows = await trx("answers")
    .where({ org_id: orgId, conversation_id: conversationId })
    .orderBy("created_at", "desc")
    .limit(limit)
    .select("id", "created_at", "question", "outcome", "output", "confidence", "retrieved");
  return rows.map(({ created_at, retrieved, ...row }) => ({
    ...row,
    createdAt: created_at,
    // As keepAnswer wrote it.
    given: z.array(Given).parse(retrieved ?? []),
  }));
}

function describe(answer: StoredAnswer): string {
  const head = fields({
    id: answer.id,
    when: minute(answer.createdAt),
    question: answer.question,
    outcome: answer.outcome,
    answer: answer.output ?? "none",
  });
  const texts = answer.given.map(({ kind, id, version, text }) => `${kind} ${id}, version ${version}:\n${text}`);
  return [head, ...texts].join("\n\n");
}
