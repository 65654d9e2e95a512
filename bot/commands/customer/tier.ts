import { maskSecrets } from "../../../domain/content/secrets/mask-secrets.ts";
import { Customer } from "../../../domain/customers/customer.ts";
import { customerTiers } from "../../../domain/customers/customer-words.ts";
import { leaveTierToRule, setTierByHand } from "../../../domain/customers/score/set-tier.ts";
import { refuse } from "../../desk/refuse.ts";
import { plainText } from "../../ports/rich-text.ts";
import type { RunCommand } from "../command.ts";
import { toChangeByWords } from "./may-change.ts";
import { readWhy } from "./read-why.ts";

const byTheRule = new Set(["rule", "auto", "规则", "自动"]);

/** `/customer tier A WHY`: a tier by hand, which stays; `/customer tier rule` gives it back to the rule. */
export const setTier: RunCommand = async (context, args) => {
  const { scope, staff, language, deps } = context;
  const { customer, rest } = await toChangeByWords(context, args, { permission: "customer.tier", by: "customer tier" });
  const [, word = "", words = ""] = /^(\S*)\s*([\s\S]*)$/u.exec(rest) ?? [];
  const by = { userId: staff.userId, at: deps.clock.now() };
  if (byTheRule.has(word.toLowerCase())) {
    if (!(await leaveTierToRule(scope, customer, by))) return refuseRule(customer);
    const now = await Customer.query(scope.trx).findOne({ orgId: scope.orgId, id: customer.id }).throwIfNotFound();
    const told = { en: "by the rule from now on", zh: "从现在起按规则计算" }[language];
    return plainText(`${customer.name}: ${customerTiers.label(now.tier, language)}, ${told}`);
  }
  const tier = customerTiers.read(word) ?? refuseTier();
  const ask = { en: `Say why: /customer tier ${tier} old client`, zh: `请说明原因：/customer tier ${tier} 老客户` };
  const reason = maskSecrets(readWhy(words, ask));
  await setTierByHand(scope, customer, { tier, reason }, by);
  const move = `${customerTiers.label(customer.tier, language)} → ${customerTiers.label(tier, language)}`;
  const stays = { en: "It stays until /customer tier rule.", zh: "保持不变，直至 /customer tier 规则。" }[language];
  return plainText(`${customer.name}: ${move} · ${reason}. ${stays}`);
};

function refuseTier(): never {
  return refuse("tier", {
    en: "/customer tier S, A, B or C and WHY, or /customer tier rule",
    zh: "/customer 等级 S、A、B 或 C 加原因，或 /customer 等级 规则",
  });
}

function refuseRule({ name }: Pick<Customer, "name">): never {
  return refuse("tier_rule", {
    en: `${name}'s tier follows from the rule already.`,
    zh: `${name} 的等级已按规则计算。`,
  });
}
