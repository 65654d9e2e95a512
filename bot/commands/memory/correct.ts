import { hasSecrets } from "../../../domain/content/secrets/mask-secrets.ts";
import { keepCustomerChange } from "../../../domain/customers/keep-change.ts";
import { MAX_FACT_CHARACTERS } from "../../../domain/memory/fact.ts";
import { correctMemory } from "../../../domain/memory/keep-facts.ts";
import { isInForce } from "../../../domain/memory/memory.ts";
import { refuse } from "../../desk/refuse.ts";
import { plainText } from "../../ports/rich-text.ts";
import type { RunCommand } from "../command.ts";
import { refuseWithheld } from "./refuse-withheld.ts";
import { whichMemory } from "./which-memory.ts";

/** `/memory correct 12 TEXT`: staff know better; the old words stay in the history. */
export const correctOne: RunCommand = async (context, args) => {
  const { scope, staff, language, deps } = context;
  const { memory, customer, rest: text } = await whichMemory(context, args, "memory correct");
  await refuseWithheld(context, customer.id);
  const at = deps.clock.now();
  const { subject, number } = memory;
  if (subject === null || !isInForce(memory, at)) {
    return refuse("memory_over", {
      en: `Memory ${number} is history: only what holds now is corrected.`,
      zh: `记忆 ${number} 已是历史，只能更正当前有效的记忆。`,
    });
  }
  if (text === "" || text.length > MAX_FACT_CHARACTERS) {
    return refuse("memory_text", {
      en: `Say what is right in at most ${MAX_FACT_CHARACTERS} characters: /memory correct ${number} lives in Lisbon`,
      zh: `请写明正确内容，最多 ${MAX_FACT_CHARACTERS} 字：/memory correct ${number} 住在里斯本`,
    });
  }
  if (hasSecrets(text)) {
    return refuse("memory_secret", {
      en: "Card and identity numbers, passwords and codes are never remembered. Leave them out.",
      zh: "卡号、证件号、密码和验证码不会被记忆，请去掉后重试。",
    });
  }
  const value = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  const correction = { customerId: customer.id, text, value, userId: staff.userId, at };
  const id = await correctMemory(scope, { ...memory, subject }, correction);
  await keepCustomerChange(scope, {
    customerId: customer.id,
    by: { userId: staff.userId },
    type: "field_change",
    title: `memory ${number} corrected`,
    action: "customer.memory",
    changes: { act: "correct", memory: number, before: memory.id, after: id },
  });
  return plainText(
    { en: `Corrected memory ${number}. /memory shows the new one.`, zh: `已更正记忆 ${number}，可用 /memory 查看。` }[
      language
    ],
  );
};
