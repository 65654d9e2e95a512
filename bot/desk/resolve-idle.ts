import { Conversation } from "../../domain/conversations/conversation.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { Clock } from "../../infra/clock.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { tryEach } from "../../infra/try-each.ts";
import type { ChannelDirectory, LiveChannel } from "../channels/channel-directory.ts";
import { askSatisfaction } from "../converse/ask-satisfaction.ts";
import { readRules } from "../converse/organisation-rules.ts";
import { plainText } from "../ports/rich-text.ts";
import { closeThread } from "./close-thread.ts";
import { giveToQueue, resolve } from "./conversation-acts.ts";
import { refreshCard } from "./refresh-card.ts";
import { deskOf } from "./show-change.ts";
import { tellThread } from "./tell-thread.ts";
import { nobodyWaits } from "./waits-for-person.ts";

interface Deps {
  db: Database;
  channels: ChannelDirectory;
  clock: Clock;
}

const BATCH = 500;

/**
 * Ends conversations in which nothing was said for `conversation.idle_hours` and no customer waits: who waits is forgotten
 * neither over a weekend nor over a holiday. One that a person holds goes back to the queue first, and ends after the same
 * time again; while its customer waits, the rules of `returnUnanswered` alone take it from them. Any number of
 * processes may run it at once. Returns how many changed.
 * @throws AggregateError with what failed, when all have been tried.
 */
export async function resolveIdle(deps: Deps): Promise<number> {
  const now = deps.clock.now();
  let changed = 0;
  await tryEach(await deps.channels.all(), async (channel) => {
    const inChannel = await resolveIdleIn(deps, channel, now);
    changed += inChannel;
    return inChannel > 0;
  });
  return changed;
}

async function resolveIdleIn(deps: Deps, channel: LiveChannel, now: Date): Promise<number> {
  const idleMs = await inOrganization(deps.db, channel.orgId, async (scope) =>
    readRules(await loadSettings(scope)).idleMs(channel),
  );
  const since = new Date(now.getTime() - idleMs);
  const ids = await idleConversations(deps.db, channel, since);
  return tryEach(ids, (id) => inOrganization(deps.db, channel.orgId, (scope) => endIdle(scope, deps, id, since, now)));
}

async function idleConversations(db: Database, channel: LiveChannel, since: Date): Promise<string[]> {
  const rows: { id: string }[] = await db
    .system("conversations")
    .where({ org_id: channel.orgId, channel_id: channel.id })
    .whereIn("status", ["pending", "active"])
    .whereRaw("greatest(coalesce(last_message_at, created_at), handoff_at, taken_at) < ?", [since])
    .whereRaw(nobodyWaits.sql, nobodyWaits.bindings)
    .orderBy("last_message_at")
    .limit(BATCH)
    .select("id");
  return rows.map(({ id }) => id);
}

async function endIdle(scope: OrgScope, deps: Deps, id: string, since: Date, now: Date): Promise<boolean> {
  const conversation = await Conversation.query(scope.trx)
    .where({ orgId: scope.orgId, id })
    .whereIn("status", ["pending", "active"])
    .whereRaw("greatest(coalesce(last_message_at, created_at), handoff_at, taken_at) < ?", [since])
    .whereRaw(nobodyWaits.sql, nobodyWaits.bindings)
    .forUpdate()
    .skipLocked()
    .first();
  if (!conversation) return false;
  const wasHeld = conversation.agentId !== null;
  // Nobody is called: no customer waits.
  if (wasHeld) await giveToQueue(scope, conversation, { actor: "job" }, "idle", now);
  else {
    await resolve(scope, conversation, { actor: "job" }, now);
    await askSatisfaction(scope, deps, conversation);
  }
  const desk = await deskOf(scope, deps.channels, id);
  if (!desk) return true;
  await refreshCard(scope, desk);
  if (!wasHeld) await closeThread(scope, desk);
  const code = conversationCode(conversation.number);
  const words = wasHeld
    ? {
        en: `⏳ Nothing was said in ${code} for long: it is back in the queue.`,
        zh: `⏳ ${code} 长时间无新消息，已退回队列。`,
      }
    : { en: `✔ ${code} was silent for long and is resolved.`, zh: `✔ ${code} 长时间无新消息，已自动解决。` };
  const act = { by: "job" as const, why: "idle" };
  await tellThread(scope, desk, { content: plainText(words[desk.language]), act, elseToAll: wasHeld });
  return true;
}
