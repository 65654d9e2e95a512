import { z } from "zod";
import { readRules } from "../../../../bot/converse/organisation-rules.ts";
import { keepNote } from "../../../../bot/customers/keep-note.ts";
import { lockNewestOf } from "../../../../domain/conversations/lock-newest.ts";
import { MAX_TITLE } from "../../../../domain/customers/keep-change.ts";
import { lockCustomer } from "../../../../domain/customers/lock-customer.ts";
import { conversationCode } from "../../../../domain/organisation/codes.ts";
import { loadSettings } from "../../../../domain/organisation/settings.ts";
import { defineRoute, reply } from "../api-route.ts";
import { CustomerRef, instant, none, text } from "../fields.ts";
import { requireCustomer } from "../find-referred.ts";
import { refuseByRule } from "../refuse-by-rule.ts";

const NewNote = z.strictObject({ text: text(4000) }).meta({ id: "NewNote" });

const Note = z
  .object({
    customer: z.string(),
    conversation: z.string().nullable().describe("Where it stands in full; null: in the timeline alone"),
    text: z.string(),
    createdAt: instant,
  })
  .meta({ id: "Note" });

const long = {
  en: `They have no conversation yet: a note about them holds ${MAX_TITLE} characters`,
  zh: `该客户暂无会话，备注最多 ${MAX_TITLE} 个字符`,
};

export const postNote = defineRoute({
  method: "post",
  path: "/customers/{code}/notes",
  operationId: "addNote",
  summary: "Keeps a note about a customer that only staff read",
  description:
    "In their newest conversation, where the desk sees it with the key's name, and in the timeline. Each call is a note of its own: send an Idempotency-Key.",
  permission: "conversation.note",
  params: z.object({ code: CustomerRef }),
  query: none,
  body: NewNote,
  responses: { 201: { description: "It is kept", schema: Note } },
  rules: { "note.long": long.en },
  prepare: ({ deps }) => deps.ensureMonth(deps.clock.now()),
  handle: async ({ scope, deps, key, params, body }) => {
    const customerId = await requireCustomer(scope, params.code);
    const conversation = await lockNewestOf(scope, customerId);
    const customer = await lockCustomer(scope, customerId);
    const words = body.text.trim();
    if (!conversation && [...words].length > MAX_TITLE) refuseByRule("note.long", long);
    const { language } = readRules(await loadSettings(scope));
    const at = deps.clock.now();
    const act = { by: "job" as const, why: `api: ${key.name}`, key: key.id };
    const author = { by: { keyId: key.id }, name: `🔗 ${key.name}`, language, at, act };
    await keepNote(scope, deps.channels, { customer, conversation, words, isShown: false }, author);
    const note = {
      customer: customer.customerCode,
      conversation: conversation && conversationCode(conversation.number),
      text: words,
      createdAt: at.toISOString(),
    };
    return reply(201, note, { type: "customer", id: customerId });
  },
});
