import { z } from "zod";
import { maskSecrets } from "../../../../domain/content/secrets/mask-secrets.ts";
import { changeStage, type StageMove } from "../../../../domain/customers/change-stage.ts";
import { lockCustomer } from "../../../../domain/customers/lock-customer.ts";
import { readStages } from "../../../../domain/customers/read-stages.ts";
import {
  findStage,
  type JourneyStage,
  journeyStages,
  salesStages,
  stageLabel,
} from "../../../../domain/customers/stages.ts";
import type { Language } from "../../../../domain/language/language.ts";
import { defineRoute, reply } from "../api-route.ts";
import { CustomerRef, none, text } from "../fields.ts";
import { requireCustomer } from "../find-referred.ts";
import { ApiError } from "../problem.ts";
import { refuseByRule } from "../refuse-by-rule.ts";
import { Stages, showStages } from "../stage-shape.ts";

const StageInput = z
  .strictObject({
    stage: z
      .enum([...salesStages, ...journeyStages])
      .describe("A stage of sales, or of the journey: no name is in both"),
    reason: text(300).optional().describe("Why, in a few words; kept with a move along the journey"),
  })
  .meta({ id: "StageInput" });

export const putStage = defineRoute({
  method: "put",
  path: "/customers/{code}/stage",
  operationId: "moveCustomer",
  summary: "Moves a customer to another stage",
  description: "Sales: to any. Journey: to a neighbouring stage. To where they are it changes nothing.",
  permission: "customer.change",
  params: z.object({ code: CustomerRef }),
  query: none,
  body: StageInput,
  responses: { 200: { description: "Where they stand now", schema: Stages } },
  rules: { "stage.move": "The journey goes one stage at a time" },
  handle: async ({ scope, deps, key, params, body }) => {
    const customer = await lockCustomer(scope, await requireCustomer(scope, params.code));
    const at = deps.clock.now();
    const to = stageOf(body.stage);
    const notes = body.reason === undefined ? null : maskSecrets(body.reason);
    const change = await changeStage(scope, customer, to, { keyId: key.id, at, notes });
    if ("moves" in change) refuseMove(change.from, to.stage, change.moves);
    const stages = await readStages(scope, customer.id, at);
    if (!stages) throw new ApiError("not-found");
    return reply(200, showStages(stages), { type: "customer", id: customer.id });
  },
});

function stageOf(code: string): StageMove {
  const stage = findStage(code);
  if (!stage) throw new Error("a code of the schema is a stage");
  return stage;
}

function refuseMove(from: string, to: string, moves: readonly JourneyStage[]): never {
  const names = (language: Language) => moves.map((one) => stageLabel(one, language)).join(", ");
  return refuseByRule("stage.move", {
    en: `The journey goes one stage at a time: from ${stageLabel(from, "en")} to ${names("en")}, not to ${stageLabel(to, "en")}`,
    zh: `旅程每次只能移动一个阶段：可从${stageLabel(from, "zh")}移至${names("zh")}，不能直接移至${stageLabel(to, "zh")}`,
  });
}
