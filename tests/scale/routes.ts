import type { ApiClient, ApiRequest } from "../support/api-client.ts";
import type { ScaleDesk } from "./drive.ts";

/** Every operation of the programming interface, about the customer who wrote for years, with what it must answer. */
export const routeDrives: Record<
  string,
  { status: number; call(desk: ScaleDesk, api: ApiClient): [string, ApiRequest?] }
> = {
  getCustomer: { status: 200, call: ({ fish }) => [`GET /customers/${fish.code}`] },
  putCustomer: {
    status: 200,
    call: ({ fish }) => ["PUT /customers", { body: { customer: fish.code, city: "Porto" } }],
  },
  verifyChatAccount: {
    status: 200,
    call: ({ fish }) => [
      `PUT /customers/${fish.code}/chat-accounts/ACCOUNT/verification`,
      { body: { verified: true, how: "called back" } },
    ],
  },
  addAccount: {
    status: 201,
    call: ({ fish }) => ["POST /accounts", { body: { customer: fish.code, platform: "mt5", number: "77" } }],
  },
  addDeposit: { status: 201, call: ({ fish }) => ["POST /deposits", { body: money(fish.code, "d-scale") }] },
  moveDeposit: { status: 200, call: () => ["PATCH /deposits/DEP", { body: { status: "confirmed" } }] },
  addWithdrawal: { status: 201, call: ({ fish }) => ["POST /withdrawals", { body: money(fish.code, "w-scale") }] },
  moveWithdrawal: { status: 200, call: () => ["PATCH /withdrawals/WDR", { body: { status: "confirmed" } }] },
  addFollowedRecommendation: {
    status: 201,
    call: ({ fish }) => ["POST /recommendations", { body: { customer: fish.code, ref: "r-scale" } }],
  },
  addLead: { status: 201, call: ({ fish }) => ["POST /leads", { body: { customer: fish.code, source: "website" } }] },
  listConversations: { status: 200, call: ({ fish }) => [`GET /conversations?customer=${fish.code}`] },
  listMessages: { status: 200, call: () => ["GET /conversations/C1000000/messages"] },
  sendMessage: {
    status: 202,
    call: ({ fish }) => [
      "POST /messages",
      { body: { conversation: fish.about.code, purpose: "service", text: "Hello" } },
    ],
  },
  getDelivery: { status: 200, call: () => ["GET /deliveries/DELIVERY"] },
  runWorkflow: {
    status: 201,
    call: ({ fish }) => ["POST /workflows/webhook/runs", { body: { customer: fish.code } }],
  },
};

const money = (customer: string, ref: string) => ({ customer, amount: "5.00", currency: "USD", ref });
