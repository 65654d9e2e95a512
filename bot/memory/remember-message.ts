import { z } from "zod";
import { Conversation } from "../../domain/conversations/conversation.ts";
import { Message } from "../../domain/conversations/message.ts";
import { consentedRecipients } from "../../domain/customers/cross-border.ts";
import { lockCustomer } from "../../domain/customers/lock-customer.ts";
import { keepFacts } from "../../domain/memory/keep-facts.ts";
import { takeBackFacts } from "../../domain/memory/take-back.ts";
import { loadTeams } from "../../domain/organisation/team.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import type { RegionPin } from "../../knowledge/index.ts";
import { currentWords } from "../converse/add-version.ts";
import type { ConverseDeps } from "../converse/deps.ts";

/** The payload of the job `remember`: a customer's message. */
export const RememberJob = z.object({ orgId: z.uuid(), messageId: z.uuid(), sentAt: z.iso.datetime() });
export type RememberJob = z.infer<typeof RememberJob>;

/**
 * Keeps what a customer's message says of them, as it reads now; what it said before and says no more is taken back.
 * Run again it changes nothing.
 */
export async function rememberMessage(
  { db, readFacts, clock }: Pick<ConverseDeps, "db" | "readFacts" | "clock">,
  { orgId, messageId, sentAt }: RememberJob,
): Promise<void> {
  const about = { id: messageId, sentAt: new Date(sentAt) };
  const found = await inOrganization(db, orgId, (scope) => readMessage(scope, about));
  if (!found) return;
  const { text, pin } = found;
  const { said, found: inferred } = text
    ? await readFacts({ orgId, text, ...(pin ? { pin } : {}) })
    : { said: [], found: [] };
  await inOrganization(db, orgId, async (scope) => {
    // Behind the lock: forgotten, merged or reworded meanwhile.
    const now = await lockAndRead(scope, about);
    if (!now || now.text !== text) return;
    const { customerId, conversationId } = now;
    const at = clock.now();
    await takeBackFacts(scope, { customerId, messageId, stillSaid: [...said, ...inferred], at });
    const message = { customerId, conversationId, message: about, at };
    await keepFacts(scope, { ...message, facts: said, sourceType: "conversation" });
    await keepFacts(scope, { ...message, facts: inferred, sourceType: "ai_analysis" });
  });
}

interface Found {
  /** As it reads now; null where it was taken back. */
  text: string | null;
  customerId: string;
  conversationId: string;
  pin: RegionPin | null;
}

async function lockAndRead(scope: OrgScope, about: { id: string; sentAt: Date }): Promise<Found | null> {
  const before = await readMessage(scope, about);
  if (!before) return null;
  await lockCustomer(scope, before.customerId);
  const now = await readMessage(scope, about);
  // Merged while it waited for the lock: the next attempt of the job finds whose it is.
  if (now && now.customerId !== before.customerId) throw new Error("The message's customer changed meanwhile.");
  return now;
}

async function readMessage(scope: OrgScope, { id, sentAt }: { id: string; sentAt: Date }): Promise<Found | null> {
  const message = await Message.query(scope.trx).where({ orgId: scope.orgId, id, sentAt }).first();
  if (message?.senderType !== "customer" || message.customerId === null) return null;
  if (message.metadata["forwarded"] === true) return null;
  const conversation = await Conversation.query(scope.trx).findById(message.conversationId).throwIfNotFound();
  const { isGroup, memoryFrom, customerId } = conversation;
  if (isGroup || (memoryFrom !== null && message.sentAt <= memoryFrom)) return null;
  const text = message.deletedAt === null ? await currentWords(scope, message) : null;
  return { text, customerId, conversationId: conversation.id, pin: await pinOf(scope, conversation) };
}

async function pinOf(scope: OrgScope, { teamId, customerId }: Conversation): Promise<RegionPin | null> {
  if (teamId === null) return null;
  const team = (await loadTeams(scope)).teams.find(({ id }) => id === teamId);
  return team?.region ? { region: team.region, consented: await consentedRecipients(scope, customerId) } : null;
}
