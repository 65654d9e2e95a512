import type { Conversation } from "../../domain/conversations/conversation.ts";
import type { Handover } from "../../domain/conversations/handover.ts";
import type { Customer } from "../../domain/customers/customer.ts";
import type { Language } from "../../domain/language/language.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import type { User } from "../../domain/organisation/user.ts";
import type { CommandContext } from "../commands/command.ts";
import type { DeskView } from "../desk/desk-view.ts";
import { sayTime } from "../desk/say-time.ts";
import { privateChatsOf, tellPerson } from "../desk/tell-person.ts";
import { tellThread } from "../desk/tell-thread.ts";
import { isTextWithheld } from "../desk/text-withheld.ts";
import type { Button } from "../ports/outbound-message.ts";
import { plainText } from "../ports/rich-text.ts";
import type { Receiver } from "./find-receiver.ts";
import { type OpenMatters, readOpenMatters, sayOpenMatters, withoutText } from "./open-matters.ts";
import { receiversOf } from "./receivers.ts";

export interface Offered {
  handover: Handover;
  conversation: Conversation;
  customer: Customer;
  desk: DeskView | null;
  to: Receiver;
}

/** Brings an offer to whom it is made, and into the conversation's thread. False where nobody can be written to. */
export async function tellOffer(context: CommandContext, offered: Offered): Promise<boolean> {
  const { scope, deps, staff, receipt } = context;
  const { conversation, to, desk, handover } = offered;
  const matters = await readOpenMatters(scope, conversation.id, deps.clock.now());
  let isHeard = false;
  for (const user of await receiversOf(scope, to, staff.userId)) {
    const isTold = await tellPerson(scope, deps.channels, {
      user,
      words: offerWords(
        context,
        offered,
        (await isWithheldFrom(context, user, conversation)) ? withoutText(matters) : matters,
      ),
      about: {
        type: "handover",
        resourceType: "conversation",
        resourceId: conversation.id,
        conversationId: conversation.id,
      },
      buttons: [offerButtons(handover, to, user.language ?? "en")],
      receipt,
    });
    isHeard ||= isTold;
  }
  await showOffer(context, offered, matters);
  return isHeard || (desk?.isThreaded ?? false);
}

/** The offer in the conversation's thread; nothing where there are none. */
export async function showOffer(context: CommandContext, offered: Offered, matters: OpenMatters): Promise<void> {
  const { scope, staff, receipt } = context;
  const { desk, handover, to } = offered;
  if (!desk?.isThreaded) return;
  const words = offerWords(context, offered, desk.isWithheld ? withoutText(matters) : matters);
  await tellThread(scope, desk, {
    content: plainText(words[desk.language]),
    buttons: [offerButtons(handover, to, desk.language)],
    act: { by: "user", userId: staff.userId, why: "handover", receipt },
  });
}

/** True where what the customer said must not be shown in the person's private chat. */
async function isWithheldFrom(
  { scope, deps }: CommandContext,
  { id }: User,
  { teamId, customerId }: Conversation,
): Promise<boolean> {
  const [chat] = await privateChatsOf(scope, deps.channels, id);
  return chat !== undefined && isTextWithheld(scope, chat.channel, { teamId, customerId });
}

/** Who is asked may decline; of a team nobody speaks for the others. */
export function offerButtons({ id }: Handover, to: Receiver, language: Language): Button[] {
  const accept: Button = {
    id: `handover_accept:${id}`,
    label: { en: "Accept", zh: "接受" }[language],
    style: "primary",
  };
  const decline: Button = { id: `handover_decline:${id}`, label: { en: "Decline", zh: "拒绝" }[language] };
  return to.kind === "person" ? [accept, decline] : [accept];
}

/** `Ben`, or `team Sales`. */
export function receiverName(to: Receiver, language: Language): string {
  if (to.kind === "person") return to.user.name;
  return language === "zh" ? `团队 ${to.name}` : `team ${to.name}`;
}

/** Who offers what to whom, with what is open in it and until when. */
function offerWords(
  { staff, deps }: CommandContext,
  { handover, conversation, customer, to }: Offered,
  matters: OpenMatters,
): Record<Language, string> {
  const now = deps.clock.now();
  const code = conversationCode(conversation.number);
  const until = sayTime(handover.expiresAt, now, matters.zone);
  const say = (language: Language, first: string, last: string) =>
    [first, ...(handover.note ? [`📝 ${handover.note}`] : []), sayOpenMatters(matters, language, now), last]
      .filter(Boolean)
      .join("\n");
  return {
    en: say(
      "en",
      `🤝 ${staff.name} offers ${receiverName(to, "en")} ${code} · ${customer.name}.`,
      `Accept by ${until}; until then, and otherwise, it stays with ${staff.name}.`,
    ),
    zh: say(
      "zh",
      `🤝 ${staff.name} 把 ${code} · ${customer.name} 转接给 ${receiverName(to, "zh")}。`,
      `请在 ${until} 前接受；在此之前或未接受时仍由 ${staff.name} 负责。`,
    ),
  };
}
