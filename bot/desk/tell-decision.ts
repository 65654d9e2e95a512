import type { Language } from "../../domain/language/language.ts";
import { User } from "../../domain/organisation/user.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import type { EndedClaim } from "../conduct/approvals/held-claim.ts";
import { type Block, paragraph, plainText, quote } from "../ports/rich-text.ts";
import { deskOf } from "./show-change.ts";
import { tellPerson } from "./tell-person.ts";
import { tellThread } from "./tell-thread.ts";

/** Tells a held text's thread and its author what became of it, and what was said in the conversation since. */
export async function tellDecision(
  scope: OrgScope,
  channels: ChannelDirectory,
  ended: EndedClaim,
  decidedBy: string | null,
): Promise<void> {
  const words = decisionWords(ended, decidedBy);
  const desk = await deskOf(scope, channels, ended.conversation.id);
  if (desk) {
    const content: Block[] = [
      ...plainText(words[desk.language]),
      ...(desk.isWithheld ? [] : sinceThen(ended, desk.language)),
    ];
    await tellThread(scope, desk, { content, act: { by: "bot", why: `approval: ${ended.outcome}` } });
  }
  const author = ended.authorId ? await User.query(scope.trx).findById(ended.authorId) : undefined;
  if (!author) return;
  const about = {
    type: "approval",
    resourceType: "conversation",
    resourceId: ended.conversation.id,
    conversationId: ended.conversation.id,
  };
  await tellPerson(scope, channels, { user: author, words, about });
}

function decisionWords(ended: EndedClaim, decidedBy: string | null): Record<Language, string> {
  const { number, outcome, decisionReason } = ended;
  const why = decisionReason ? { en: ` Reason: ${decisionReason}`, zh: `原因：${decisionReason}` } : { en: "", zh: "" };
  switch (outcome) {
    case "approved":
      return {
        en: `✅ ${number} was approved by ${decidedBy} and goes out now.${why.en}`,
        zh: `✅ ${number} 已由 ${decidedBy} 批准，正在发送。${why.zh}`,
      };
    case "rejected":
      return {
        en: `⛔ ${number} was rejected by ${decidedBy} and is not sent.${why.en}`,
        zh: `⛔ ${number} 已被 ${decidedBy} 驳回，不会发送。${why.zh}`,
      };
    case "expired":
      return {
        en: `⌛ Nobody decided on ${number} within 30 minutes: it was not sent. Put it in other words, or send it again.`,
        zh: `⌛ ${number} 在 30 分钟内无人审批，未发送。请修改措辞或重新发送。`,
      };
  }
}

function sinceThen({ saidSince }: EndedClaim, language: Language): Block[] {
  if (saidSince.length === 0) return [];
  const who = { customer: "👤", bot: "🤖", person: "🧑‍💼" };
  const lines = saidSince.slice(-5).map(({ from, content }) => `${who[from]} ${content}`);
  return [paragraph({ en: "Said since it was held:", zh: "拦截之后的对话：" }[language]), quote(lines.join("\n"), 800)];
}
