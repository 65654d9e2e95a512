import type { ApiClient, ApiRequest } from "../support/api-client.ts";
import type { ScaleDesk } from "./drive.ts";

/**
 * Every operation of the programming interface, about the customer who wrote for years, with what it must answer. Words
 * after an operation's name tell its ways of asking apart.
 */
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
  listTimeline: { status: 200, call: ({ fish }) => [`GET /customers/${fish.code}/timeline`] },
  "listTimeline of a kind": { status: 200, call: ({ fish }) => [`GET /customers/${fish.code}/timeline?type=custom`] },
  addCustomerTag: { status: 200, call: ({ fish }) => [`PUT /customers/${fish.code}/tags/met%20in%20person`] },
  listCustomerTags: { status: 200, call: ({ fish }) => [`GET /customers/${fish.code}/tags`] },
  removeCustomerTag: { status: 200, call: ({ fish }) => [`DELETE /customers/${fish.code}/tags/met%20in%20person`] },
  moveCustomer: {
    status: 200,
    call: ({ fish }) => [`PUT /customers/${fish.code}/stage`, { body: { stage: "opportunity" } }],
  },
  getCustomerStage: { status: 200, call: ({ fish }) => [`GET /customers/${fish.code}/stage`] },
  listJourney: { status: 200, call: ({ fish }) => [`GET /customers/${fish.code}/journey`] },
  addNote: {
    status: 201,
    call: ({ fish }) => [`POST /customers/${fish.code}/notes`, { body: { text: "Met at the fair" } }],
  },
  addContact: {
    status: 201,
    call: ({ fish }) => [
      `POST /customers/${fish.code}/contacts`,
      { body: { kind: "email", value: "eva@mail.test", name: "Eva Lind" } },
    ],
  },
  listContacts: { status: 200, call: ({ fish }) => [`GET /customers/${fish.code}/contacts`] },
  removeContact: { status: 200, call: ({ fish }) => [`DELETE /customers/${fish.code}/contacts/CONTACT`] },
  listFields: { status: 200, call: ({ fish }) => [`GET /customers/${fish.code}/fields`] },
  setFields: {
    status: 200,
    call: ({ fish }) => [`PATCH /customers/${fish.code}/fields`, { body: { occupation: "fisher" } }],
  },
  listMergeProposals: { status: 200, call: () => ["GET /merge-proposals"] },
  "listMergeProposals of one": { status: 200, call: ({ fish }) => [`GET /merge-proposals?customer=${fish.code}`] },
  addMerge: {
    status: 201,
    call: () => ["POST /merges", { body: { keep: "CUST_900004", merge: "CUST_900005" } }],
  },
  undoMerge: { status: 200, call: () => ["POST /merges/MERGE/undo"] },
  addAccount: {
    status: 201,
    call: ({ fish }) => ["POST /accounts", { body: { customer: fish.code, platform: "mt5", number: "77" } }],
  },
  listDeals: { status: 200, call: () => ["GET /deals"] },
  "listDeals of a stage": { status: 200, call: () => ["GET /deals?stage=negotiation&limit=20"] },
  "listDeals of a person": { status: 200, call: () => ["GET /deals?owner=EMP_901&limit=20"] },
  "listDeals of a customer": { status: 200, call: ({ fish }) => [`GET /deals?customer=${fish.code}`] },
  addDeal: {
    status: 201,
    call: ({ fish }) => [
      "POST /deals",
      { body: { customer: fish.code, title: "Boat", amount: "900", currency: "USD" } },
    ],
  },
  getDeal: { status: 200, call: () => ["GET /deals/DEAL"] },
  changeDeal: { status: 200, call: () => ["PATCH /deals/DEAL", { body: { stage: "won" } }] },
  addDeposit: { status: 201, call: ({ fish }) => ["POST /deposits", { body: money(fish.code, "d-scale") }] },
  moveDeposit: { status: 200, call: () => ["PATCH /deposits/DEP", { body: { status: "confirmed" } }] },
  addWithdrawal: { status: 201, call: ({ fish }) => ["POST /withdrawals", { body: money(fish.code, "w-scale") }] },
  moveWithdrawal: { status: 200, call: () => ["PATCH /withdrawals/WDR", { body: { status: "confirmed" } }] },
  addFollowedRecommendation: {
    status: 201,
    call: ({ fish }) => ["POST /recommendations", { body: { customer: fish.code, ref: "r-scale" } }],
  },
  addLead: { status: 201, call: ({ fish }) => ["POST /leads", { body: { customer: fish.code, source: "website" } }] },
  listLeads: { status: 200, call: () => ["GET /leads"] },
  "listLeads of a status": { status: 200, call: () => ["GET /leads?status=qualified&limit=20"] },
  "listLeads of a status that nobody has": { status: 200, call: () => ["GET /leads?status=new&owner=EMP_959"] },
  "listLeads of a person": { status: 200, call: () => ["GET /leads?owner=EMP_901"] },
  "listLeads of nobody": { status: 200, call: () => ["GET /leads?owner=none&limit=20"] },
  "listLeads of a customer": { status: 200, call: ({ fish }) => [`GET /leads?customer=${fish.code}`] },
  getLead: { status: 200, call: () => ["GET /leads/L100000"] },
  listLeadActivities: { status: 200, call: () => ["GET /leads/L100000/activities"] },
  moveLead: {
    status: 200,
    call: () => ["PATCH /leads/L100001", { body: { status: "contacted", reason: "wrote again" } }],
  },
  assignLead: { status: 200, call: () => ["PUT /leads/L100001/owner", { body: { owner: "EMP_901" } }] },
  "assignLead to the next": { status: 200, call: () => ["PUT /leads/L100002/owner", { body: { next: true } }] },
  getFunnel: { status: 200, call: () => ["GET /funnel"] },
  "getFunnel of a team": { status: 200, call: () => ["GET /funnel?team=Team%201"] },
  getKpis: { status: 200, call: () => ["GET /kpis"] },
  "getKpis of a team": { status: 200, call: () => ["GET /kpis?team=Team%202&period=last-week"] },
  "getKpis of a person": { status: 200, call: () => ["GET /kpis?who=EMP_901&period=month"] },
  getLeaderboard: { status: 200, call: () => ["GET /leaderboard?period=week"] },
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
  listCampaigns: { status: 200, call: () => ["GET /campaigns"] },
  addCampaign: {
    status: 201,
    call: () => [
      "POST /campaigns",
      {
        body: {
          author: "EMP_912",
          campaign: { name: "Scale", type: "one_time", segment: { owner: ["EMP_959"] }, content: { en: "News" } },
        },
      },
    ],
  },
  getCampaign: { status: 200, call: () => ["GET /campaigns/Scale"] },
  scheduleCampaign: {
    status: 200,
    call: () => ["POST /campaigns/scale/schedule", { body: { at: "2090-01-01T10:00:00Z" } }],
  },
  pauseCampaign: { status: 200, call: () => ["POST /campaigns/scale/pause"] },
  resumeCampaign: { status: 200, call: () => ["POST /campaigns/scale/resume"] },
  cancelCampaign: { status: 200, call: () => ["POST /campaigns/scale/cancel"] },
  listMaterials: { status: 200, call: () => ["GET /materials"] },
  runWorkflow: {
    status: 201,
    call: ({ fish }) => ["POST /workflows/webhook/runs", { body: { customer: fish.code } }],
  },
};

const money = (customer: string, ref: string) => ({ customer, amount: "5.00", currency: "USD", ref });
