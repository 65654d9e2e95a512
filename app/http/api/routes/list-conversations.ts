import { z } from "zod";
import { conversationStatuses } from "../../../../domain/conversations/conversation.ts";
import { type ConversationListing, listConversations } from "../../../../domain/conversations/list-conversations.ts";
import { conversationCode } from "../../../../domain/organisation/codes.ts";
import { defineRoute, reply } from "../api-route.ts";
import { cutPage, pageOf, pageQuery, readCursor } from "../cursor.ts";
import { CustomerRef, instant, none, shownAt } from "../fields.ts";
import { requireCustomer } from "../find-referred.ts";

const Conversation = z.object({
  id: z.uuid(),
  code: z.string().describe("What people type: C1042"),
  customer: z.string().nullable().describe("The customer's code"),
  platform: z.string().nullable(),
  channel: z.string().nullable().describe("The channel's name"),
  isGroup: z.boolean(),
  status: z.enum(conversationStatuses),
  priority: z.string(),
  language: z.string().nullable(),
  team: z.string().nullable(),
  agent: z.string().nullable().describe("The employee code of who has it"),
  messageCount: z.int(),
  waitingSince: instant.nullable().describe("Since when the customer waits for an answer"),
  createdAt: instant,
  lastMessageAt: instant.nullable(),
  resolvedAt: instant.nullable(),
});

const Page = pageOf(Conversation).meta({ id: "ConversationPage" });

const Place = z.tuple([z.string().regex(/^\d{1,18}$/)]);

export const getConversations = defineRoute({
  method: "get",
  path: "/conversations",
  operationId: "listConversations",
  summary: "Conversations, the newest first",
  permission: "conversation.read",
  params: none,
  query: z.object({
    customer: CustomerRef.optional(),
    status: z.enum(conversationStatuses).optional(),
    ...pageQuery,
  }),
  body: null,
  responses: { 200: { description: "A page", schema: Page } },
  handle: async ({ scope, query, key }) => {
    const place = readCursor(query.cursor, Place);
    const customerId = query.customer === undefined ? null : await requireCustomer(scope, query.customer);
    const rows = await listConversations(scope, {
      ...(customerId ? { customerId } : {}),
      ...(query.status ? { status: query.status } : {}),
      ...(place ? { before: place[0] } : {}),
      limit: query.limit + 1,
    });
    const { page, nextCursor } = cutPage(rows, query.limit, ({ number }) => [number]);
    const about = customerId ? { type: "customer", id: customerId } : { type: "api_key", id: key.id };
    return reply(200, { items: page.map(show), nextCursor }, about);
  },
});

function show({ number, customerCode, ...row }: ConversationListing): z.output<typeof Conversation> {
  return {
    ...row,
    code: conversationCode(number),
    customer: customerCode,
    waitingSince: shownAt(row.waitingSince),
    createdAt: row.createdAt.toISOString(),
    lastMessageAt: shownAt(row.lastMessageAt),
    resolvedAt: shownAt(row.resolvedAt),
  };
}
