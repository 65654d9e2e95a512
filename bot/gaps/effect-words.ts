import { maskedExcerpt } from "../../domain/content/secrets/masked-excerpt.ts";
import type { Trial } from "../../knowledge/index.ts";

const SHOWN = 5;
const MAX_WORDS = 1_000;

/** What a draft would change, in both languages, since whoever decides may read either. */
export function effectWords(kb: string, count: number, trial: Trial | null, size: number): string {
  const head = `FAQ → ${kb} · ×${count}`;
  if (!trial) return `${head} · effect not measured: the knowledge is too large / 未评估影响：知识库过大`;
  const answers = `answers ${trial.answered} of ${trial.questions} of these wordings / 可回答其中 ${trial.answered}/${trial.questions} 种问法`;
  if (size === 0) {
    return `${head} · ${answers} · no evaluation set: deskhand eval set import FILE / 暂无评估集`;
  }
  const { before, after, changed } = trial;
  const figures = [
    `R@1 ${percent(before.recallAt1)} → ${percent(after.recallAt1)}`,
    `right decisions / 正确决策 ${percent(before.rightDecisions)} → ${percent(after.rightDecisions)}`,
    `${size} questions / ${size} 题`,
  ].join(", ");
  const changes =
    changed.length === 0
      ? "no other question changes / 其他问题不受影响"
      : `changes / 变化 ${changed.length}: ${changed
          .slice(0, SHOWN)
          .map(
            ({ question, before: was, after: is }) => `“${maskedExcerpt(question, 60)}” ${was ?? "–"} → ${is ?? "–"}`,
          )
          .join("; ")}`;
  return [...`${head} · ${answers} · ${figures} · ${changes}`].slice(0, MAX_WORDS).join("");
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
