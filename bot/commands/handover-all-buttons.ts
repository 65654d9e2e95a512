import { Conversation } from "../../domain/conversations/conversation.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import { acceptBatch, openOffers } from "../handover/accept-batch.ts";
import type { Button } from "../ports/outbound-message.ts";
import { plainText } from "../ports/rich-text.ts";
import type { ButtonAction } from "./command.ts";

/** Accepts everything that somebody offered at once, as far as it still stands. */
export const handoverAll: ButtonAction = {
  name: "handover_all",
  permission: "conversation.handover",
  run: async (context, batchId) => {
    const codes = await acceptBatch(context, batchId);
    return plainText(
      { en: `You have ${codes.join(", ")} now.`, zh: `现由您负责 ${codes.join("、")}。` }[context.language],
    );
  },
};

/** Two buttons each, six in all: as many as a card takes everywhere. */
const AT_ONCE = 3;

/** Shows what was offered, with buttons for the first few; pressed again it shows the next. */
export const handoverEach: ButtonAction = {
  name: "handover_each",
  permission: "conversation.handover",
  run: async ({ scope, staff, language }, batchId) => {
    const open = await openOffers(scope, batchId);
    if (open.length === 0) {
      return plainText({ en: "Nothing of this stands any more.", zh: "没有可接受的会话。" }[language]);
    }
    const buttons: Button[][] = [];
    for (const { id, conversationId, toUserId } of open.slice(0, AT_ONCE)) {
      const { number } = await Conversation.query(scope.trx).findById(conversationId).throwIfNotFound();
      const code = conversationCode(number);
      const accept = { id: `handover_accept:${id}`, label: { en: `Accept ${code}`, zh: `接受 ${code}` }[language] };
      const decline = { id: `handover_decline:${id}`, label: { en: `Decline ${code}`, zh: `拒绝 ${code}` }[language] };
      buttons.push(toUserId === staff.userId ? [accept, decline] : [accept]);
    }
    const words = {
      en: `${open.length} wait for you. Press “One by one” again for the next.`,
      zh: `还有 ${open.length} 个等待您接受。再次点击“逐个查看”显示后续。`,
    };
    return { say: plainText(words[language]), buttons };
  },
};
