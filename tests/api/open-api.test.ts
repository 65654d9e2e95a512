import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureOrganization } from "../../domain/organisation/ensure-organization.ts";
import { addTeam } from "../support/add-team.ts";
import {
  type ApiClient,
  type ApiDocument,
  type ApiRequest,
  fetchDocument,
  openApiClient,
} from "../support/api-client.ts";
import { type ApiDesk, openApiDesk } from "../support/api-desk.ts";
import { addStaff } from "../support/staff.ts";
import { addActiveWorkflow } from "../support/workflow-rows.ts";

// Every operation of the document, called: what succeeds, and what another organisation hears of the same things. A route
// that is not here fails the suite.
let desk: ApiDesk;
let api: ApiClient;
let stranger: ApiClient;
let document: ApiDocument;
let names: {
  customer: string;
  lead: string;
  conversation: string;
  delivery: string;
  deposit: string;
  withdrawal: string;
  account: string;
  contact: string;
  deal: string;
  merge: string;
  campaign: string;
};

beforeAll(async () => {
  desk = await openApiDesk();
  api = await openApiClient(desk);
  document = await fetchDocument(desk.url);
  const orgId = await ensureOrganization(desk.product.db.system, "other", "Other");
  stranger = await openApiClient(desk, { orgId });
  await addStaff(desk, { email: "ben@desk.test", role: "agent" });
  await addStaff(desk, { email: "mia@desk.test", role: "manager" });
  await addTeam(desk, "Gold desk");
  const ann = await desk.customer("Ann");
  const { body } = await api.call(`GET /conversations?customer=${ann.code}`);
  const money = { customer: ann.code, amount: "100.00", currency: "USD" };
  const deposit = await api.call("POST /deposits", { body: { ...money, ref: "d-1" } });
  const withdrawal = await api.call("POST /withdrawals", { body: { ...money, ref: "w-1" } });
  await addActiveWorkflow(desk.product.db, { orgId: desk.orgId, name: "Open API" });
  const sent = await api.call("POST /messages", { body: { customer: ann.code, purpose: "service", text: "Hello" } });
  const { body: shown } = await api.call(`GET /customers/${ann.code}`);
  const contact = await api.call(`POST /customers/${ann.code}/contacts`, {
    body: { kind: "email", value: "ann@mail.test", name: "Ann at work" },
  });
  const deal = await api.call("POST /deals", { body: { customer: ann.code, title: "Gold account for Ann" } });
  for (const number of [1, 2, 3, 4]) {
    await api.call("PUT /customers", { body: { customer: `crm:${number}`, name: `Ann ${number}` } });
  }
  const campaign = await api.call("POST /campaigns", {
    body: {
      author: "mia@desk.test",
      campaign: { name: "News for Ann", type: "one_time", segment: { stage: ["closed"] }, content: { en: "News" } },
    },
  });
  await desk.rows("UPDATE campaigns SET approved_at = now() WHERE campaign_code = ?", [campaign.body.code]);
  const merge = await api.call("POST /merges", { body: { keep: "crm:1", merge: "crm:2" } });
  const { body: leads } = await api.call(`GET /leads?customer=${ann.code}`);
  names = {
    customer: ann.code,
    contact: contact.body.id,
    deal: deal.body.id,
    merge: merge.body.code,
    campaign: campaign.body.code,
    lead: leads.items[0].code,
    account: shown.chatAccounts[0].id,
    conversation: body.items[0].code,
    delivery: sent.body.deliveries[0].id,
    deposit: deposit.body.code,
    withdrawal: withdrawal.body.code,
  };
});
afterAll(() => desk.close());

interface Sample {
  call: (things: typeof names) => [string, ApiRequest?];
  status: number;
  /** What another organisation hears where the request names nothing that is ours; 404 where it does. */
  elsewhere?: number;
}

