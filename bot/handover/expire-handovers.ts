import { Conversation } from "../../domain/conversations/conversation.ts";
import type { Handover } from "../../domain/conversations/handover.ts";
import type { Language } from "../../domain/language/language.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import { User } from "../../domain/organisation/user.ts";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { tryEach } from "../../infra/try-each.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { deskOf } from "../desk/show-change.ts";
import { tellThread } from "../desk/tell-thread.ts";
import { plainText } from "../ports/rich-text.ts";
import { expireCustomers } from "./answer-customers.ts";
import { tellGiver } from "./answer-handover.ts";
import { endHandover, lockHandover } from "./record-handover.ts";

interface Deps {
  db: Database;
  channels: ChannelDirectory;
  clock: Clock;
}

const BATCH = 500;

/** Gives offers back that nobody accepted in time. Any number of processes may run it at once. Returns how many. */
export async function expireHandovers(deps: Deps): Promise<number> {
  const now = deps.clock.now();
  const due: { id: string; org_id: string; conversation_id: string }[] = await deps.db
    .system("conversation_handovers")
    .where({ status: "open" })
    .where("expires_at", "<=", now)
    .orderBy("expires_at")
    .limit(BATCH)
    .select("id", "org_id", "conversation_id");
  return tryEach(due, ({ id, org_id, conversation_id }) =>
    inOrganization(deps.db, org_id, (scope) => expire(scope, deps, id, conversation_id, now)),
  );
}

/** The same for offers of customers alone. */
export async function expireCustomerOffers(deps: Deps): Promise<number> {
  const now = deps.clock.now();
  const due: { id: string; org_id: string }[] = await deps.db
    .system("customer_handovers")
    .where({ status: "open" })
    .where("expires_at", "<=", now)
    .orderBy("expires_at")
    .limit(BATCH)
    .select("id", "org_id");
  return tryEach(due, ({ id, org_id }) =>
    inOrganization(deps.db, org_id, (scope) => expireCustomers(scope, deps.channels, id, now)),
  );
}

async function expire(scope: OrgScope, deps: Deps, id: string, conversationId: string, now: Date): Promise<boolean> {
  // The conversation first, as every answer does.
  const conversation = await Conversation.query(scope.trx)
    .where({ orgId: scope.orgId, id: conversationId })
    .forUpdate()
    .first()
    .throwIfNotFound();
  const handover = await lockHandover(scope, id);
  if (handover.status !== "open" || handover.expiresAt > now) return false;
  const isTheirs =
    conversation.agentId === handover.fromUserId &&
    (conversation.status === "pending" || conversation.status === "active");
  await endHandover(scope, handover, { status: isTheirs ? "expired" : "withdrawn", by: null, at: now });
  if (isTheirs) await tellReturned(scope, deps, handover, conversation);
  return true;
}

async function tellReturned(scope: OrgScope, deps: Deps, handover: Handover, conversation: Conversation) {
  const code = conversationCode(conversation.number);
  const giver = await User.query(scope.trx).findById(handover.fromUserId).throwIfNotFound();
  const to = await nameOfReceiver(scope, handover);
  await tellGiver(scope, deps.channels, giver, conversation.id, {
    en: `↩️ ${code} stays with you: ${to.en} did not accept it in time.`,
    zh: `↩️ ${code} 仍由您负责：${to.zh} 未在时限内接受。`,
  });
  const desk = await deskOf(scope, deps.channels, conversation.id);
  if (!desk?.isThreaded) return;
  const words = {
    en: `↩️ ${to.en} did not accept ${code} in time: it stays with ${giver.name}.`,
    zh: `↩️ ${to.zh} 未在时限内接受 ${code}：仍由 ${giver.name} 负责。`,
  };
  await tellThread(scope, desk, {
    content: plainText(words[desk.language]),
    act: { by: "job", why: "handover: not accepted" },
  });
}

async function nameOfReceiver({ trx, orgId }: OrgScope, handover: Handover): Promise<Record<Language, string>> {
  const { rows } = await trx.raw(
    `SELECT u.name AS person, t.name AS team FROM conversation_handovers h LEFT JOIN users u ON u.id = h.to_user_id
     LEFT JOIN teams t ON t.id = h.to_team_id WHERE h.org_id = ? AND h.id = ?`,
    [orgId, handover.id],
  );
  const { person, team } = rows[0];
  return person ? { en: person, zh: person } : { en: `team ${team}`, zh: `团队 ${team}` };
}
