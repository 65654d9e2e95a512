import { z } from "zod";
import { maskSecrets } from "../../../../domain/content/secrets/mask-secrets.ts";
import { archivedMonths } from "../../../../domain/conversations/archived-months.ts";
import { listMessages, type MessageListing } from "../../../../domain/conversations/list-messages.ts";
import { defineRoute, reply } from "../api-route.ts";
import { cutPage, pageOf, pageQuery, readCursor } from "../cursor.ts";
import { ConversationRef, instant, shownAt } from "../fields.ts";
import { requireConversation } from "../find-referred.ts";

const Message = z.object({
  id: z.uuid(),
  direction: z.string().describe("inbound: the customer's; outbound: ours"),
  sender: z.string().describe("customer, agent, ai or system"),
  author: z.string().nullable().describe("The employee code of who wrote it"),
  contentType: z.string(),
  text: z.string().nullable().describe("As it reads now, with card numbers and passwords masked; null once taken back"),
  status: z.string(),
  sentAt: instant,
  editedAt: instant.nullable(),
  deletedAt: instant.nullable(),
});

const Page = pageOf(Message)
  .extend({
    archivedMonths: z
      .array(z.string())
      .describe("Months (2026-03) with messages of this conversation that are archived and stand on no page"),
  })
  .meta({ id: "MessagePage" });

const Place = z.tuple([z.iso.datetime({ offset: true }), z.uuid()]);

export const getMessages = defineRoute({
  method: "get",
  path: "/conversations/{id}/messages",
  operationId: "listMessages",
  summary: "What was said in a conversation, oldest first",
  description: "What staff note among themselves is not in it.",
  permission: "conversation.read",
  params: z.object({ id: ConversationRef }),
  query: z.object(pageQuery),
  body: null,
  responses: { 200: { description: "A page", schema: Page } },
  handle: async ({ scope, params, query }) => {
    const place = readCursor(query.cursor, Place);
    const conversation = await requireConversation(scope, params.id);
    const after = place && { place: place[0], id: place[1] };
    const rows = await listMessages(scope, conversation.id, { after, limit: query.limit + 1 });
    const { page, nextCursor } = cutPage(rows, query.limit, (row) => [row.place, row.id]);
    const about = { type: "conversation", id: conversation.id };
    const months = await archivedMonths(scope, { conversationId: conversation.id });
    return reply(200, { items: page.map(show), nextCursor, archivedMonths: months }, about);
  },
});

function show({ place: _place, ...row }: MessageListing): z.output<typeof Message> {
  return {
    ...row,
    text: row.text === null ? null : maskSecrets(row.text),
    sentAt: row.sentAt.toISOString(),
    editedAt: shownAt(row.editedAt),
    deletedAt: shownAt(row.deletedAt),
  };
}
