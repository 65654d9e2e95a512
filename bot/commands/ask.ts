import { detectLanguage } from "../../domain/language/detect-language.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { thresholdsOf } from "../../knowledge/index.ts";
import { choiceText } from "../converse/choice-text.ts";
import { composeAnswer } from "../converse/compose.ts";
import { plainText, type RichText } from "../ports/rich-text.ts";
import type { Command, CommandSetting } from "./command.ts";

/** What the bot would answer, before any customer asks it. */
export const ask: Command = {
  name: "ask",
  words: ["问", "提问"],
  permission: "knowledge.ask",
  usage: "QUESTION",
  description: { en: "What the bot would answer", zh: "查看机器人会如何回答" },
  plan: async (setting, question) => {
    const answer = await answerOf(setting, question);
    return async () => answer;
  },
};

async function answerOf({ deps, channel, language }: CommandSetting, question: string): Promise<RichText> {
  if (!question)
    return plainText(
      {
        en: "Ask what? For example: /ask How long does a withdrawal take?",
        zh: "想问什么？例如：/ask 出金多久到账？",
      }[language],
    );
  const asked = detectLanguage(question) ?? language;
  const thresholds = thresholdsOf(await inOrganization(deps.db, channel.orgId, loadSettings));
  const request = { orgId: channel.orgId, question, language: asked, context: [], ...thresholds };
  const answer = await deps.answerQuestion(request);
  if (answer.kind === "choice") {
    const note = { en: "A customer would be asked back:", zh: "客户会收到反问：" }[language];
    return [...plainText(note), ...choiceText(answer.options, asked)];
  }
  if (answer.kind !== "answer" || !answer.hasApprovedText) {
    return plainText(
      {
        en: `No approved answer is good enough (confidence ${percent(answer.confidence)}, needed ${percent(answer.trace.threshold)}). A customer would be told that a colleague will answer.`,
        zh: `没有足够可靠的已批准答案（置信度 ${percent(answer.confidence)}，需要 ${percent(answer.trace.threshold)}）。客户会被告知将由同事回复。`,
      }[language],
    );
  }
  const note = { en: `Confidence ${percent(answer.confidence)}`, zh: `置信度 ${percent(answer.confidence)}` }[language];
  return [
    ...composeAnswer(answer, asked),
    { type: "paragraph", children: [{ type: "italic", children: [{ type: "text", text: note }] }] },
  ];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
