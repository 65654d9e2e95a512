import { acceptCustomers, declineCustomers } from "../handover/answer-customers.ts";
import { customers } from "../handover/offer-customers.ts";
import { plainText } from "../ports/rich-text.ts";
import type { ButtonAction } from "./command.ts";

/** Accepts the customers that somebody offered with nothing open. */
export const customersAccept: ButtonAction = {
  name: "customers_accept",
  permission: "conversation.handover",
  run: async (context, id) => {
    const { giver, count } = await acceptCustomers(context, id);
    return plainText(
      {
        en: `You have ${customers(count)} of ${giver.name} now.`,
        zh: `${giver.name} 的 ${count} 位客户现归您所有。`,
      }[context.language],
    );
  },
};

/** Leaves them with who offered them. */
export const customersDecline: ButtonAction = {
  name: "customers_decline",
  permission: "conversation.handover",
  run: async (context, id) => {
    const { giver } = await declineCustomers(context, id);
    return plainText(
      { en: `The customers stay with ${giver.name}.`, zh: `客户仍归 ${giver.name} 所有。` }[context.language],
    );
  },
};