const samples: Record<string, Sample> = {
  getCustomer: { call: ({ customer }) => [`GET /customers/${customer}`], status: 200 },
  putCustomer: { call: ({ customer }) => ["PUT /customers", { body: { customer, city: "Lisbon" } }], status: 200 },
  verifyChatAccount: {
    call: ({ customer, account }) => [
      `PUT /customers/${customer}/chat-accounts/${account}/verification`,
      { body: { verified: true, how: "signed in to the client portal with it" } },
    ],
    status: 200,
  },
  listTimeline: { call: ({ customer }) => [`GET /customers/${customer}/timeline`], status: 200 },
  listCustomerTags: { call: ({ customer }) => [`GET /customers/${customer}/tags`], status: 200 },
  addCustomerTag: { call: ({ customer }) => [`PUT /customers/${customer}/tags/vip%20guest`], status: 200 },
  removeCustomerTag: { call: ({ customer }) => [`DELETE /customers/${customer}/tags/vip%20guest`], status: 200 },
  getCustomerStage: { call: ({ customer }) => [`GET /customers/${customer}/stage`], status: 200 },
  moveCustomer: {
    call: ({ customer }) => [`PUT /customers/${customer}/stage`, { body: { stage: "interested" } }],
    status: 200,
  },
  listJourney: { call: ({ customer }) => [`GET /customers/${customer}/journey`], status: 200 },
  addNote: {
    call: ({ customer }) => [`POST /customers/${customer}/notes`, { body: { text: "Prefers mornings" } }],
    status: 201,
  },
  listContacts: { call: ({ customer }) => [`GET /customers/${customer}/contacts`], status: 200 },
  addContact: {
    call: ({ customer }) => [`POST /customers/${customer}/contacts`, { body: { kind: "phone", value: "+1 555 0100" } }],
    status: 201,
  },
  removeContact: {
    call: ({ customer, contact }) => [`DELETE /customers/${customer}/contacts/${contact}`],
    status: 200,
  },
  listFields: { call: ({ customer }) => [`GET /customers/${customer}/fields`], status: 200 },
  setFields: {
    call: ({ customer }) => [`PATCH /customers/${customer}/fields`, { body: { occupation: "pilot" } }],
    status: 200,
  },
  listMergeProposals: { call: ({ customer }) => [`GET /merge-proposals?customer=${customer}`], status: 200 },
  addMerge: { call: () => ["POST /merges", { body: { keep: "crm:3", merge: "crm:4" } }], status: 201 },
  undoMerge: { call: ({ merge }) => [`POST /merges/${merge}/undo`], status: 200 },
  addAccount: {
    call: ({ customer }) => ["POST /accounts", { body: { customer, platform: "mt5", number: "77" } }],
    status: 201,
  },
  addFollowedRecommendation: {
    call: ({ customer }) => ["POST /recommendations", { body: { customer, ref: "rec-1", title: "Gold, long" } }],
    status: 201,
  },
  listDeals: { call: ({ customer }) => [`GET /deals?customer=${customer}`], status: 200 },
  addDeal: { call: ({ customer }) => ["POST /deals", { body: { customer, title: "Silver account" } }], status: 201 },
  getDeal: { call: ({ deal }) => [`GET /deals/${deal}`], status: 200 },
  changeDeal: { call: ({ deal }) => [`PATCH /deals/${deal}`, { body: { stage: "proposal" } }], status: 200 },
  addDeposit: {
    call: ({ customer }) => ["POST /deposits", { body: { customer, amount: "5.00", currency: "USD", ref: "d-2" } }],
    status: 201,
  },
  moveDeposit: {
    call: ({ deposit }) => [`PATCH /deposits/${deposit}`, { body: { status: "confirmed" } }],
    status: 200,
  },
  addWithdrawal: {
    call: ({ customer }) => ["POST /withdrawals", { body: { customer, amount: "5.00", currency: "USD", ref: "w-2" } }],
    status: 201,
  },
  moveWithdrawal: {
    call: ({ withdrawal }) => [`PATCH /withdrawals/${withdrawal}`, { body: { status: "confirmed" } }],
    status: 200,
  },
  addLead: { call: ({ customer }) => ["POST /leads", { body: { customer, source: "website" } }], status: 201 },
  listLeads: { call: ({ customer }) => [`GET /leads?customer=${customer}`], status: 200 },
  getLead: { call: ({ lead }) => [`GET /leads/${lead}`], status: 200 },
  listLeadActivities: { call: ({ lead }) => [`GET /leads/${lead}/activities`], status: 200 },
  assignLead: { call: ({ lead }) => [`PUT /leads/${lead}/owner`, { body: { owner: "ben@desk.test" } }], status: 200 },
  moveLead: { call: ({ lead }) => [`PATCH /leads/${lead}`, { body: { status: "qualified" } }], status: 200 },
  getFunnel: { call: () => ["GET /funnel?team=Gold%20desk"], status: 200 },
  getKpis: { call: () => ["GET /kpis?who=ben@desk.test"], status: 200 },
  getLeaderboard: { call: () => ["GET /leaderboard"], status: 200, elsewhere: 200 },
  listConversations: { call: ({ customer }) => [`GET /conversations?customer=${customer}`], status: 200 },
  listMessages: { call: ({ conversation }) => [`GET /conversations/${conversation}/messages`], status: 200 },
  sendMessage: {
    call: ({ conversation }) => ["POST /messages", { body: { conversation, purpose: "service", text: "Hi" } }],
    status: 202,
  },
  getDelivery: { call: ({ delivery }) => [`GET /deliveries/${delivery}`], status: 200 },
  runWorkflow: {
    call: ({ customer }) => ["POST /workflows/Open%20API/runs", { body: { customer } }],
    status: 201,
  },
  listCampaigns: { call: () => ["GET /campaigns"], status: 200, elsewhere: 200 },
  addCampaign: {
    call: () => [
      "POST /campaigns",
      {
        body: {
          author: "mia@desk.test",
          campaign: {
            ...{ name: "Gold", type: "recurring", schedule: { every_days: 7, at: "10:00", until: "2030-01-31" } },
            ...{ segment: { everyone: true, last_contact: { after: "2020-01-31" } } },
            variants: [
              { name: "A", content: { en: "Gold", zh: "黄金" } },
              { name: "B", weight: 2, content: { en: "Gold!", zh: "黄金！" } },
            ],
          },
        },
      },
    ],
    status: 201,
  },
  getCampaign: { call: ({ campaign }) => [`GET /campaigns/${campaign}`], status: 200 },
  scheduleCampaign: {
    call: ({ campaign }) => [`POST /campaigns/${campaign}/schedule`, { body: { at: "2030-01-01T10:00:00+08:00" } }],
    status: 200,
  },
  pauseCampaign: { call: ({ campaign }) => [`POST /campaigns/${campaign}/pause`], status: 200 },
  resumeCampaign: { call: ({ campaign }) => [`POST /campaigns/${campaign}/resume`], status: 200 },
  cancelCampaign: { call: ({ campaign }) => [`POST /campaigns/${campaign}/cancel`], status: 200 },
  listMaterials: { call: () => ["GET /materials"], status: 200, elsewhere: 200 },
};

