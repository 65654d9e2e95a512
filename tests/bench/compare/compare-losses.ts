import { type BenchProductOptions, startBenchProduct } from "../bench-product.ts";
import { benchFaqs } from "../faqs.ts";
import type { Figure } from "../figures.ts";
import type { LoadGenerator } from "../load.ts";

/** What must be nought: second answers to what platforms deliver twice, and answers lost behind a slow model. */
export async function countLosses(load: LoadGenerator, options: BenchProductOptions): Promise<Figure[]> {
  const questions = Array.from({ length: 1_000 }, (_, index) => benchFaqs[(index * 7) % 1_000]?.question ?? "");
  // One question a chat: whatever is said there after its answer is a second one.
  const order = { platform: "slack", chats: questions.length, kind: "replies", perSecond: 200, questions } as const;
  const plain = await startBenchProduct({ ...options, role: "all" });
  const twice = await load.run({ ...order, url: plain.url, firstChat: 860_000_000, redelivered: 0.2 });
  await plain.stop();
  const slow = await startBenchProduct({ ...options, role: "all", modelUrl: load.modelUrl });
  const modelled = await load.run({ ...order, url: slow.url, firstChat: 870_000_000 });
  await slow.stop();
  return [
    { name: `200/s, 20 % delivered twice: ${twice.unasked} second answers`, ...twice },
    { name: "200/s with a model of 200 ms", ...modelled },
  ];
}
