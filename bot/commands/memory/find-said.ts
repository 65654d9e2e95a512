import { oneLine } from "../../customers/customer-view.ts";
import { whoseLine } from "../../customers/which-customer.ts";
import { lookAtCustomer, readReason } from "../../desk/look-at-customer.ts";
import { refuse } from "../../desk/refuse.ts";
import { readPastTurns } from "../../memory/past-turns.ts";
import { bold, paragraph, plainText } from "../../ports/rich-text.ts";
import type { RunCommand } from "../command.ts";
import { refuseWithheld } from "./refuse-withheld.ts";

const SHOWN = 8;

/** `/memory find WORDS`: what was said with the customer before and fits the words best. */
export const findSaid: RunCommand = async (context, args) => {
  const { scope, staff, language, deps } = context;
  const { rest: line, reason } = readReason(args);
  const { customer, rest: words } = await whoseLine(context, line);
  if (words === "") {
    return refuse("memory_find", { en: "Find what? /memory find WORDS", zh: "查找什么？/memory find 内容" });
  }
  await lookAtCustomer(scope, { staff, customer, reason, by: "memory find" });
  await refuseWithheld(context, customer.id);
  const turns = await readPastTurns(scope, { customerId: customer.id, now: deps.clock.now() });
  const found = await deps.findTurns(turns, words.slice(0, 300), SHOWN);
  if (found.length === 0) return plainText({ en: "Nothing like it was said.", zh: "没有找到相关的话。" }[language]);
  const who = { customer: "👤", desk: "🧑‍💼" };
  const title = { en: `Said before: ${customer.name}`, zh: `曾经说过：${customer.name}` }[language];
  return [
    paragraph(bold(title)),
    {
      type: "list",
      ordered: false,
      items: found.map(({ said, sitting, speaker, text }) => [
        {
          type: "text",
          text: `${said.slice(0, 10)} ${sitting} ${speaker === "customer" ? who.customer : who.desk} ${oneLine(text)}`,
        },
      ]),
    },
  ];
};
