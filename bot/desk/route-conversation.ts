import { z } from "zod";
import { chooseAgent } from "../../domain/conversations/choose-agent.ts";
import type { Conversation } from "../../domain/conversations/conversation.ts";
import { holderOfOther } from "../../domain/conversations/other-conversations.ts";
import { findPeopleOn } from "../../domain/conversations/people-on.ts";
import type { Customer } from "../../domain/customers/customer.ts";
import type { Language } from "../../domain/language/language.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import { presenceMs } from "../../domain/organisation/presence.ts";
import { defineSetting, readSetting } from "../../domain/organisation/settings/setting.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ConverseDeps } from "../converse/deps.ts";
import type { Button } from "../ports/outbound-message.ts";
import { giveTo } from "./conversation-acts.ts";
import { tellPerson } from "./tell-person.ts";

/** How waiting conversations find a person: setting `routing.mode`. */
export const routingMode = defineSetting("routing.mode", z.enum(["offer", "assign", "manual"]), "offer");

/** Whose turn a conversation is, or who was given it. */
export interface Routed {
  kind: "offered" | "assigned";
  userId: string;
  name: string;
  /** False where it was theirs before. */
  isNew: boolean;
}

/**
 * Finds a person for a locked conversation that waits for one: it is offered to them (they take it; nobody else is kept
 * from it) or given to them, as the organisation set. Null when nobody is on, somebody has it, or routing is manual.
 */
export async function routeConversation(
  scope: OrgScope,
  deps: Pick<ConverseDeps, "channels" | "clock">,
  about: {
    conversation: Conversation;
    customer: Customer;
    why: Record<Language, string>;
    receipt?: string;
    /** Whose turn it is not: they have just lost it. */
    exceptUserId?: string;
  },
): Promise<Routed | null> {
  const { conversation, customer } = about;
  const settings = await loadSettings(scope);
  const mode = readSetting(settings, routingMode);
  if (mode === "manual" || conversation.agentId !== null) return null;
  await oneAtATime(scope);
  const now = deps.clock.now();
  const { teamId } = conversation;
  const notBefore = new Date(now.getTime() - presenceMs(settings));
  const holderId = await holderOfOther(scope, conversation, { notBefore, now });
  const ownerId = holderId ?? customer.ownerId;
  const everybody = await findPeopleOn(scope, { teamId, ownerId, notBefore, now });
  const candidates = everybody.filter(({ userId }) => userId !== about.exceptUserId);
  const offered = candidates.find(({ userId }) => userId === conversation.offeredTo);
  if (offered && (offered.presence === "online" || offered.userId === holderId)) {
    return { kind: "offered", userId: offered.userId, name: offered.name, isNew: false };
  }
  const chosen = chooseAgent(candidates, ownerId, customer.language ?? conversation.language, holderId);
  const person = candidates.find(({ userId }) => userId === chosen?.userId);
  if (!person) return null;
  await scope.trx("users").where({ org_id: scope.orgId, id: person.userId }).update({ last_routed_at: now });
  if (mode === "assign") await giveTo(scope, conversation, person.userId, { actor: "bot" }, now);
  else await conversation.$query(scope.trx).patch({ offeredTo: person.userId });
  await tellWhoseTurn(scope, deps, { ...about, person, mode });
  const kind = mode === "assign" ? "assigned" : "offered";
  return { kind, userId: person.userId, name: person.name, isNew: true };
}

// Two conversations at the same instant must not both find the same person free.
async function oneAtATime({ trx, orgId }: OrgScope): Promise<void> {
  await trx.raw("SELECT pg_advisory_xact_lock(hashtextextended('routing:' || ?, 0))", [orgId]);
}

interface Turn {
  conversation: Conversation;
  customer: Customer;
  why: Record<Language, string>;
  receipt?: string;
  person: { userId: string; name: string; language: Language | null };
  mode: "offer" | "assign";
}

async function tellWhoseTurn(
  scope: OrgScope,
  { channels }: Pick<ConverseDeps, "channels">,
  { conversation, customer, why, receipt, person, mode }: Turn,
): Promise<void> {
  const code = conversationCode(conversation.number);
  const words =
    mode === "offer"
      ? {
          en: `👉 Your turn: ${code} · ${customer.name} ${why.en}.`,
          zh: `👉 轮到您：${code} · ${customer.name} ${why.zh}。`,
        }
      : {
          en: `👉 You have been given ${code} · ${customer.name} ${why.en}.`,
          zh: `👉 已分配给您：${code} · ${customer.name} ${why.zh}。`,
        };
  const takeIt: Button = {
    id: `take:${conversation.id}`,
    label: { en: "Take", zh: "接手" }[person.language ?? "en"],
    style: "primary",
  };
  await tellPerson(scope, channels, {
    user: { id: person.userId, name: person.name, language: person.language },
    words,
    about: {
      type: mode === "offer" ? "offered" : "assigned",
      resourceType: "conversation",
      resourceId: conversation.id,
      conversationId: conversation.id,
    },
    ...(mode === "offer" ? { buttons: [[takeIt]] } : {}),
    ...(receipt ? { receipt } : {}),
  });
}
