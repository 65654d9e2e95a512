import { mirrorOutbound } from "../desk/mirror.ts";
import { actOf, dropOtherChoices, markOffer, takeOffer } from "../desk/offer.ts";
import { sendAsAgent } from "../desk/send-as-agent.ts";
import { deskOf } from "../desk/show-change.ts";
import { whichConversation } from "../desk/which-conversation.ts";
import { readOfferedMaterial } from "../materials/offered-material.ts";
import { paragraph, plainText, type RichText, toPlainText } from "../ports/rich-text.ts";
import { refuseRetired, refuseUnfilled } from "../scripts/refuse-unsendable.ts";
import type { ButtonAction, CommandAnswer, CommandContext } from "./command.ts";

/** Sends an offered answer or script as it is; whoever has the conversation may, once. */
export const offerSend: ButtonAction = {
  name: "offer_send",
  permission: "conversation.take",
  run: sendOffer,
};

/** Hands out the words to be changed; the person's next line to this customer counts as made from them. */
export const offerEdit: ButtonAction = {
  name: "offer_edit",
  permission: "conversation.take",
  run: editOffer,
};

async function sendOffer(context: CommandContext, offerId: string): Promise<CommandAnswer> {
  const { scope, deps, staff, language, receipt } = context;
  const offer = await takeOffer(scope, offerId, staff.userId);
  await refuseRetired(scope, offer, deps.clock.now());
  refuseUnfilled(offer);
  const { conversation, customer } = await whichConversation(scope, "", offer.conversationId);
  const material = await readOfferedMaterial(scope, deps.channels, offer, conversation);
  const desk = await deskOf(scope, deps.channels, conversation.id);
  const result = await sendAsAgent(scope, deps, {
    conversation,
    staff,
    content: offer.content,
    why: offer.kind === "translation" ? "translation" : `button: ${offer.kind}`,
    receipt,
    ...actOf(offer, toPlainText(offer.content)),
    ...(material.files.length > 0 ? { files: material.files } : {}),
    isPrepared: offer.kind !== "line",
    ...(desk
      ? {
          after: {
            kind: "mark_line" as const,
            deskThreadId: desk.thread.id,
            replyTo: null,
            language: desk.language,
            to: customer.name,
          },
        }
      : {}),
  });
  const use = { userId: staff.userId, at: deps.clock.now() };
  await markOffer(scope, offer, { status: "sent", ...use });
  await dropOtherChoices(scope, offer, use);
  if (desk) {
    const heldAs = result.held ? { heldAs: result.approvalNumber } : {};
    await mirrorOutbound(scope, desk, { who: `🧑‍💼 ${staff.name}`, content: material.shown, receipt, ...heldAs });
  }
  const words = result.held
    ? {
        en: `Held, not sent: it waits for a manager's approval ${result.approvalNumber}.`,
        zh: `已拦截，未发送：等待经理审批 ${result.approvalNumber}。`,
      }
    : { en: `On its way to ${customer.name}.`, zh: `正在发送给 ${customer.name}。` };
  return plainText(words[language]);
}

async function editOffer({ scope, staff, deps, language }: CommandContext, offerId: string): Promise<CommandAnswer> {
  const offer = await takeOffer(scope, offerId, staff.userId);
  await refuseRetired(scope, offer, deps.clock.now());
  await markOffer(scope, offer, { status: "edited", userId: staff.userId, at: deps.clock.now() });
  const how = {
    en: "Copy, change and send it as your next line. It then counts as your own words.",
    zh: "请复制、修改后作为您的下一条内容发送，届时将视为您本人的表述。",
  }[language];
  const say: RichText = [paragraph(how), { type: "code", text: toPlainText(offer.content) }];
  return say;
}
