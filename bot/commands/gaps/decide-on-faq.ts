import { maskedStart } from "../../../domain/content/secrets/masked-excerpt.ts";
import type { Language } from "../../../domain/language/language.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { User } from "../../../domain/organisation/user.ts";
import { enqueueJob } from "../../../infra/queue/enqueue.ts";
import { addApprovedFaq, findKnowledgeBase, markChanged } from "../../../knowledge/index.ts";
import { readRules } from "../../converse/organisation-rules.ts";
import { refuse } from "../../desk/refuse.ts";
import { tellPerson } from "../../desk/tell-person.ts";
import { withheldWords } from "../../desk/text-withheld.ts";
import { endWaitingFaq, type WaitingFaq } from "../../gaps/knowledge-approval.ts";
import { withheldAnswers } from "../../gaps/withheld-answers.ts";
import { claimsInTexts } from "../../growth/claims-in-campaign.ts";
import { plainText } from "../../ports/rich-text.ts";
import type { CommandAnswer, CommandContext } from "../command.ts";

/** Makes a drafted FAQ one that customers are answered from, or keeps why not; its author is told. */
export async function decideOnFaq(
  context: CommandContext,
  faq: WaitingFaq,
  decision: "approve" | "reject",
  reason: string,
): Promise<CommandAnswer> {
  const { scope, staff, deps, language, channel } = context;
  const why = maskedStart(reason, 1_000);
  if (decision === "reject" && why === "") {
    return refuse("faq_reject_reason", {
      en: `Say why: the author is shown the reason. For example: /reject ${faq.number} The fee is out of date.`,
      zh: `请说明原因，提交人会看到。例如：/reject ${faq.number} 费用已过期。`,
    });
  }
  const end = { userId: staff.userId, at: deps.clock.now() };
  if (decision === "reject") await endWaitingFaq(scope, faq, { ...end, status: "rejected", reason: why });
  else {
    if ((await withheldAnswers(scope, channel, faq.wordsOf)).size > 0) return refuse("region", withheldWords);
    await refuseClaims(context, faq);
    await endWaitingFaq(scope, faq, { ...end, status: "approved", reason: null });
    await publish(context, faq);
  }
  const told = {
    approve: {
      en: `${faq.number} was approved by ${staff.name}: customers are answered “${faq.draft.question}” from now on.`,
      zh: `${faq.number} 已由 ${staff.name} 批准：即日起可自动回答“${faq.draft.question}”。`,
    },
    reject: {
      en: `${faq.number} was rejected by ${staff.name}. Reason: ${why}`,
      zh: `${faq.number} 已被 ${staff.name} 驳回。原因：${why}`,
    },
  }[decision];
  await tellAuthor(context, faq, told);
  return plainText(told[language]);
}

/** It is found by its words when this commits; by its vectors once the job has made them. */
async function publish(
  { scope, deps }: CommandContext,
  { number, faqId, draft, kb, authorId }: WaitingFaq,
): Promise<void> {
  const kbId = await findKnowledgeBase(scope, kb);
  if (kbId === null) {
    return refuse("gap_kb_gone", {
      en: `There is no knowledge base “${kb}” any more. /reject ${number} with the reason, and draft it anew.`,
      zh: `知识库“${kb}”已不存在。请用 /reject ${number} 驳回后重新起草。`,
    });
  }
  const about = { id: faqId, externalId: `gap-${number}`, createdBy: authorId, at: deps.clock.now() };
  await addApprovedFaq(scope, kbId, { ...draft, ...about });
  await markChanged(scope, kbId);
  const payload = { orgId: scope.orgId, kbId };
  await enqueueJob(scope.trx, { task: "embed_knowledge", payload, key: `embed_knowledge:${kbId}` });
}

/** The organisation's rules may have changed since it was drafted. */
async function refuseClaims({ scope }: CommandContext, { number, draft }: WaitingFaq): Promise<void> {
  const { claims } = readRules(await loadSettings(scope));
  const words = claimsInTexts([draft.answer], claims);
  if (words.length === 0) return;
  refuse("prohibited_claim", {
    en: `${number} is not approved: it would be held on its way to a customer for “${words.join("”, “")}”. /reject it with the reason.`,
    zh: `${number} 未获批准：以下内容会在发送时被拦截：“${words.join("”、“")}”。请用 /reject 驳回并说明原因。`,
  });
}

async function tellAuthor(context: CommandContext, faq: WaitingFaq, words: Record<Language, string>): Promise<void> {
  const { scope, deps, receipt } = context;
  const user = await User.query(scope.trx).findOne({ orgId: scope.orgId, id: faq.authorId, status: "active" });
  if (!user) return;
  const about = { type: "faq_decided", resourceType: "approval", resourceId: faq.id };
  await tellPerson(scope, deps.channels, { user, words, about, receipt });
}
