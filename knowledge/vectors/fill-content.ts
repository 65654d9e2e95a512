import type { Embedder } from "../ports/embedder.ts";

/** Makes what is missing of one embedder for scripts and materials in force; `afterBatch` may end the work by throwing. */
export type FillContent = (request: {
  orgId: string;
  embedder: Embedder;
  afterBatch(): Promise<void>;
}) => Promise<void>;

export const fillNothing: FillContent = async () => undefined;
