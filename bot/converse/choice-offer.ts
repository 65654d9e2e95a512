import { z } from "zod";
import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Choice, ChoiceOption, Turn } from "../../knowledge/index.ts";

/** A question that was asked back, as it stands in the conversation: nothing of it is in memory alone. */
export interface ChoiceOffer {
  /** The row of `answers` that holds the question it was asked about. */
  answerId: string;
  question: string;
  context: Turn[];
  language: Language;
  options: OfferedOption[];
  askedAt: Date;
  /** Nothing was said to the customer since, and they chose nothing. */
  isOpen: boolean;
}

export type OfferedOption = Pick<ChoiceOption, "entryId" | "wording">;

const offered = z.object({ options: z.array(z.object({ entryId: z.string(), wording: z.string() })).min(2) });
const turns = z.array(z.object({ from: z.enum(["customer", "desk"]), text: z.string() }));

/** What `choice_offered` keeps: the options as they were shown. The question itself stands in `answers`. */
export function offeredData(answerId: string, { options }: Choice): Record<string, unknown> {
  return { answerId, options };
}

/** The last question that was asked back in a conversation, or the one of that id; null where there was none. */
export async function findOffer(
  { trx, orgId }: OrgScope,
  conversationId: string,
  answerId: string | null = null,
): Promise<ChoiceOffer | null> {
  // The offer first, then its answer by id: joined, the planner reads every answer that there is.
  const { rows } = await trx.raw(
    `SELECT a.id, a.question, a.context, a.language, a.message_sent_at, e.event_data,
       NOT EXISTS (SELECT FROM conversation_events m WHERE m.org_id = :orgId AND m.conversation_id = :conversationId
         AND m.event_type = 'choice_made' AND m.event_data ->> 'answerId' = a.id::text)
       AND NOT EXISTS (SELECT FROM messages o WHERE o.org_id = :orgId AND o.conversation_id = :conversationId
         AND o.direction = 'outbound' AND o.sent_at > a.message_sent_at
         AND o.status NOT IN ('held', 'cancelled', 'failed')) AS is_open
     FROM (SELECT event_data FROM conversation_events WHERE org_id = :orgId AND conversation_id = :conversationId
         AND event_type = 'choice_offered' ${answerId === null ? "" : "AND event_data ->> 'answerId' = :answerId"}
         ORDER BY created_at DESC LIMIT 1) e
       CROSS JOIN LATERAL (SELECT * FROM answers WHERE org_id = :orgId
         AND id = (e.event_data ->> 'answerId')::uuid LIMIT 1) a`,
    { orgId, conversationId, ...(answerId === null ? {} : { answerId }) },
  );
  const [row] = rows;
  const data = offered.safeParse(row?.event_data).data;
  if (!row || !data) return null;
  return {
    answerId: row.id,
    question: row.question,
    context: turns.safeParse(row.context).data ?? [],
    language: row.language,
    options: data.options,
    askedAt: row.message_sent_at,
    isOpen: row.is_open,
  };
}
