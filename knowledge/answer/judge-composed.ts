import type { Found } from "../retrieve/search-result.ts";
import { checkComposed } from "./check-composed.ts";
import type { Composed } from "./composed.ts";
import { type Source, textOf, toSource } from "./source.ts";
import type { AnswerTrace } from "./trace.ts";

/**
 * Decides whether what a model wrote may be told, and with which sources: those of the passages that it named by number.
 * Fills checks and sentences of the trace.
 */
export function judgeComposed(
  output: string,
  given: { found: readonly Found[]; system: string; marker: string },
  trace: AnswerTrace,
): Composed {
  const { found, system, marker } = given;
  const checked = checkComposed(output, { passages: found.map(({ entry }) => textOf(entry)), system, marker });
  trace.checks = { ...trace.checks, ...checked.checks };
  if (checked.outcome !== "accepted") return { outcome: checked.outcome === "rejected" ? "unusable" : checked.outcome };
  trace.sentences = checked.sentences.map(({ text, passages }) => ({
    text,
    passages: passages.flatMap((index) => {
      const entry = found[index]?.entry;
      return entry ? [{ id: entry.externalId, version: entry.version, entryId: entry.id }] : [];
    }),
  }));
  const cited = [...new Set(checked.sentences.flatMap((sentence) => sentence.passages))];
  return {
    outcome: "composed",
    answer: joinSentences(checked.sentences.map(({ text }) => text)),
    sources: cited.flatMap((index): Source[] => {
      const source = found[index];
      return source ? [toSource(source)] : [];
    }),
  };
}

/** Chinese sentences stand side by side, others with a space between. */
function joinSentences(sentences: readonly string[]): string {
  return sentences.reduce((text, sentence) => {
    const isChinese = /[\p{Script=Han}。！？；，]$/u.test(text);
    return text === "" ? sentence : `${text}${isChinese ? "" : " "}${sentence}`;
  }, "");
}
