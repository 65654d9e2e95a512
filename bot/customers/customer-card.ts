import { zoneOf } from "../../domain/conversations/working-hours.ts";
import type { Customer } from "../../domain/customers/customer.ts";
import type { Language } from "../../domain/language/language.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { CommandContext } from "../commands/command.ts";
import { isTextWithheld } from "../desk/text-withheld.ts";
import type { Button } from "../ports/outbound-message.ts";
import { bold, paragraph, type RichText } from "../ports/rich-text.ts";
import { conversationsTab } from "./conversations-tab.ts";
import type { CustomerView } from "./customer-view.ts";
import { fundsTab } from "./funds-tab.ts";
import { memoriesTab } from "./memories-tab.ts";
import { profileTab } from "./profile-tab.ts";
import { scoresTab } from "./scores-tab.ts";
import { timelineTab } from "./timeline-tab.ts";

export const customerTabs = ["profile", "timeline", "conversations", "funds", "scores", "memories"] as const;
export type CustomerTab = (typeof customerTabs)[number];

const tabs: Record<
  CustomerTab,
  { words: Record<Language, string>; show(view: CustomerView & { now: Date }): Promise<RichText> }
> = {
  profile: { words: { en: "Profile", zh: "资料" }, show: profileTab },
  timeline: { words: { en: "Timeline", zh: "动态" }, show: timelineTab },
  conversations: { words: { en: "Conversations", zh: "会话" }, show: conversationsTab },
  funds: { words: { en: "Funds", zh: "资金" }, show: fundsTab },
  scores: { words: { en: "Scores", zh: "评分" }, show: scoresTab },
  memories: { words: { en: "Memories", zh: "记忆" }, show: memoriesTab },
};

/** One side of what is known of a customer, with the buttons to the others. Who reads it may. */
export async function customerCard(
  { scope, channel, language, deps }: Pick<CommandContext, "scope" | "channel" | "language" | "deps">,
  customer: Customer,
  tab: CustomerTab,
): Promise<{ say: RichText; buttons: Button[][] }> {
  const zone = zoneOf((await loadSettings(scope)).get("organization.timezone"));
  const about = { teamId: await lastTeam(scope, customer.id), customerId: customer.id };
  const isWithheld = await isTextWithheld(scope, channel, about);
  const shown = await tabs[tab].show({ scope, customer, language, zone, isWithheld, now: deps.clock.now() });
  const nothing = { en: "Nothing yet.", zh: "暂无内容。" }[language];
  const title = tab === "profile" ? customer.name : `${customer.name} · ${tabs[tab].words[language]}`;
  const say = [paragraph(bold(title)), ...(shown.length > 0 ? shown : [paragraph(nothing)])];
  return { say, buttons: [buttonsBeside(tab, customer.id, language)] };
}

/** The tab that a word means, in either language; null when it means none. */
export function findTab(word: string): CustomerTab | null {
  const wanted = word.trim().toLowerCase();
  return customerTabs.find((tab) => tab === wanted || tabs[tab].words.zh === wanted) ?? null;
}

function buttonsBeside(open: CustomerTab, customerId: string, language: Language): Button[] {
  return customerTabs
    .filter((tab) => tab !== open)
    .map((tab) => ({ id: `customer_tab:${tab}:${customerId}`, label: tabs[tab].words[language] }));
}

/** The team whose region counts: of the conversation that they had last. */
async function lastTeam({ trx, orgId }: OrgScope, customerId: string): Promise<string | null> {
  const last = await trx("conversations")
    .where({ org_id: orgId, customer_id: customerId })
    .orderBy("created_at", "desc")
    .first("team_id");
  return last?.team_id ?? null;
}
