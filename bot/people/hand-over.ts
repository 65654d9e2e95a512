import { Conversation } from "../../domain/conversations/conversation.ts";
import { Customer } from "../../domain/customers/customer.ts";
import { passOnCustomers } from "../../domain/customers/pass-on-customers.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import { findLead } from "../../domain/organisation/find-lead.ts";
import { User } from "../../domain/organisation/user.ts";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { tryEach } from "../../infra/try-each.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { reopenWait } from "../delivery/reopen-wait.ts";
import { giveToQueue } from "../desk/conversation-acts.ts";
import type { DeskView } from "../desk/desk-view.ts";
import { refreshCard } from "../desk/refresh-card.ts";
import { routeConversation } from "../desk/route-conversation.ts";
import { deskOf } from "../desk/show-change.ts";
import { tellThread } from "../desk/tell-thread.ts";
import { readOpenMatters, sayOpenMatters, withoutText } from "../handover/open-matters.ts";
import { paragraph, quote, type RichText } from "../ports/rich-text.ts";
import { AUTHOR_SUSPENDED } from "./cancel-unsent.ts";
import { tellOfDeparture } from "./tell-of-departure.ts";

export interface HandOverDeps {
  db: Database;
  channels: ChannelDirectory;
  clock: Clock;
}

/** Whose things are handed over; `conversations`: those in which a text of theirs was cancelled. */
export interface HandOver {
  orgId: string;
  userId: string;
  conversations: string[];
}

const BATCH = 500;

/**
 * Hands over what a suspended member of staff had: their open conversations wait for a person again, with what they are
 * about, and their customers go to whoever leads their team. Each conversation is a transaction of its own, so that none
 * waits for all; run again, it goes on where it ended.
 * @throws AggregateError with the conversations that failed, when all have been tried and the customers passed on.
 */
export async function handOver(deps: HandOverDeps, { orgId, userId, conversations }: HandOver): Promise<void> {
  const now = deps.clock.now();
  const user = await inOrganization(deps.db, orgId, async ({ trx }) => User.query(trx).findOne({ orgId, id: userId }));
  if (!user || user.status === "active") return;
  const theirs = await inOrganization(deps.db, orgId, (scope) => openConversations(scope, userId));
  let queued = 0;
  const failed = await failureOf(
    tryEach(new Set([...theirs, ...conversations]), async (id) => {
      const isQueued = await inOrganization(deps.db, orgId, (scope) => handOverOne(scope, deps, { id, user, now }));
      if (isQueued) queued += 1;
      return isQueued;
    }),
  );
  await inOrganization(deps.db, orgId, async (scope) => {
    const lead = await findLead(scope, userId);
    const customers = await passOnCustomers(scope, { actor: "job" }, { from: userId, to: lead?.id ?? null });
    // One that fails each time is tried every few minutes: nobody is told of nothing as often.
    if (failed && queued === 0 && customers === 0) return;
    await tellOfDeparture(scope, deps, { user, queued, customers, lead });
  });
  if (failed) throw failed.error;
}

async function failureOf(work: Promise<unknown>): Promise<{ error: unknown } | null> {
  return work.then(
    () => null,
    (error: unknown) => ({ error }),
  );
}

/**
 * Looks for what whoever is not active any more still has: a turn may have chosen them the moment before.
 * @throws AggregateError with what failed, when everybody has been tried.
 */
export async function handOverWhatIsLeft(deps: HandOverDeps): Promise<void> {
  const { rows }: { rows: { org_id: string; id: string }[] } = await deps.db.system.raw(
    `SELECT u.org_id, u.id FROM users u WHERE u.status <> 'active' AND (
       EXISTS (SELECT FROM conversations v WHERE v.org_id = u.org_id AND v.status IN ('pending', 'active')
                 AND (v.agent_id = u.id OR v.offered_to = u.id))
       OR EXISTS (SELECT FROM customers c WHERE c.org_id = u.org_id AND c.owner_id = u.id))
     LIMIT ?`,
    [BATCH],
  );
  await tryEach(rows, async ({ org_id, id }) => {
    await handOver(deps, { orgId: org_id, userId: id, conversations: [] });
    return true;
  });
}

