import { createHash } from "node:crypto";
import { z } from "zod";
import type { CacheStore } from "../../infra/cache/cache-store.ts";
import { type ComposeInput, composePrompt } from "./compose-prompt.ts";

const Kept = z.object({ model: z.string(), marker: z.string(), output: z.string() });
export type KeptOutput = z.infer<typeof Kept>;

const KEEP_MS = 24 * 60 * 60_000;

/** What a model wrote and was told, by question, knowledge and language; the key tells nothing of the question. */
export interface ComposedCache {
  get(): Promise<KeptOutput | null>;
  set(output: KeptOutput): Promise<void>;
}

/**
 * The place of one prompt in the cache. The prompt holds question, lines before it, language and every passage; any change
 * of the knowledge moves its version besides.
 */
export function composedCache(
  store: CacheStore,
  input: Omit<ComposeInput, "marker">,
  about: { orgId: string; model: string; knowledgeVersion: string | null },
): ComposedCache {
  const { orgId, model, knowledgeVersion } = about;
  const parts = [orgId, model, knowledgeVersion, input.language, composePrompt({ ...input, marker: "" })];
  const key = `ai:response:${createHash("sha256").update(JSON.stringify(parts)).digest("hex")}`;
  return {
    get: async () => {
      const text = await store.get(key);
      return text === null ? null : (Kept.safeParse(parsed(text)).data ?? null);
    },
    set: (output) => store.set(key, JSON.stringify(output), KEEP_MS),
  };
}

// Redis is shared: what is no JSON is not ours.
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
