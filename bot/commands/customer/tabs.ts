import { Customer } from "../../../domain/customers/customer.ts";
import { type CustomerTab, customerCard, findTab } from "../../customers/customer-card.ts";
import { lookAgain } from "../../desk/look-at-customer.ts";
import { refuse } from "../../desk/refuse.ts";
import type { ButtonAction, CommandAnswer, CommandContext } from "../command.ts";

/** The card of a customer, whose every side is a button. */
export async function showTab(context: CommandContext, customer: Customer, tab: CustomerTab): Promise<CommandAnswer> {
  return { ...(await customerCard(context, customer, tab)), replaces: true };
}

/** Another side of the card, in its place where the platform changes messages. The argument is `TAB:CUSTOMER`. */
export const customerTab: ButtonAction = {
  name: "customer_tab",
  permission: "customer.read",
  run: async (context, argument) => {
    const { scope, staff, deps } = context;
    const [, word = "", id = ""] = /^([a-z]+):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(argument) ?? [];
    const tab = findTab(word);
    const customer = id ? await Customer.query(scope.trx).findOne({ id, orgId: scope.orgId }) : undefined;
    if (!tab || !customer) return gone();
    await lookAgain(scope, { staff, customer, reason: null, by: "customer" }, deps.clock.now());
    return showTab(context, customer, tab);
  },
};

function gone(): never {
  return refuse("customer_tab", { en: "This button does nothing any more.", zh: "此按钮已失效。" });
}