describe("the document", () => {
  it("is OpenAPI 3.1, names each operation once, and every reference in it leads somewhere", () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const text = JSON.stringify(document);
    for (const [, name = ""] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      expect(Object.keys(document.components.schemas)).toContain(name);
    }
    expect(text.match(/"\$ref":"(?!#\/components\/schemas\/\w+")/g)).toBeNull();
  });

  it("says of each path what stands in it", () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      for (const { parameters } of Object.values(methods)) {
        expect(parameters.filter((one) => one.in === "path").map(({ name }) => name)).toEqual(inPath);
      }
    }
  });

  it("has no operation that is not called here", () => {
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(samples).sort());
  });
});

describe.each(Object.entries(samples))("%s", (operationId, sample) => {
  it("is not there for another organisation, which changes nothing and is told nothing", async () => {
    const [what, request] = sample.call(names);
    const answer = await stranger.call(what, request);
    expect(answer.status).toBe(sample.elsewhere ?? 404);
    expect(JSON.stringify(answer.body)).not.toContain("Ann");
    if (sample.elsewhere) expect(answer.body.items).toEqual([]);
  });

  it("needs its permission", async () => {
    const [what, request] = sample.call(names);
    const powerless = await openApiClient(desk, { permissions: ["desk.help"] });
    expect((await powerless.call(what, request)).status).toBe(403);
  });

  it("answers as the document says, once under its name, and stands in the trail", async () => {
    const [what, request] = sample.call(names);
    const caller = await openApiClient(desk);
    const named = { ...request, headers: { "Idempotency-Key": "sample" } };
    const answer = await caller.call(what, named);
    expect(answer.status, JSON.stringify(answer.body)).toBe(sample.status);
    const isWrite = !what.startsWith("GET ");
    const again = isWrite ? await caller.call(what, named) : answer;
    expect([again.status, again.body]).toEqual([answer.status, answer.body]);
    expect(again.headers.get("idempotency-replayed")).toBe(isWrite ? "true" : null);
    const trail = await desk.rows<{ action: string }>(
      "SELECT action FROM audit_logs WHERE actor = ? AND action LIKE 'api.%'",
      [`key:${caller.keyId}`],
    );
    expect(trail).toEqual(Array(isWrite ? 2 : 1).fill({ action: `api.${operationId}` }));
  });
});
