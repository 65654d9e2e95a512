import { setTimeout as pause } from "node:timers/promises";
import type { Product } from "./wire.ts";

const EVERY_MS = 3_000;
/** A batch at a slow service is left behind; another process makes it again. */
const STOP_WITHIN_MS = 3_000;

/**
 * Makes vectors while the product runs: those of another embedder beside the ones that serve, and those that an import could
 * not make. What a killed process left is gone on with here.
 */
export function keepVectors({ knowledge, log }: Pick<Product, "knowledge" | "log">): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let isBegun = false;
  let timer: NodeJS.Timeout;
  let running = Promise.resolve();
  const round = async () => {
    try {
      if (!isBegun) await knowledge.beginVectors();
      isBegun = true;
      await knowledge.keepVectors(stopping.signal);
    } catch (error) {
      log.warn("knowledge.vectors_not_kept", { error });
    }
    if (!stopping.signal.aborted) timer = setTimeout(begin, EVERY_MS);
  };
  const begin = () => {
    running = round();
  };
  timer = setTimeout(begin, 0);
  return {
    stop: async () => {
      stopping.abort();
      clearTimeout(timer);
      await Promise.race([running, pause(STOP_WITHIN_MS, undefined, { ref: false })]);
    },
  };
}
