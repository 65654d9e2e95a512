import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory, LiveChannel } from "../channels/channel-directory.ts";
import type { ClaimedDelivery } from "../delivery/claim-delivery.ts";
import type { DeliveryEnd } from "../delivery/delivery-end.ts";
import { type Aftermath, queueDelivery } from "../delivery/queue-delivery.ts";
import { afterMaterial } from "../materials/after-material.ts";
import { plainText } from "../ports/rich-text.ts";
import { endRecall } from "../recall/end-recall.ts";
import { recallButtons } from "../recall/recall-buttons.ts";
import { afterScript } from "../scripts/after-script.ts";
import { endSessionMove } from "../sessions/end-session-move.ts";
import { markLine } from "./mark-line.ts";
import { budgetLeft } from "./reply-budget.ts";
import { tellMoved } from "./tell-moved.ts";

/** Does what a delivery's act asks for once it is known what became of it, in the transaction that writes it down. */
export async function follow(
  scope: OrgScope,
  channels: ChannelDirectory,
  channel: LiveChannel,
  delivery: ClaimedDelivery,
  end: DeliveryEnd,
): Promise<void> {
  const { after } = delivery.act;
  if (end.kind === "sent") await afterScript(scope, channels, delivery);
  if (end.kind === "sent") await afterMaterial(scope, delivery);
  if (!after) return;
  if (after.kind === "mark_line") return markSent(scope, channels, channel, delivery, after, end);
  if (after.kind === "tell_moved") return sayWhereTo(scope, channels, delivery, after);
  if (after.kind === "end_session_move") return endSessionMove(scope, channels, delivery, end);
  if (after.kind === "end_recall") return endRecall(scope, channels, delivery, after, end);
  if (end.kind !== "sent") await sayHowToHear(scope, channel, after, end);
}

async function markSent(
  scope: OrgScope,
  channels: ChannelDirectory,
  channel: LiveChannel,
  delivery: ClaimedDelivery,
  line: Extract<Aftermath, { kind: "mark_line" }>,
  end: DeliveryEnd,
): Promise<void> {
  const budget =
    end.kind === "sent" && delivery.conversationId
      ? await budgetLeft(scope, channel, delivery.conversationId, delivery.target.chatId)
      : null;
  const place = { ...line, messageId: delivery.messageId };
  if (end.kind !== "sent") return markLine(scope, channels, place, end);
  const buttons = recallButtons(channel, delivery, line.language);
  const isTogether = end.isTogether ?? false;
  await markLine(scope, channels, place, { kind: "sent", budget, isTogether, buttons });
}

/** Also where the new thread could not be opened: nobody must wait in the old one for what comes next. */
async function sayWhereTo(
  scope: OrgScope,
  channels: ChannelDirectory,
  delivery: ClaimedDelivery,
  { deskThreadId, team }: Extract<Aftermath, { kind: "tell_moved" }>,
): Promise<void> {
  const where = { org_id: scope.orgId, id: delivery.desk?.id ?? null };
  const opened = await scope.trx("desk_threads").where(where).first("url", "thread_id");
  // A long card has several parts; its first one opened the thread.
  if (opened?.thread_id && delivery.operation !== "open") return;
  await tellMoved(scope, channels, { from: deskThreadId, team, url: opened?.url ?? null });
}

/** An answer in private could not arrive: where it was asked stands only how it can. */
async function sayHowToHear(
  scope: OrgScope,
  channel: LiveChannel,
  { chat, target, language }: Extract<Aftermath, { kind: "say_how_to_hear" }>,
  end: Exclude<DeliveryEnd, { kind: "sent" }>,
): Promise<void> {
  if (end.fault !== "recipient_gone") return;
  await queueDelivery(scope, {
    channel,
    chat,
    target,
    audience: "staff",
    purpose: "command",
    content: plainText(openFirst[language]),
    act: { by: "bot", why: "the private answer could not arrive" },
  });
}

const openFirst: Record<Language, string> = {
  en: "The answer is for you alone, and I cannot write to you yet. Open a private chat with me, press Start, and ask again.",
  zh: "此答复仅供您本人查看，但我还不能给您发私信。请先打开与我的私聊并点击“开始”，然后重新提问。",
};
