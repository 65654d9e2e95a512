import { Conversation } from "../../domain/conversations/conversation.ts";
import { findOwned, type OwnedConversation } from "../../domain/conversations/owned-conversations.ts";
import { Customer } from "../../domain/customers/customer.ts";
import type { Language } from "../../domain/language/language.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import { loadRosters } from "../../domain/organisation/load-roster.ts";
import { loadTeamSettings } from "../../domain/organisation/team-settings.ts";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { tryEach } from "../../infra/try-each.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { giveToQueue } from "../desk/conversation-acts.ts";
import { refreshCard } from "../desk/refresh-card.ts";
import { type Routed, routeConversation } from "../desk/route-conversation.ts";
import { deskOf } from "../desk/show-change.ts";
import { tellPerson } from "../desk/tell-person.ts";
import { tellThread } from "../desk/tell-thread.ts";
import { plainText } from "../ports/rich-text.ts";
import { readOpenMatters, sayOpenMatters, withoutText } from "./open-matters.ts";
import { type ReturnCause, type ReturnRules, whyReturn } from "./why-return.ts";

interface Deps {
  db: Database;
  channels: ChannelDirectory;
  clock: Clock;
}

/**
 * Takes conversations from owners who are away, off shift, or let a customer wait, puts them back to the queue with
 * what is open in them, and calls the next person. Any number of processes may run it at once. Returns how many went
 * back.
 */
export async function returnUnanswered(deps: Deps): Promise<number> {
  const orgIds = new Set((await deps.channels.all()).map(({ orgId }) => orgId));
  const due: { orgId: string; id: string }[] = [];
  for (const orgId of orgIds) {
    const ids = await inOrganization(deps.db, orgId, (scope) => dueOf(scope, deps.clock.now()));
    due.push(...ids.map((id) => ({ orgId, id })));
  }
  return tryEach(due, ({ orgId, id }) => inOrganization(deps.db, orgId, (scope) => giveBack(scope, deps, id)));
}

async function dueOf(scope: OrgScope, now: Date): Promise<string[]> {
  const owned = await findOwned(scope);
  const rules = new Map<string | null, ReturnRules>();
  for (const teamId of new Set(owned.map((one) => one.teamId))) rules.set(teamId, await loadRules(scope, teamId));
  const isDue = (one: OwnedConversation) => {
    const of = rules.get(one.teamId);
    return of !== undefined && whyReturn(one, of, now) !== null;
  };
  return owned.filter(isDue).map(({ id }) => id);
}

/** By the hours of the conversation's team. */
async function loadRules(scope: OrgScope, teamId: string | null): Promise<ReturnRules> {
  return { settings: await loadTeamSettings(scope, teamId), rosters: [...(await loadRosters(scope)).values()] };
}

/** Looks again under the lock: the owner may have written, or another process been first. */
async function giveBack(scope: OrgScope, deps: Deps, id: string): Promise<boolean> {
  const conversation = await Conversation.query(scope.trx)
    .where({ orgId: scope.orgId, id })
    .forUpdate()
    .skipLocked()
    .first();
  const [owned] = conversation ? await findOwned(scope, id) : [];
  const now = deps.clock.now();
  const cause = owned ? whyReturn(owned, await loadRules(scope, owned.teamId), now) : null;
  if (!conversation || !owned || !cause) return false;
  await giveToQueue(scope, conversation, { actor: "job" }, cause === "away" ? "owner_away" : cause, now);
  const customer = await Customer.query(scope.trx).findById(conversation.customerId).throwIfNotFound();
  const routed = conversation.waitingSince
    ? await routeConversation(scope, deps, { conversation, customer, why: stillWaits, exceptUserId: owned.owner.id })
    : null;
  await tellAll(scope, deps, { conversation, customer, owned, cause, routed, now });
  return true;
}

const stillWaits = { en: "still waits for an answer", zh: "仍在等待回复" };

interface Returned {
  conversation: Conversation;
  customer: Customer;
  owned: OwnedConversation;
  cause: ReturnCause;
  routed: Routed | null;
  now: Date;
}

async function tellAll(scope: OrgScope, deps: Deps, returned: Returned): Promise<void> {
  const { conversation, customer, owned, cause, now } = returned;
  const code = conversationCode(conversation.number);
  const desk = await deskOf(scope, deps.channels, conversation.id);
  if (desk) {
    await refreshCard(scope, desk);
    const matters = await readOpenMatters(scope, conversation.id, now);
    const open = sayOpenMatters(desk.isWithheld ? withoutText(matters) : matters, desk.language, now);
    const content = plainText([threadWords(returned, code)[desk.language], open].filter(Boolean).join("\n"));
    await tellThread(scope, desk, { content, act: { by: "job", why: `returned: ${cause}` }, elseToAll: true });
  }
  await tellPerson(scope, deps.channels, {
    user: owned.owner,
    words: ownerWords[cause](code, customer.name),
    about: {
      type: "returned",
      resourceType: "conversation",
      resourceId: conversation.id,
      conversationId: conversation.id,
    },
  });
}

function threadWords({ owned, cause, routed }: Returned, code: string): Record<Language, string> {
  const next = {
    en: routed ? (routed.kind === "offered" ? ` · ${routed.name}'s turn` : ` · given to ${routed.name}`) : "",
    zh: routed ? (routed.kind === "offered" ? `。轮到 ${routed.name}` : `。已分配给 ${routed.name}`) : "",
  };
  const { name } = owned.owner;
  return {
    en: `⏳ ${name} ${causeWords[cause].en}: ${code} is back in the queue${next.en}`,
    zh: `⏳ ${name} ${causeWords[cause].zh}：${code} 已退回队列${next.zh}`,
  };
}

const causeWords: Record<ReturnCause, Record<Language, string>> = {
  away: { en: "is away", zh: "已离开" },
  off_shift: { en: "is off shift", zh: "已下班" },
  unanswered: { en: "has not answered in time", zh: "未按时回复" },
};

const ownerWords: Record<ReturnCause, (code: string, customer: string) => Record<Language, string>> = {
  away: (code, customer) => ({
    en: `⏳ You are away: ${code} · ${customer} went back to the queue. /take ${code} when you are here.`,
    zh: `⏳ 您已离开：${code} · ${customer} 已退回队列。回来后可 /take ${code}。`,
  }),
  off_shift: (code, customer) => ({
    en: `⏳ Your shift is over and ${customer} waits: ${code} went back to the queue. /take ${code} if you still answer.`,
    zh: `⏳ 您已下班，而 ${customer} 仍在等待：${code} 已退回队列。如仍要回复请 /take ${code}。`,
  }),
  unanswered: (code, customer) => ({
    en: `⏳ ${customer} has waited too long: ${code} went back to the queue. /take ${code} if you answer now.`,
    zh: `⏳ ${customer} 等待过久：${code} 已退回队列。如现在回复请 /take ${code}。`,
  }),
};
