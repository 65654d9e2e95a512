import type { Customer } from "../../../domain/customers/customer.ts";
import type { Language } from "../../../domain/language/language.ts";
import type { Team } from "../../../domain/organisation/team.ts";
import type { Translated } from "../../../knowledge/index.ts";
import type { ConverseDeps } from "../../converse/deps.ts";
import { pinOf } from "../../converse/team-of-turn.ts";
import { refuse } from "../../desk/refuse.ts";

export type Translation = Extract<Translated, { outcome: "translated" }>;

/**
 * Translates words between staff and one customer, inside the region that their team sets. Slow: never inside a
 * transaction. @throws RuleError with words for the person where there is no translation.
 */
export async function translateFor(
  deps: ConverseDeps,
  orgId: string,
  { text, to, team, customer }: { text: string; to: Language; team: Team | null; customer: Customer },
): Promise<Translation> {
  const pin = await pinOf(deps, orgId, team, customer);
  const result = await deps.translate({ orgId, text, to, ...pin });
  switch (result.outcome) {
    case "translated":
      return result;
    case "no_model":
      return refuse("translate_no_model", {
        en: "Nothing here translates: no language model is configured. An operator sets LLM_BASE_URL and LLM_MODEL (and LLM_API_KEY) and restarts.",
        zh: "无法翻译：尚未配置语言模型。请由运维设置 LLM_BASE_URL、LLM_MODEL（及 LLM_API_KEY）并重启。",
      });
    case "outside":
      return refuse("translate_region", {
        en: `Not translated: the model (${result.recipient}) is outside the region ${result.region}, which this customer's text must not leave. Record their consent with /consent granted model HOW.`,
        zh: `未翻译：模型（${result.recipient}）不在地区 ${result.region} 内，此客户的内容不得离开该地区。可用 /consent granted model 说明 记录客户的同意。`,
      });
    case "too_long":
      return refuse("translate_length", {
        en: "Not translated: the text has more than 2,000 characters. Translate it in parts: /translate TEXT.",
        zh: "未翻译：内容超过 2,000 个字符。请分段翻译：/翻译 内容。",
      });
    case "failed":
      return refuse("translate_failed", {
        en: "Not translated: the model did not answer in time, or what it wrote is no translation. Try again, or write it yourself.",
        zh: "未翻译：模型未及时回应，或其内容不是有效译文。请重试或自行翻译。",
      });
  }
}
