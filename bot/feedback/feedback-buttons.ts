import { z } from "zod";
import type { Conversation } from "../../domain/conversations/conversation.ts";
import { defineSetting } from "../../domain/organisation/settings/setting.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { Button } from "../ports/outbound-message.ts";

/** Whether customers can say what an answer was worth. */
export const answersFeedback = defineSetting("answers.feedback", z.boolean(), true);

/** Begins the id of a button under an answer; then the answer, and 1 or 0. */
const FEEDBACK_BUTTON = "useful";

/** What a press under an answer says. */
export interface FeedbackPress {
  answerId: string;
  isHelpful: boolean;
}

/** True where buttons under an answer cost nothing. */
export function hasQuietButtons({ adapter }: LiveChannel, { externalChatId }: Pick<Conversation, "externalChatId">) {
  return (adapter.capabilitiesFor?.(externalChatId) ?? adapter.capabilities).quietButtons === true;
}

/** 👍 and 👎; what was said before is ticked. */
export function feedbackButtons(answerId: string, said: boolean | null): Button[] {
  const button = (label: string, isHelpful: boolean): Button => ({
    id: `${FEEDBACK_BUTTON}:${answerId}:${isHelpful ? 1 : 0}`,
    label: said === isHelpful ? `${label} ✓` : label,
  });
  return [button("👍", true), button("👎", false)];
}

/** What a press says; null for every other button. */
export function readFeedbackPress(actionId: string): FeedbackPress | null {
  const [, answerId = "", said] = /^useful:([0-9a-f-]{36}):([01])$/.exec(actionId) ?? [];
  return said === undefined ? null : { answerId, isHelpful: said === "1" };
}

/** What a whole line says of the answer right before it, where there are no buttons; null for every other line. */
export function readVerdictWord(text: string): boolean | null {
  const word = text
    .normalize("NFKC")
    .replace(/[\s.!。~～]+$/u, "")
    .replace(/[\u{1F3FB}-\u{1F3FF}\uFE0F]/gu, "")
    .trim();
  if (/^(?:👍+|有用|有帮助|有幫助|\[(?:强|強)\])$/u.test(word)) return true;
  if (/^(?:👎+|没用|沒用|没有用|沒有用|没帮助|沒幫助|\[弱\])$/u.test(word)) return false;
  return null;
}
