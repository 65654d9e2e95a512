import { isDeepStrictEqual } from "node:util";
import { composeAnswer } from "../../../bot/converse/compose.ts";
import { toPlainText } from "../../../bot/ports/rich-text.ts";
import { InputError } from "../../../infra/errors.ts";
import { type Answer, type AnswerTrace, replayAnswer } from "../../../knowledge/index.ts";
import type { Report } from "../report.ts";
import { fields } from "../table.ts";
import type { Tool } from "../tool.ts";
import { isWhole, openAnswer, type StoredAnswer } from "./stored-answer.ts";

/** Gives a stored answer again and compares it. @throws InputError or NotFoundError when that is none that can be. */
export async function replayStored(tool: Pick<Tool, "inOrganization">, id: string): Promise<Report> {
  const stored = await tool.inOrganization((scope) => openAnswer(scope, id, "replay"));
  const language = stored.language ?? "en";
  const answer = await replayAnswer({ language, trace: traceOf(stored) });
  const differences = compare(stored, answer);
  const wasSent = stored.sent === null ? null : isIn(stored, answer, language);
  if (wasSent === false) differences.push("sent");
  const same = differences.length === 0;
  return {
    json: {
      id: stored.id,
      same,
      differences,
      mode: answer.mode,
      answer: answer.answer,
      sources: answer.sources,
      wasSent,
    },
    text: fields({
      answer: answer.answer ?? "none: a person has to answer",
      mode: answer.mode,
      sources: answer.sources.map(({ id, version }) => `${id}@${version}`).join(", ") || null,
      stored: same ? "the same" : `differs: ${differences.join(", ")}`,
      sent: wasSent === null ? "no message carried it" : wasSent ? "the same" : "differs",
    }),
    ...(same ? {} : { failure: `It is not what was stored: ${differences.join(", ")}.` }),
  };
}

function traceOf(stored: StoredAnswer): AnswerTrace {
  const { context, queries, retrieved, settings, sentences, ...rest } = stored;
  const whole = retrieved.filter(isWhole);
  if (!settings.rules || whole.length < retrieved.length) {
    throw new InputError(
      "It was stored by a version that did not keep enough to give it again. answer show has the rest.",
    );
  }
  return {
    context: context.filter((turn) => typeof turn !== "string"),
    queries,
    threshold: settings.rules.threshold,
    rules: settings.rules,
    scope: { kb: null, audience: "public", pin: null },
    knowledgeVersion: rest.knowledgeVersion,
    members: settings.members ?? null,
    retrieved: whole,
    model: rest.model,
    prompt: rest.prompt,
    marker: settings.marker ?? null,
    modelOutput: rest.modelOutput,
    isCached: settings.isCached ?? false,
    sentences,
    checks: rest.checks,
    timings: rest.timings,
  };
}

function compare(stored: StoredAnswer, answer: Answer): string[] {
  const sameSources = isDeepStrictEqual(JSON.parse(JSON.stringify(answer.sources)), stored.sources);
  return [
    ...(answer.answer === stored.output ? [] : ["text"]),
    ...(answer.mode === stored.mode ? [] : ["mode"]),
    ...(answer.confidence === stored.confidence ? [] : ["confidence"]),
    ...(sameSources ? [] : ["sources"]),
    ...(isDeepStrictEqual(answer.trace.checks, stored.checks) ? [] : ["checks"]),
  ];
}

// What has to stand before an answer (a notice, a label) is the gate's.
function isIn({ sent, sentFrom }: StoredAnswer, answer: Answer, language: "zh" | "en"): boolean {
  if (answer.kind !== "answer") return false;
  return (sentFrom ?? sent ?? "").endsWith(toPlainText(composeAnswer(answer, language)));
}