async function openConversations({ trx, orgId }: OrgScope, userId: string): Promise<string[]> {
  const rows: { id: string }[] = await trx("conversations")
    .where({ org_id: orgId })
    .whereIn("status", ["pending", "active"])
    .where((or) => or.where({ agent_id: userId }).orWhere({ offered_to: userId }))
    .orderBy("number")
    .limit(BATCH)
    .select("id");
  return rows.map(({ id }) => id);
}

/** True when the conversation was theirs, or was offered to them, and waits for somebody else now. */
async function handOverOne(
  scope: OrgScope,
  deps: HandOverDeps,
  { id, user, now }: { id: string; user: User; now: Date },
): Promise<boolean> {
  const conversation = await Conversation.query(scope.trx).findOne({ orgId: scope.orgId, id }).forUpdate();
  if (!conversation) return false;
  const isOpen = conversation.status === "pending" || conversation.status === "active";
  const isTheirs = isOpen && (conversation.agentId === user.id || conversation.offeredTo === user.id);
  const unsent = await unsentOf(scope, id, user.id);
  for (const line of unsent) await reopenWait(scope, { ...line, conversationId: id }, now);
  if (isTheirs) {
    if (conversation.agentId === user.id) {
      await giveToQueue(scope, conversation, { actor: "job" }, "staff_left", now);
    } else await conversation.$query(scope.trx).patch({ offeredTo: null });
    const customer = await Customer.query(scope.trx).findById(conversation.customerId).throwIfNotFound();
    const why = { en: `was with ${user.name}, who has left`, zh: `原由已离岗的 ${user.name} 负责` };
    await routeConversation(scope, deps, { conversation, customer, why });
  }
  const desk = await deskOf(scope, deps.channels, id);
  if (desk && (isTheirs || unsent.length > 0)) {
    if (isTheirs) await refreshCard(scope, desk);
    const content = await handOverWords(scope, desk, { name: user.name, isTheirs, unsent, now });
    await tellThread(scope, desk, { content, act: { by: "job", why: "hand over: a person left" }, elseToAll: true });
  }
  return isTheirs;
}

interface Unsent {
  id: string;
  sentAt: Date;
  content: string;
}

async function unsentOf({ trx, orgId }: OrgScope, conversationId: string, userId: string): Promise<Unsent[]> {
  const { rows } = await trx.raw(
    `SELECT DISTINCT m.id, m.sent_at AS "sentAt", m.content FROM deliveries d
       JOIN messages m ON m.id = d.message_id AND m.sent_at = d.message_sent_at
     WHERE d.org_id = ? AND d.conversation_id = ? AND d.error_code = ? AND d.act->>'userId' = ? AND m.content IS NOT NULL
     ORDER BY m.sent_at`,
    [orgId, conversationId, AUTHOR_SUSPENDED, userId],
  );
  return rows;
}

async function handOverWords(
  scope: OrgScope,
  { conversation, language, isWithheld }: DeskView,
  { name, isTheirs, unsent, now }: { name: string; isTheirs: boolean; unsent: Unsent[]; now: Date },
): Promise<RichText> {
  const zh = language === "zh";
  const code = conversationCode(conversation.number);
  const content: RichText = [];
  if (isTheirs) {
    content.push(
      paragraph(zh ? `⏳ ${name} 已离岗，${code} 已退回队列。` : `⏳ ${name} has left: ${code} is back in the queue.`),
    );
    const matters = await readOpenMatters(scope, conversation.id, now);
    const open = sayOpenMatters(isWithheld ? withoutText(matters) : matters, language, now);
    if (open) content.push(paragraph(open));
  }
  if (unsent.length > 0) {
    const title = zh
      ? `✗ ${name} 的以下内容尚未发出，已取消。如仍适用，请以您本人名义发送：`
      : `✗ Not sent and cancelled, since ${name} has left. Send it as your own where it still fits:`;
    content.push(paragraph(title), ...unsent.map(({ content: text }) => quote(text)));
  }
  return content;
}
