import { detectLanguage } from "../../../domain/language/detect-language.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { InputError } from "../../../infra/errors.ts";
import { type Answer, type Choice, thresholdsOf } from "../../../knowledge/index.ts";
import type { Report } from "../report.ts";
import type { Tool } from "../tool.ts";
import { findKb } from "./find-kb.ts";
import { useKnowledge } from "./use-knowledge.ts";

export async function askKnowledge(tool: Tool, question: string, kb: string | undefined): Promise<Report> {
  if (question.trim() === "") throw new InputError("Ask what? The question is empty");
  if (kb !== undefined) await findKb(tool, kb);
  const knowledge = await useKnowledge(tool);
  const orgId = await tool.orgId();
  const startedAt = performance.now();
  const language = detectLanguage(question) ?? "en";
  const thresholds = thresholdsOf(await tool.inOrganization(loadSettings));
  const answer = await knowledge.answer({
    orgId,
    question,
    language,
    ...thresholds,
    ...(kb === undefined ? {} : { kb }),
  });
  const milliseconds = Math.round(performance.now() - startedAt);
  const confidence = Math.round(answer.confidence * 1000) / 1000;
  const { answered, mode } = answer;
  const sources = answer.sources.map(({ kind, id, title, headingPath, page, version, part, quote, url }) => ({
    kind,
    id,
    title,
    headingPath,
    page,
    version,
    ...(part ? { part } : {}),
    quote,
    url,
  }));
  return {
    json: { answered, answer: answer.answer, confidence, sources, choices: choicesOf(answer), milliseconds, mode },
    text: describe(answer, confidence, milliseconds),
  };
}

function describe(answer: Answer, confidence: number, milliseconds: number): string {
  const figures = `confidence ${confidence}, ${answer.trace.threshold} needed; ${milliseconds} ms`;
  if (answer.kind === "small_talk") return `Small talk: the bot answers in kind, from no source. (${milliseconds} ms)`;
  if (answer.kind === "no_answer") return `No answer: a customer is told that a colleague will answer. (${figures})`;
  if (answer.kind === "choice") return describeChoice(answer, figures);
  const sources = answer.sources.map(({ kind, id, title, headingPath, page, part, quote }) => {
    const place = [
      ...headingPath.filter((each) => each !== title),
      ...(page === null ? [] : [`page ${page}`]),
      // Half of a table misleads: whoever reads it should know.
      ...(part ? [`part ${part.number} of ${part.of}`] : []),
    ];
    return `  ${kind} ${id}: ${[title, ...place].join(" › ")}\n    “${quote}”`;
  });
  const note = answer.hasApprovedText
    ? []
    : ["This FAQ has no answer of its own: a customer is told that a colleague will answer."];
  return [answer.answer, ...note, `(${answer.mode}; ${figures})`, `Sources:\n${sources.join("\n")}`].join("\n\n");
}

/** What a customer would be asked about; empty where nothing is asked back. */
function choicesOf(answer: Answer) {
  if (answer.kind !== "choice") return [];
  return answer.options.map(({ kind, id, wording, confidence }) => ({
    kind,
    id,
    wording,
    confidence: Math.round(confidence * 1000) / 1000,
  }));
}

function describeChoice({ options }: Choice, figures: string): string {
  const listed = options.map(({ kind, id, wording }, index) => `  ${index + 1}. ${wording} (${kind} ${id})`);
  return [`No answer yet: a customer is asked which they mean. (${figures})`, ...listed].join("\n");
}
