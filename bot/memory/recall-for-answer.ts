import { type BotChat, recallForChat, refreshMemories } from "../../domain/memory/recall.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { ConverseDeps } from "../converse/deps.ts";
import type { MessageEvent } from "../ports/inbound-event.ts";
import { readPastTurns } from "./past-turns.ts";
import { sayMemory } from "./say-memory.ts";

const MEMORIES = 5;
const TURNS = 3;

/**
 * What is remembered of the customer, for a model that writes the answer; nothing without one, since an approved text
 * stays as it is. In a group nothing, and from another chat nothing unless the account is known to be the client's.
 */
export async function recallForAnswer(
  { db, services, findTurns, clock }: Pick<ConverseDeps, "db" | "services" | "findTurns" | "clock">,
  channel: LiveChannel,
  event: MessageEvent,
  found: { customer: { id: string } | null; identity: { verifiedAt: Date | null } | null },
): Promise<{ remembered?: string[] }> {
  const { customer, identity } = found;
  if (services.model === null || !customer || !identity || event.chat.kind === "group") return {};
  const chat: BotChat = {
    channelId: channel.id,
    chat: event.chat.key,
    isGroup: false,
    isVerified: identity.verifiedAt !== null,
  };
  const now = clock.now();
  const { memories, turns } = await inOrganization(db, channel.orgId, async (scope) => {
    const recalled = await recallForChat(scope, { customerId: customer.id, chat, limit: MEMORIES, now });
    await refreshMemories(
      scope,
      recalled.map(({ id }) => id),
      now,
    );
    return { memories: recalled, turns: await readPastTurns(scope, { customerId: customer.id, inChat: chat, now }) };
  });
  const said = (await findTurns(turns, event.text, TURNS)).filter(({ speaker }) => speaker === "customer");
  const remembered = [
    ...memories.map((one) => sayMemory(one, "en")),
    ...said.map(({ said: day, text }) => `${day.slice(0, 10)}: “${text}”`),
  ];
  return remembered.length > 0 ? { remembered } : {};
}
