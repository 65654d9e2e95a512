import { giveCustomerName } from "../../domain/customers/give-name.ts";
import { refreshCardsOf } from "../desk/refresh-cards-of.ts";
import { refuse } from "../desk/refuse.ts";
import { plainText } from "../ports/rich-text.ts";
import type { Command } from "./command.ts";
import { toChangeByWords } from "./customer/may-change.ts";

const MAX_NAME = 100;

/** Gives a customer the name that they told us: scripts address them by it. */
export const name: Command = {
  name: "name",
  words: ["姓名", "改名"],
  permission: "customer.change",
  usage: "[C1042|CUST_00042] NAME",
  description: { en: "Note a customer's own name, which scripts then use", zh: "登记客户姓名，供话术称呼使用" },
  run: async (context, args) => {
    const { scope, deps, staff, language } = context;
    const { customer, rest } = await toChangeByWords(context, args, { permission: "customer.change", by: "name" });
    const given = rest.replace(/\s+/gu, " ");
    if (given.length > MAX_NAME) {
      return refuse("name_long", {
        en: `A name has at most ${MAX_NAME} characters.`,
        zh: `姓名最多 ${MAX_NAME} 个字符。`,
      });
    }
    if (!given || /[{}｛｝\p{Cc}]/u.test(given)) {
      return refuse("name", { en: "Which name? /name NAME", zh: "客户叫什么？/name 姓名" });
    }
    const before = customer.name;
    await giveCustomerName(scope, customer, given, staff.userId);
    await refreshCardsOf(scope, deps.channels, customer.id);
    return plainText(`${before} → ${given}. ${{ en: "Scripts use it now.", zh: "话术将使用此称呼。" }[language]}`);
  },
};
