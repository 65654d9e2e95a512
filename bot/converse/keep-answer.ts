import { newId } from "../../infra/ids.ts";
import type { GivenAnswer, NoAnswer } from "../../knowledge/index.ts";
import type { RecordedMessage } from "./record-message.ts";
import type { Turn } from "./turn.ts";

/** Keeps what an answer was made from, for replay; `said` is the message that carried it, where one did. */
export async function keepAnswer(
  turn: Turn,
  found: GivenAnswer | NoAnswer,
  outcome: "answered" | "not_answered" | "held" | "suggested",
  said: RecordedMessage | null,
): Promise<void> {
  const { scope, parties, message, event, language } = turn;
  const json = (value: unknown) => JSON.stringify(value ?? null);
  await scope.trx("answers").insert({
    id: newId(),
    org_id: scope.orgId,
    conversation_id: parties.conversation.id,
    question_message_id: message.id,
    question_sent_at: message.sentAt,
    message_id: said?.id ?? null,
    message_sent_at: said?.sentAt ?? null,
    question: event.text,
    context: json(found.trace.queries),
    language,
    outcome,
    mode: found.mode,
    output: found.answer,
    confidence: found.confidence,
    threshold: found.trace.threshold,
    sources: json(found.sources),
    retrieved: json(found.trace.retrieved),
    model: found.trace.model,
    prompt: json(found.trace.prompt),
    model_output: found.trace.modelOutput,
    checks: json(found.trace.checks),
    settings: json({ members: found.trace.members }),
    timings: json(found.trace.timings),
  });
}
