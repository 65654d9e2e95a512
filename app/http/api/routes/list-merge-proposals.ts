import { z } from "zod";
import { phoneCountryOf } from "../../../../domain/customers/contact-points.ts";
import {
  findDuplicates,
  findDuplicatesFrom,
  type Proposal as ProposalRow,
} from "../../../../domain/customers/merge/find-duplicates.ts";
import { loadSettings } from "../../../../domain/organisation/settings.ts";
import { defineRoute, reply } from "../api-route.ts";
import { pageOf, pageQuery, readCursor, writeCursor } from "../cursor.ts";
import { CustomerRef, none } from "../fields.ts";
import { requireCustomer } from "../find-referred.ts";

const MAX_OF_ONE = 200;

const Proposal = z
  .object({
    customers: z.array(z.object({ code: z.string(), name: z.string() })).describe("The two, the older one first"),
    evidence: z.array(
      z.object({
        kind: z
          .enum(["phone", "email", "wechat", "username", "birth_date", "company", "city"])
          .describe("What is the same: a way to reach them, or this beside the name"),
        isOnFile: z.boolean().describe("False: one of them only wrote it in a chat or a form, as anybody can"),
      }),
    ),
  })
  .meta({ id: "MergeProposal" });

const Page = pageOf(Proposal).meta({ id: "MergeProposalPage" });

const Place = z.tuple([z.string().max(60)]);

export const getMergeProposals = defineRoute({
  method: "get",
  path: "/merge-proposals",
  operationId: "listMergeProposals",
  summary: "Customers who may be one person",
  description:
    "Of one customer, or of all: then each page is of at most the next `limit` customers, may be empty although more follow, and has each pair once. Of one customer at most 500 things that they share with others are looked at. Pairs whose merge was undone are not proposed again.",
  permission: "customer.merge",
  params: none,
  query: z.object({
    customer: CustomerRef.optional(),
    cursor: pageQuery.cursor,
    limit: z.coerce.number().int().min(1).max(100).default(50).describe("How many customers are looked at for a page"),
  }),
  body: null,
  responses: { 200: { description: "A page", schema: Page } },
  handle: async ({ scope, query, key }) => {
    const place = readCursor(query.cursor, Place);
    const country = phoneCountryOf(await loadSettings(scope));
    if (query.customer !== undefined) {
      const customerId = await requireCustomer(scope, query.customer);
      const found = await findDuplicates(scope, { customerId, country, limit: MAX_OF_ONE });
      return reply(200, { items: found.map(show), nextCursor: null }, { type: "customer", id: customerId });
    }
    const asked = { after: place?.[0] ?? "", customers: query.limit, country };
    const { proposals, next } = await findDuplicatesFrom(scope, asked);
    const nextCursor = next === null ? null : writeCursor([next]);
    return reply(200, { items: proposals.map(show), nextCursor }, { type: "api_key", id: key.id });
  },
});

function show({ customers, evidence }: ProposalRow): z.output<typeof Proposal> {
  return { customers: customers.map(({ code, name }) => ({ code, name })), evidence };
}
