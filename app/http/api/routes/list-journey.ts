import { z } from "zod";
import { listJourney } from "../../../../domain/customers/read-stages.ts";
import { journeyStages } from "../../../../domain/customers/stages.ts";
import { defineRoute, reply } from "../api-route.ts";
import { cutPage, pageOf, pageQuery, readCursor } from "../cursor.ts";
import { CustomerRef, instant } from "../fields.ts";
import { requireCustomer } from "../find-referred.ts";

const JourneyMove = z
  .object({
    from: z.enum(journeyStages),
    to: z.enum(journeyStages),
    days: z.int().nullable().describe("How long they were in the stage before, in whole days"),
    trigger: z.string().nullable().describe("The event that showed it, or `manual`, `api`, `workflow`"),
    notes: z.string().nullable().describe("Why, in the words of whoever moved them"),
    at: instant,
  })
  .meta({ id: "JourneyMove" });

const Page = pageOf(JourneyMove).meta({ id: "JourneyPage" });

const Place = z.tuple([z.iso.datetime({ offset: true }), z.uuid()]);

export const getJourney = defineRoute({
  method: "get",
  path: "/customers/{code}/journey",
  operationId: "listJourney",
  summary: "A customer's moves along the journey, the newest first",
  permission: "customer.read",
  params: z.object({ code: CustomerRef }),
  query: z.object(pageQuery),
  body: null,
  responses: { 200: { description: "A page", schema: Page } },
  handle: async ({ scope, params, query }) => {
    const place = readCursor(query.cursor, Place);
    const id = await requireCustomer(scope, params.code);
    const before = place && { place: place[0], id: place[1] };
    const rows = await listJourney(scope, id, { before, limit: query.limit + 1 });
    const { page, nextCursor } = cutPage(rows, query.limit, (row) => [row.place, row.id]);
    const items = page.map(({ id: _id, place: _place, at, ...move }) => ({ ...move, at: at.toISOString() }));
    return reply(200, { items, nextCursor }, { type: "customer", id });
  },
});
