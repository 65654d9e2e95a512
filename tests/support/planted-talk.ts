import type { Knex } from "knex";
import { newId } from "../../infra/ids.ts";

/** A customer's question with its answer, an hour ago, all that the product writes of it. */
export interface PlantedTalk {
  orgId: string;
  channelId: string;
  customerId: string;
  conversationId: string;
  question: { id: string; sentAt: Date; externalId: string };
  answer: { id: string; sentAt: Date; deliveryId: string };
}

const MINUTE_MS = 60_000;

/** An organisation of its own in which everything is as it must be. `knex` may write to every table. */
export async function plantTalk(knex: Knex, minutesAgo = 60): Promise<PlantedTalk> {
  const orgId = newId();
  const channelId = newId();
  await knex("organizations").insert({ id: orgId, code: orgId, name: "A broker" });
  await knex("channels").insert({ id: channelId, org_id: orgId, platform: "telegram", name: "main" });
  const customerId = newId();
  const now = Date.now();
  const at = (minutes: number) => new Date(now - (minutesAgo - minutes) * MINUTE_MS);
  const customer = { id: customerId, org_id: orgId, customer_code: "CUST_00001", name: "Wang Wei" };
  const old = { created_at: at(0), updated_at: at(0) };
  await knex("customers").insert({ ...customer, last_contact_at: at(0), ...old });
  const funnel = { org_id: orgId, customer_id: customerId, user_id: null };
  const contact_date = at(0).toISOString().slice(0, 10);
  await knex("funnel_tofu").insert({ id: newId(), ...funnel, contact_date, source_channel: "unknown" });
  await knex("funnel_mofu").insert({ id: newId(), ...funnel, total_conversations: 1 });
  const talk: PlantedTalk = {
    ...{ orgId, channelId, customerId },
    conversationId: newId(),
    question: { id: newId(), sentAt: at(0), externalId: "chat:1" },
    answer: { id: newId(), sentAt: at(1), deliveryId: newId() },
  };
  await plantConversation(knex, talk, old);
  await plantQuestion(knex, talk);
  await plantAnswer(knex, talk);
  return talk;
}

async function plantConversation(knex: Knex, talk: PlantedTalk, old: Record<string, Date>): Promise<void> {
  const { orgId, channelId, customerId, conversationId, question, answer } = talk;
  await knex("conversations").insert({
    ...{ id: conversationId, org_id: orgId, number: 1001, customer_id: customerId, channel_id: channelId },
    ...{ channel_type: "telegram", external_chat_id: "chat", chat: "chat", message_count: 2 },
    ...{ last_message_at: answer.sentAt, last_customer_message_at: question.sentAt, first_response_at: answer.sentAt },
    ...old,
  });
}

async function plantQuestion(knex: Knex, { orgId, channelId, question, ...talk }: PlantedTalk): Promise<void> {
  const reference = { message_id: question.id, message_sent_at: question.sentAt };
  await knex("messages").insert({
    ...{ id: question.id, org_id: orgId, conversation_id: talk.conversationId, customer_id: talk.customerId },
    ...{
      channel_id: channelId,
      platform: "telegram",
      direction: "inbound",
      sender_type: "customer",
      status: "received",
    },
    ...{ content: "How long does a withdrawal take?", external_message_id: question.externalId },
    ...{ sent_at: question.sentAt, received_at: question.sentAt, created_at: question.sentAt },
  });
  await knex("message_refs").insert({
    ...{ channel_id: channelId, external_message_id: question.externalId, org_id: orgId, ...reference },
  });
  await knex("inbound_receipts").insert({
    ...{ channel_id: channelId, external_id: "1", org_id: orgId, chat: "chat", payload: "{}", status: "done" },
    ...{ outcome: "message", received_at: question.sentAt, processed_at: question.sentAt, ...reference },
  });
}

async function plantAnswer(knex: Knex, { orgId, channelId, question, answer, ...talk }: PlantedTalk): Promise<void> {
  const reference = { message_id: answer.id, message_sent_at: answer.sentAt };
  await knex("messages").insert({
    ...{ id: answer.id, org_id: orgId, conversation_id: talk.conversationId, customer_id: talk.customerId },
    ...{ channel_id: channelId, platform: "telegram", direction: "outbound", sender_type: "ai", status: "sent" },
    ...{ content: "One day.", sent_at: answer.sentAt, received_at: answer.sentAt, created_at: answer.sentAt },
  });
  await knex("answers").insert({
    ...{ id: newId(), org_id: orgId, conversation_id: talk.conversationId, outcome: "answered", mode: "approved" },
    ...{ question_message_id: question.id, question_sent_at: question.sentAt, question: "How long?", ...reference },
    created_at: answer.sentAt,
  });
  await knex("deliveries").insert(deliveryRow({ orgId, channelId, question, answer, ...talk }));
}

/** A delivery of the answer, as it was sent. */
export function deliveryRow({ orgId, channelId, conversationId, customerId, answer }: PlantedTalk) {
  return {
    ...{ id: answer.deliveryId, org_id: orgId, channel_id: channelId, chat: "chat", target: { chatId: "chat" } },
    ...{ audience: "customer", purpose: "answer", conversation_id: conversationId, customer_id: customerId },
    ...{ message_id: answer.id, message_sent_at: answer.sentAt, content: "[]", status: "sent", attempts: 1 },
    ...{ act: { by: "bot", why: "knowledge", receipt: "1" }, first_attempt_at: answer.sentAt },
    ...{ sent_at: answer.sentAt, created_at: answer.sentAt, updated_at: answer.sentAt },
  };
}
