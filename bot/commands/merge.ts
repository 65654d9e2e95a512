import type { Customer } from "../../domain/customers/customer.ts";
import { isId } from "../../infra/ids.ts";
import { whichCustomer } from "../customers/which-customer.ts";
import { refuse } from "../desk/refuse.ts";
import type { ButtonAction, Command, CommandContext } from "./command.ts";
import { mergeNow, undoNow } from "./merge/do-merge.ts";
import { askToMerge, listProposals, listProposalsOf } from "./merge/preview-merge.ts";

const undoWords = ["undo", "撤销"];

/** Makes one customer of two who are one person, after showing what would move; and undoes that. */
export const merge: Command = {
  name: "merge",
  words: ["合并"],
  permission: "customer.merge",
  usage: "[KEEP OTHER] | undo M7",
  description: {
    en: "Customers who may be one person; merge two, or undo a merge",
    zh: "疑似同一人的客户；合并两位客户或撤销合并",
  },
  run: async (context, args) => {
    const words = args.trim().split(/\s+/u).filter(Boolean);
    const [first = "", second, ...others] = words;
    if (undoWords.includes(first.toLowerCase())) return undoNow(context, second ?? "");
    if (first === "") return listProposals(context);
    if (second === undefined) return listProposalsOf(context, await whichCustomer(context, first));
    if (others.length > 0) {
      return refuse("merge_who", {
        en: "Two customers, by code: /merge CUST_00001 CUST_00002. The first is kept.",
        zh: "请写两位客户的编号：/merge CUST_00001 CUST_00002，保留第一位。",
      });
    }
    const [kept, merged] = await bothOf(context, first, second);
    return askToMerge(context, kept, merged);
  },
};

async function bothOf(context: CommandContext, first: string, second: string): Promise<[Customer, Customer]> {
  const kept = await whichCustomer(context, first);
  const merged = await whichCustomer(context, second);
  if (kept.id !== merged.id) return [kept, merged];
  return refuse("merge_same", {
    en: `Both are ${kept.customerCode}: that is one customer already.`,
    zh: `两者都是 ${kept.customerCode}，已是同一客户。`,
  });
}

/** Under a list of who may be one person. The argument is the customer before whom it goes on. */
export const mergeFurther: ButtonAction = {
  name: "merge_further",
  permission: "customer.merge",
  run: async (context, argument) => {
    if (!isId(argument)) return refuseButton();
    return listProposals(context, argument);
  },
};

/** Under the question what to merge. The argument is `KEPT:MERGED`, customer codes. */
export const mergeDo: ButtonAction = {
  name: "merge_do",
  permission: "customer.merge",
  run: async (context, argument) => {
    const [, first = "", second = ""] = /^(CUST_\d{1,15}):(CUST_\d{1,15})$/.exec(argument) ?? [];
    if (first === "") return refuseButton();
    return mergeNow(context, ...(await bothOf(context, first, second)));
  },
};

/** Under a merge that was done. The argument is its number. */
export const mergeUndo: ButtonAction = { name: "merge_undo", permission: "customer.merge", run: undoNow };

const refuseButton = () => refuse("merge_button", { en: "This button does nothing any more.", zh: "此按钮已失效。" });
