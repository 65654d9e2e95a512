import { conversationCode } from "../../domain/organisation/codes.ts";
import { actOnConversation } from "../desk/act-on-conversation.ts";
import { setFocus } from "../desk/focus.ts";
import { deskOf } from "../desk/show-change.ts";
import { showMissed } from "../desk/show-missed.ts";
import { acceptHandover, declineHandover, tellGiver } from "../handover/answer-handover.ts";
import { findHandover, lockHandover } from "../handover/record-handover.ts";
import type { ButtonAction, CommandContext } from "./command.ts";

/** Takes an offered conversation; the first who presses has it. */
export const handoverAccept: ButtonAction = {
  name: "handover_accept",
  permission: "conversation.handover",
  run: async (context, id) => {
    const { conversationId } = await findHandover(context.scope, id);
    return actOnConversation(besideTheCard(context), conversationId, async ({ conversation, customer, code }) => {
      const { scope, staff, deps } = context;
      const at = deps.clock.now();
      const handover = await lockHandover(scope, id);
      const { giver } = await acceptHandover(scope, deps.channels, { handover, conversation, staff, at });
      await focus(context, conversation.id);
      const desk = await deskOf(scope, deps.channels, conversation.id);
      if (desk) await showMissed(scope, desk);
      await tellGiver(scope, deps.channels, giver, conversation.id, {
        en: `✅ ${staff.name} accepted ${code} · ${customer.name} from you.`,
        zh: `✅ ${staff.name} 已接受您转接的 ${code} · ${customer.name}。`,
      });
      return {
        en: `${staff.name} has accepted ${code} from ${giver.name}. Plain lines of ${staff.name} now go to ${customer.name}.`,
        zh: `${staff.name} 已从 ${giver.name} 接手 ${code}。${staff.name} 的普通内容将直接发送给 ${customer.name}。`,
      };
    });
  },
};

/** Says no: the conversation stays with who offered it, who is told. */
export const handoverDecline: ButtonAction = {
  name: "handover_decline",
  permission: "conversation.handover",
  run: async (context, id) => {
    const { conversationId } = await findHandover(context.scope, id);
    return actOnConversation(besideTheCard(context), conversationId, async ({ conversation, code }) => {
      const { scope, staff, deps } = context;
      const handover = await lockHandover(scope, id);
      const at = deps.clock.now();
      const { giver } = await declineHandover(scope, { handover, conversation, staff, at });
      await tellGiver(scope, deps.channels, giver, conversation.id, {
        en: `↩️ ${code} stays with you: ${staff.name} declined it.`,
        zh: `↩️ ${code} 仍由您负责：${staff.name} 拒绝了转接。`,
      });
      return {
        en: `${staff.name} declined ${conversationCode(conversation.number)}: it stays with ${giver.name}.`,
        zh: `${staff.name} 拒绝了 ${conversationCode(conversation.number)}：仍由 ${giver.name} 负责。`,
      };
    });
  },
};

// The press was on the offer, not on the conversation's card.
function besideTheCard({ respondTo: _, ...context }: CommandContext): CommandContext {
  return context;
}

// Where there are no threads, what a person took is what they write to next.
async function focus({ scope, channel, chat, staff, deps }: CommandContext, conversationId: string): Promise<void> {
  if (chat.kind !== "staff") return;
  await setFocus(scope, { channelId: channel.id, userId: staff.userId, conversationId, at: deps.clock.now() });
}
