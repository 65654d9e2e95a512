import { changeStage } from "../../domain/customers/change-stage.ts";
import { findStage, journeyStages, salesStages, stageLabel } from "../../domain/customers/stages.ts";
import { refuse } from "../desk/refuse.ts";
import { whichConversation } from "../desk/which-conversation.ts";
import { plainText } from "../ports/rich-text.ts";
import type { Command } from "./command.ts";

/** Moves the conversation's customer to another stage, of sales or of the journey. */
export const stage: Command = {
  name: "stage",
  words: ["阶段"],
  permission: "customer.change",
  usage: "[C1042] NAME",
  description: { en: "Move a customer to another stage", zh: "更改客户阶段" },
  run: async ({ scope, conversationId, staff, language, deps }, args) => {
    const { customer, rest } = await whichConversation(scope, args, conversationId);
    const to = findStage(rest);
    if (!to) {
      const names = (stages: readonly string[], as: "en" | "zh") => stages.map((one) => stageLabel(one, as)).join(", ");
      return refuse("stage", {
        en: `Which stage? Sales: ${names(salesStages, "en")}. Journey: ${names(journeyStages, "en")}.`,
        zh: `哪个阶段？销售：${names(salesStages, "zh")}。旅程：${names(journeyStages, "zh")}。`,
      });
    }
    const { from } = await changeStage(scope, customer, to, { userId: staff.userId, at: deps.clock.now() });
    return plainText(`${customer.name}: ${stageLabel(from, language)} → ${stageLabel(to.stage, language)}`);
  },
};
