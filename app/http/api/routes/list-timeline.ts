import { z } from "zod";
import { customerActivityTypes } from "../../../../domain/customers/customer-words.ts";
import { listTimeline } from "../../../../domain/customers/list-timeline.ts";
import { defineRoute, reply } from "../api-route.ts";
import { cutPage, pageOf, pageQuery, readCursor } from "../cursor.ts";
import { CustomerRef, instant } from "../fields.ts";
import { requireCustomer } from "../find-referred.ts";

const TimelineEntry = z
  .object({
    id: z.uuid(),
    type: z.enum(customerActivityTypes.codes),
    title: z.string().nullable().describe("What happened, in few words; of a note its first 200 characters"),
    by: z.string().nullable().describe("The employee code of who did it; null: no person"),
    at: instant,
  })
  .meta({ id: "TimelineEntry" });

const Page = pageOf(TimelineEntry).meta({ id: "TimelinePage" });

const Place = z.tuple([z.iso.datetime({ offset: true }), z.uuid()]);

export const getTimeline = defineRoute({
  method: "get",
  path: "/customers/{code}/timeline",
  operationId: "listTimeline",
  summary: "What was changed and done about a customer, the newest first",
  permission: "customer.read",
  params: z.object({ code: CustomerRef }),
  query: z.object({ type: z.enum(customerActivityTypes.codes).optional(), ...pageQuery }),
  body: null,
  responses: { 200: { description: "A page", schema: Page } },
  handle: async ({ scope, params, query }) => {
    const place = readCursor(query.cursor, Place);
    const id = await requireCustomer(scope, params.code);
    const rows = await listTimeline(scope, id, {
      ...(query.type ? { type: query.type } : {}),
      before: place && { place: place[0], id: place[1] },
      limit: query.limit + 1,
    });
    const { page, nextCursor } = cutPage(rows, query.limit, (row) => [row.place, row.id]);
    const items = page.map(({ id: entry, type, title, byCode, at }) => ({
      ...{ id: entry, type, title, by: byCode },
      at: at.toISOString(),
    }));
    return reply(200, { items, nextCursor }, { type: "customer", id });
  },
});
