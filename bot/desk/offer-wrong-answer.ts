import { maskedExcerpt } from "../../domain/content/secrets/masked-excerpt.ts";
import { type AnswerToMark, listAnswersToMark } from "../../domain/conversations/answer-verdict.ts";
import type { Language } from "../../domain/language/language.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Button } from "../ports/outbound-message.ts";
import { paragraph } from "../ports/rich-text.ts";
import type { DeskView } from "./desk-view.ts";
import { tellThread } from "./tell-thread.ts";

/** As many as can be told apart on one card with the platform's 160 characters. */
const MOST = 3;
const MAX_WORDS = 36;

/** A button under an automated answer, for who knows better. */
export function wrongAnswerButton(answerId: string, language: Language, number?: number): Button {
  const label = { en: "Wrong answer", zh: "答错了" }[language];
  return { id: `answer_wrong:${answerId}`, label: number === undefined ? label : `${label} ${number}` };
}

/**
 * Where there is no thread with a button under each answer: one card to whoever has the conversation now, with the bot's
 * last answers in it and a button for each. Plain words, so that it is one message.
 */
export async function offerWrongAnswer(scope: OrgScope, desk: DeskView, since: Date): Promise<void> {
  if (desk.isThreaded) return;
  const { language } = desk;
  const answers = await listAnswersToMark(scope, desk.conversation.id, { since, limit: MOST });
  if (answers.length === 0) return;
  const isOne = answers.length === 1;
  const title = { en: "Did the bot answer wrongly?", zh: "机器人的答复有误吗？" }[language];
  const lines = answers.map(({ content }, at) => `${isOne ? "🤖" : `${at + 1}.`} ${excerpt(content)}`);
  await tellThread(scope, desk, {
    content: [paragraph([title, ...lines].join("\n"))],
    quoting: title,
    buttons: [answers.map(({ id }, at) => wrongAnswerButton(id, language, isOne ? undefined : at + 1))],
    act: { by: "bot", why: "desk: answers to mark" },
  });
}

function excerpt(content: AnswerToMark["content"]): string {
  return maskedExcerpt((content ?? "").replace(/\s+/gu, " "), MAX_WORDS);
}
