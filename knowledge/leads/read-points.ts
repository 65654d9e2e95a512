import { UnavailableError } from "../../infra/errors.ts";
import type { Log } from "../../infra/log/log.ts";
import type { LanguageModel } from "../ports/language-model.ts";
import { isOutside, type RegionPin, type ServicePlace } from "../ports/service-place.ts";
import { checkPoints, type FoundPoint } from "./check-points.ts";
import { leadPrompt } from "./lead-prompt.ts";

export interface PointReaderParts {
  /** Null: nothing is found. */
  model: LanguageModel | null;
  modelPlace: ServicePlace | null;
  log: Log;
  timeoutMs?: number;
}

/** What a model found in somebody's messages; no model where it may not or could not read them. */
export interface ReadPoints {
  model: string | null;
  points: FoundPoint[];
}

export type PointReader = (request: {
  orgId: string;
  /** Newest first, without secrets. */
  lines: readonly string[];
  pin?: RegionPin;
}) => Promise<ReadPoints>;

const MAX_TOKENS = 600;
const nothing: ReadPoints = { model: null, points: [] };

/** Points out what a lead states of interest, obstacles and timing. Never rejects for the model's failures. */
export function createPointReader({ model, modelPlace, log, timeoutMs = 15_000 }: PointReaderParts): PointReader {
  return async ({ orgId, lines, pin }) => {
    if (!model || lines.length === 0 || isOutside(modelPlace, pin)) return nothing;
    try {
      const completion = await model.complete({
        orgId,
        ...leadPrompt(lines),
        json: true,
        maxTokens: MAX_TOKENS,
        timeoutMs,
      });
      const points = checkPoints(completion.text.slice(0, 20_000), lines);
      if (points !== null) return { model: completion.model, points };
      log.warn("knowledge.points_unusable", { org: orgId, model: completion.model });
      return nothing;
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      log.warn("knowledge.model_failed", { org: orgId, error });
      return nothing;
    }
  };
}
