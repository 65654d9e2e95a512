import type { ApiRoute } from "./api-route.ts";
import { postAccount } from "./routes/add-account.ts";
import { postLead } from "./routes/add-lead.ts";
import { getCustomer } from "./routes/get-customer.ts";
import { getDelivery } from "./routes/get-delivery.ts";
import { getConversations } from "./routes/list-conversations.ts";
import { getMessages } from "./routes/list-messages.ts";
import { putCustomers } from "./routes/put-customer.ts";
import { postMessage } from "./routes/send-message.ts";

/** Every route of `/api/v1`, in the order of the document. */
export const routes: readonly ApiRoute[] = [
  postLead,
  getCustomer,
  putCustomers,
  postAccount,
  getConversations,
  getMessages,
  postMessage,
  getDelivery,
];
