import { inOrganization } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { ActionEvent, MessageEvent } from "../ports/inbound-event.ts";
import { findOffer } from "./choice-offer.ts";
import { CHOICE_BUTTON, noneOf } from "./choice-text.ts";
import { handleCustomerMessage } from "./customer-message.ts";
import type { ConverseDeps } from "./deps.ts";
import { findParties } from "./find-parties.ts";

/** True for a press under "did you mean", whoever pressed. */
export function isChoicePress(event: { kind: string; actionId?: string }): event is ActionEvent {
  return event.kind === "action" && readPress(event.actionId ?? "") !== null;
}

/**
 * Takes a press under "did you mean" as the customer's message, in the words of what they chose: it is kept, shown to
 * the desk and answered as if it had been typed. False when it is not theirs to press, or no longer open. `line`: the
 * press as a message, where the platform shows it as one.
 */
export async function handleChoicePress(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: ActionEvent,
  line: MessageEvent | null,
): Promise<boolean> {
  const words = await inOrganization(deps.db, channel.orgId, async (scope) => {
    const { conversation } = await findParties(scope, channel, event);
    const pressed = readPress(event.actionId);
    const offer = conversation && pressed ? await findOffer(scope, conversation.id, pressed.answerId) : null;
    if (!offer?.isOpen || !pressed) return null;
    return pressed.number === 0 ? noneOf(offer.language) : (offer.options[pressed.number - 1]?.wording ?? null);
  });
  if (words === null) return false;
  await handleCustomerMessage(deps, channel, receipt, line ? { ...line, pressed: {} } : asMessage(event, words));
  return true;
}

function asMessage(event: ActionEvent, text: string): MessageEvent {
  const { channelId, externalId, platform, chat, sender, sentAt, respondTo } = event;
  const base = { channelId, externalId, platform, chat, sender, sentAt, attachments: [], addressed: true };
  return {
    kind: "message",
    ...base,
    externalMessageId: `press:${externalId}`,
    text,
    pressed: respondTo ? { respondTo } : {},
  };
}

function readPress(actionId: string): { answerId: string; number: number } | null {
  const [name, answerId = "", number = ""] = actionId.split(":");
  if (name !== CHOICE_BUTTON || !/^[0-9a-f-]{36}$/.test(answerId) || !/^[0-3]$/.test(number)) return null;
  return { answerId, number: Number(number) };
}
