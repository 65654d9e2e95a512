import { z } from "zod";
import { sendForSystem, systemTextRules } from "../../../../bot/converse/send-for-system.ts";
import { deliveriesOfMessage } from "../../../../bot/delivery/list-deliveries.ts";
import { languages } from "../../../../domain/language/language.ts";
import { conversationCode } from "../../../../domain/organisation/codes.ts";
import { defineRoute, reply } from "../api-route.ts";
import { Delivery, showDelivery } from "../delivery-shape.ts";
import { ConversationRef, CustomerRef, none, text } from "../fields.ts";
import { requireConversation, requireCustomer } from "../find-referred.ts";
import { Problem, problem } from "../problem.ts";

const Draft = { text: text(4000), language: z.enum(languages).optional().describe("What it is written in") };
const purpose = z
  .enum(["account", "service", "marketing"])
  .describe(
    "account: anything about the customer's own account (amounts, references, status), sent only to a verified chat; service: what concerns them otherwise; marketing: what they did not ask for, not sent to who has opted out",
  );

const NewMessage = z
  .union([
    z.strictObject({ customer: CustomerRef, purpose, ...Draft }),
    z.strictObject({ conversation: ConversationRef, purpose, ...Draft }),
  ])
  .meta({ id: "NewMessage" });

const Accepted = z
  .object({ message: z.uuid(), conversation: z.string(), deliveries: z.array(Delivery) })
  .meta({ id: "AcceptedMessage" });

const held =
  "it says what must not be promised, is written down, and waits for a manager's decision (`approval`); sending it again writes it down again";

export const postMessage = defineRoute({
  method: "post",
  path: "/messages",
  operationId: "sendMessage",
  summary: "Sends a text to a customer",
  description:
    "Through the same gate as everything that customers are sent: labelled as automated, checked for prohibited claims. It goes into the conversation, or into the customer's newest private one.",
  permission: "message.send",
  params: none,
  query: none,
  body: NewMessage,
  responses: {
    202: { description: "On its way: see the deliveries", schema: Accepted },
    409: { description: "A rule says no", schema: Problem },
  },
  rules: {
    ...Object.fromEntries(Object.entries(systemTextRules).map(([rule, words]) => [rule, words.en])),
    held,
  },
  prepare: ({ deps }) => deps.ensureMonth(deps.clock.now()),
  handle: async ({ scope, deps, key, body }) => {
    const to =
      "customer" in body
        ? { customerId: await requireCustomer(scope, body.customer) }
        : { conversationId: (await requireConversation(scope, body.conversation)).id };
    const { text, purpose, language } = body;
    const sent = await sendForSystem(scope, deps, { to, text, purpose, key, ...(language ? { language } : {}) });
    const about = { type: "message", id: sent.message.id };
    if (sent.held) {
      const detail = sent.hits.map(({ words, reason }) => `“${words}”: ${reason.en}`).join("; ");
      return reply(409, problem("rule", { rule: "held", detail, approval: sent.approvalNumber }), about);
    }
    const deliveries = (await deliveriesOfMessage(scope, sent.message.id)).map(showDelivery);
    const conversation = conversationCode(sent.conversation.number);
    return reply(202, { message: sent.message.id, conversation, deliveries }, about);
  },
});
