import { maskSecrets } from "../../domain/content/secrets/mask-secrets.ts";
import { changeStage } from "../../domain/customers/change-stage.ts";
import { movesByHand } from "../../domain/customers/journey.ts";
import { findStage, type JourneyStage, salesStages, stageLabel } from "../../domain/customers/stages.ts";
import type { Language } from "../../domain/language/language.ts";
import { refuse } from "../desk/refuse.ts";
import { plainText } from "../ports/rich-text.ts";
import type { Command } from "./command.ts";
import { toChange } from "./customer/may-change.ts";

/** Moves a customer to another stage, of sales or along the journey. */
export const stage: Command = {
  name: "stage",
  words: ["阶段"],
  permission: "customer.change",
  usage: "[C1042|CUST_00042] NAME [reason: WHY]",
  description: { en: "Move a customer to another stage", zh: "更改客户阶段" },
  run: async (context, args) => {
    const { scope, staff, language, deps } = context;
    const by = { permission: "customer.change" as const, by: "stage" };
    const { customer, rest, reason } = await toChange(context, args, by);
    const to = findStage(rest);
    if (!to) {
      const moves = movesByHand(customer.journeyStage);
      return refuse("stage", {
        en: `Which stage? Sales: ${names(salesStages, "en")}. Journey, now ${stageLabel(customer.journeyStage, "en")}: ${names(moves, "en")}.`,
        zh: `哪个阶段？销售：${names(salesStages, "zh")}。旅程（现为${stageLabel(customer.journeyStage, "zh")}）：${names(moves, "zh")}。`,
      });
    }
    const change = await changeStage(scope, customer, to, {
      ...{ userId: staff.userId, at: deps.clock.now() },
      notes: reason && maskSecrets(reason),
    });
    if ("moves" in change) return refuseMove(change.from, to.stage, change.moves);
    return plainText(`${customer.name}: ${stageLabel(change.from, language)} → ${stageLabel(to.stage, language)}`);
  },
};

function refuseMove(from: string, to: string, moves: readonly JourneyStage[]): never {
  return refuse("stage_move", {
    en: `The journey goes one stage at a time: from ${stageLabel(from, "en")} to ${names(moves, "en")}, not to ${stageLabel(to, "en")}.`,
    zh: `旅程每次只能移动一个阶段：可从${stageLabel(from, "zh")}移至${names(moves, "zh")}，不能直接移至${stageLabel(to, "zh")}。`,
  });
}

function names(stages: readonly string[], language: Language): string {
  return stages.map((one) => stageLabel(one, language)).join(", ");
}
