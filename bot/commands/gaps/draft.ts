import { maskedExcerpt } from "../../../domain/content/secrets/masked-excerpt.ts";
import { loadSettings } from "../../../domain/organisation/settings.ts";
import { inOrganization } from "../../../infra/db/organization-scope.ts";
import type { DraftFaq, Trial } from "../../../knowledge/index.ts";
import { readRules } from "../../converse/organisation-rules.ts";
import { refuse } from "../../desk/refuse.ts";
import { withheldWords } from "../../desk/text-withheld.ts";
import { findDraftsKb } from "../../gaps/drafts-kb.ts";
import { effectWords } from "../../gaps/effect-words.ts";
import { type MeasuredQuery, readEvaluationSet } from "../../gaps/evaluation-set.ts";
import { askForFaqApproval, findOpenDraft } from "../../gaps/knowledge-approval.ts";
import { type Gap, listGaps } from "../../gaps/list-gaps.ts";
import type { Week } from "../../gaps/week.ts";
import { claimsInTexts } from "../../growth/claims-in-campaign.ts";
import { plainText } from "../../ports/rich-text.ts";
import type { CommandSetting, RunCommand } from "../command.ts";

const MAX_ALTS = 20;
const MAX_ANSWER = 2_000;

/** `/gaps draft [WEEK] N [TEXT]`: an FAQ from a gap, tried in memory before it waits for somebody else's approval. */
export async function draftFaq(
  { deps, channel, staff, language }: CommandSetting,
  week: Week,
  number: number,
  text: string,
): Promise<RunCommand> {
  const gap = (await listGaps(deps, channel.orgId, week, channel)).find((one) => one.number === number);
  if (!gap) {
    return refuse("gap_unknown", {
      en: `${week.name} has no gap ${number}. /gaps ${week.name} lists them.`,
      zh: `${week.name} 没有编号为 ${number} 的缺口。/gaps ${week.name} 查看列表。`,
    });
  }
  // What nobody here may read is no draft that is shown here.
  if (gap.wordings.length === 0) return refuse("region", withheldWords);
  const draft = draftOf(gap, text);
  const { kb, rules, queries } = await inOrganization(deps.db, channel.orgId, async (scope) => {
    const settings = await loadSettings(scope);
    return {
      kb: await findDraftsKb(scope, settings),
      rules: readRules(settings),
      queries: await readEvaluationSet(scope),
    };
  });
  if (!kb) {
    return refuse("gap_kb", {
      en: "There is no public knowledge base to put it in: import one, or name one with /setting answers.drafts_kb.",
      zh: "没有可存放的公开知识库：请先导入，或用 /setting answers.drafts_kb 指定。",
    });
  }
  refuseClaims(claimsInTexts([draft.answer], rules.claims));
  const asked = { orgId: channel.orgId, kb: kb.name, draft, asked: gap.wordings.slice(0, MAX_ALTS + 1), queries };
  const trial = withoutPinned(await deps.tryFaq(asked), queries);
  return async ({ scope }) => {
    const open = await findOpenDraft(scope, gap.answerIds);
    if (open !== null) return refuseDrafted(open);
    const reason = effectWords(kb.name, gap.count, trial, queries.length);
    const approval = await askForFaqApproval(scope, {
      ...{ draft, kb: kb.name, week: week.name, answers: gap.answerIds, wordsOf: gap.shownIds },
      ...{ trial: trial && withoutQuestions(trial), reason, userId: staff.userId },
    });
    const words = {
      en: `${approval} waits for approval: “${draft.question}”\n${draft.answer}\n${reason}\nAnother person decides: /approve ${approval}, /reject ${approval} REASON.`,
      zh: `${approval} 等待审批：“${draft.question}”\n${draft.answer}\n${reason}\n须由他人处理：/批准 ${approval}，/驳回 ${approval} 原因。`,
    };
    return plainText(words[language]);
  };
}

function draftOf({ wordings, replies, language, number }: Gap, text: string): DraftFaq {
  const [question = "", ...alts] = wordings;
  const answer = text.trim() || replies[0]?.text || "";
  if (answer === "") {
    return refuse("gap_answer", {
      en: `Nobody has replied to this yet: write the answer, /gaps draft ${number} TEXT.`,
      zh: `暂无同事答复，请写明答案：/gaps draft ${number} 内容。`,
    });
  }
  if (answer.length > MAX_ANSWER) {
    return refuse("gap_long", {
      en: `The answer is ${answer.length} characters long; ${MAX_ANSWER} are the most.`,
      zh: `答案长度为 ${answer.length} 个字符，最多 ${MAX_ANSWER} 个。`,
    });
  }
  return { question, alts: alts.slice(0, MAX_ALTS), answer, language };
}

function refuseClaims(words: string[]): void {
  if (words.length === 0) return;
  refuse("prohibited_claim", {
    en: `Not drafted: it would be held on its way to a customer for “${words.join("”, “")}”. Write it otherwise.`,
    zh: `未起草：以下内容会在发送时被拦截：“${words.join("”、“")}”。请修改措辞。`,
  });
}

function refuseDrafted(number: number): never {
  return refuse("gap_drafted", {
    en: `There is a draft of it already: ${number}.`,
    zh: `该缺口已有草稿：${number}。`,
  });
}

/** The figures are shown wherever the draft is decided on: customers whose words must not leave a region are in none. */
function withoutPinned(trial: Trial | null, queries: readonly MeasuredQuery[]): Trial | null {
  const pinned = new Set(queries.flatMap(({ query, isPinned }) => (isPinned ? [query] : [])));
  return (
    trial && {
      ...trial,
      changed: trial.changed.map((one) => (pinned.has(one.question) ? { ...one, question: "🔒" } : one)),
    }
  );
}

/** What changes is kept by its figures and ids; customers' own words are in the text alone. */
function withoutQuestions(trial: Trial): Trial {
  return { ...trial, changed: trial.changed.map((one) => ({ ...one, question: maskedExcerpt(one.question, 60) })) };
}
