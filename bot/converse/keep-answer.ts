import { newId } from "../../infra/ids.ts";
import type { Choice, GivenAnswer, NoAnswer } from "../../knowledge/index.ts";
import type { RecordedMessage } from "./record-message.ts";
import type { Turn } from "./turn.ts";

/**
 * Keeps everything that an answer was made from, so that it can be given again (`knowledge/answer/replay.ts`); `said`
 * is the message that carried it, where one did.
 */
export async function keepAnswer(
  turn: Turn,
  found: GivenAnswer | Choice | NoAnswer,
  outcome: "answered" | "not_answered" | "held" | "suggested" | "offered",
  said: RecordedMessage | null,
  id = newId(),
): Promise<void> {
  const { scope, parties, message, event, language, rules } = turn;
  const { trace } = found;
  const { channelId, teamId } = parties.conversation;
  const json = (value: unknown) => JSON.stringify(value ?? null);
  await scope.trx("answers").insert({
    id,
    org_id: scope.orgId,
    conversation_id: parties.conversation.id,
    question_message_id: message.id,
    question_sent_at: message.sentAt,
    message_id: said?.id ?? null,
    message_sent_at: said?.sentAt ?? null,
    question: event.text,
    context: json(trace.context),
    queries: json(trace.queries),
    knowledge_version: trace.knowledgeVersion,
    language,
    outcome,
    mode: found.mode,
    output: found.answer,
    confidence: found.confidence,
    threshold: trace.threshold,
    sources: json(found.sources),
    retrieved: json(trace.retrieved),
    model: trace.model,
    prompt: json(trace.prompt),
    model_output: trace.modelOutput,
    checks: json(trace.checks),
    sentences: json(trace.sentences),
    settings: json({
      members: trace.members,
      rules: trace.rules,
      scope: trace.scope,
      marker: trace.marker,
      isCached: trace.isCached,
      answers: rules.modeFor({ channelId, teamId }),
    }),
    timings: json(trace.timings),
  });
}
