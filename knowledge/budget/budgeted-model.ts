import { DateTime } from "luxon";
import { zoneOf } from "../../domain/conversations/working-hours.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { UnavailableError } from "../../infra/errors.ts";
import type { Completion, CompletionRequest, LanguageModel } from "../ports/language-model.ts";
import { type DailyBudget, readDailyBudget } from "./budget-settings.ts";
import { reserveUsage, settleUsage, type Usage } from "./model-usage.ts";

/** What one request to the model came to. */
export interface ModelUse {
  /** `refused`: the day's budget is used up, and it was not asked. */
  result: "done" | "failed" | "refused";
  seconds: number;
  inputTokens: number;
  outputTokens: number;
  /** By the organisation's prices. */
  cost: number;
}

/**
 * A model that each organisation may use for so many tokens, so much time and so much money a day of its own. What a call
 * may use at most is counted before it, what it used after it: calls at the same time, in any process, stay within the
 * budget together. Without any bound set, use is counted all the same.
 */
export function createBudgetedModel(
  model: LanguageModel,
  { db, clock, onUse }: { db: Database; clock: Clock; onUse?: (use: ModelUse) => void },
): LanguageModel {
  return {
    name: model.name,
    complete: async (request) => {
      const { orgId } = request;
      const { budget, day } = await inOrganization(db, orgId, async (scope) => {
        const settings = await loadSettings(scope);
        const zone = zoneOf(settings.get("organization.timezone"));
        return {
          budget: readDailyBudget(settings),
          day: DateTime.fromJSDate(clock.now(), { zone }).toFormat("yyyy-MM-dd"),
        };
      });
      const reserved = mostOf(request, budget);
      const mayAsk = await inOrganization(db, orgId, (scope) => reserveUsage(scope, day, reserved, budget));
      if (!mayAsk) {
        onUse?.({ result: "refused", seconds: 0, inputTokens: 0, outputTokens: 0, cost: 0 });
        throw new UnavailableError("The day's budget for the language model is used up.");
      }
      const startedAt = clock.now().getTime();
      let completion: Completion | null = null;
      try {
        completion = await model.complete(request);
        return completion;
      } finally {
        const tokens = tokensOf(request, completion);
        const used = usedBy(tokens, clock.now().getTime() - startedAt, budget);
        onUse?.({
          result: completion ? "done" : "failed",
          seconds: used.milliseconds / 1_000,
          inputTokens: tokens.input,
          outputTokens: tokens.output,
          cost: used.cost,
        });
        await inOrganization(db, orgId, (scope) => settleUsage(scope, day, { reserved, used }));
      }
    },
    close: () => model.close(),
  };
}

/** No tokenizer makes more than a token of each character, but for rare ones. */
function mostOf(request: CompletionRequest, budget: DailyBudget): Usage {
  const input = charactersOf(request);
  return {
    tokens: input + request.maxTokens,
    milliseconds: request.timeoutMs,
    cost: costOf(input, request.maxTokens, budget),
  };
}

/** What failed is counted with its question: services may ask for it. */
function tokensOf(request: CompletionRequest, completion: Completion | null): { input: number; output: number } {
  return {
    input: completion?.promptTokens ?? charactersOf(request),
    output: completion ? (completion.completionTokens ?? [...completion.text].length) : 0,
  };
}

function usedBy({ input, output }: { input: number; output: number }, ms: number, budget: DailyBudget): Usage {
  return { tokens: input + output, milliseconds: Math.max(0, Math.round(ms)), cost: costOf(input, output, budget) };
}

function charactersOf({ system, messages }: CompletionRequest): number {
  return [system, ...messages.map(({ content }) => content)].reduce((sum, text) => sum + [...text].length, 0);
}

function costOf(input: number, output: number, { prices }: DailyBudget): number {
  return (input * prices.input + output * prices.output) / 1_000_000;
}
