import { createStaticEmbedder } from "../../knowledge/index.ts";
import { benchFaqs } from "./faqs.ts";
import type { Figure } from "./figures.ts";
import { percentiles } from "./percentiles.ts";

/** The built-in embedder on one core: short questions, a hundred at a time. */
export async function measureEmbedder(): Promise<Figure> {
  const embedder = createStaticEmbedder();
  const questions = benchFaqs.map(({ question }) => question);
  await embedder.embed(questions);
  const times: number[] = [];
  const started = performance.now();
  for (let round = 0; round < 20; round++) {
    for (let from = 0; from < questions.length; from += 100) {
      const before = performance.now();
      await embedder.embed(questions.slice(from, from + 100));
      times.push((performance.now() - before) / 100);
    }
  }
  const count = 20 * questions.length;
  const perSecond = (count * 1000) / (performance.now() - started);
  return { name: "embedding, short texts", count, failed: 0, perSecond, ...percentiles(times) };
}
