import type { Language } from "../../domain/language/language.ts";
import type { Entry } from "../entries.ts";
import type { Found } from "../retrieve/search-result.ts";
import type { Answer } from "./answer.ts";
import { answerFrom } from "./answer-from.ts";
import { judgeComposed } from "./judge-composed.ts";
import type { AnswerTrace, RetrievedEntry } from "./trace.ts";

/**
 * Gives an answer again from what was kept of it: the stored passages, rules and model's text take the place of search,
 * settings and model, so nothing is asked of anybody. `trace` is filled anew: its checks are those of this program.
 */
export async function replayAnswer(stored: { language: Language; trace: AnswerTrace }): Promise<Answer> {
  const kept = stored.trace;
  const trace: AnswerTrace = { ...kept, checks: {}, sentences: [] };
  const { prompt, marker, modelOutput } = kept;
  if (prompt === null || marker === null) {
    return answerFrom(kept.retrieved.map(toFound), stored.language, trace, null);
  }
  return answerFrom(kept.retrieved.map(toFound), stored.language, trace, async (found) => {
    if (modelOutput === null) {
      trace.checks = { model: kept.checks["model"] ?? "gave nothing" };
      return { outcome: "unusable" };
    }
    return judgeComposed(modelOutput, { found, system: prompt.system, marker }, trace);
  });
}

/** A finding as it was; what only searching needs is left empty. */
function toFound(one: RetrievedEntry): Found {
  return {
    entry: toEntry(one),
    confidence: one.confidence,
    score: one.score,
    ranks: one.ranks,
    sentence: one.sentence,
  };
}

function toEntry(one: RetrievedEntry): Entry {
  const shared = {
    id: one.entryId,
    kbId: one.kbId,
    externalId: one.id,
    category: null,
    language: one.language,
    version: one.version,
    fingerprint: "",
  };
  const body = one.text.slice(one.bodyAt);
  if (one.kind === "faq") {
    return { kind: "faq", ...shared, question: one.text.slice(0, one.bodyAt - 1), alts: [], answer: body };
  }
  const { headingPath, page, url } = one;
  return {
    kind: "chunk",
    ...shared,
    documentId: "",
    title: one.title ?? "",
    headingPath,
    page,
    index: 0,
    content: body,
    url,
  };
}
