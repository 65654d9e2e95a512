import type { Metrics } from "../infra/metrics/metrics.ts";
import type { KnowledgeWatch } from "../knowledge/index.ts";

/** Counts what the knowledge floor asks of its model, embedder and caches. */
export function watchKnowledge(metrics: Metrics): KnowledgeWatch {
  return {
    modelUsed: ({ result, seconds, inputTokens, outputTokens, cost }) => {
      metrics.modelRequests.inc({ result });
      if (result === "refused") return;
      metrics.modelSeconds.observe(seconds);
      metrics.modelTokens.inc({ kind: "input" }, inputTokens);
      metrics.modelTokens.inc({ kind: "output" }, outputTokens);
      metrics.modelCost.inc(cost);
    },
    embedderUsed: ({ texts, seconds, hasFailed }) => {
      metrics.embedderRequests.inc({ result: hasFailed ? "failed" : "done" });
      metrics.embedderSeconds.observe(seconds);
      metrics.embedderTexts.inc(texts);
    },
    cacheAsked: (cache, wasFound) => metrics.cacheRequests.inc({ cache, result: wasFound ? "hit" : "miss" }),
  };
}
