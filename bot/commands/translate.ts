import { loadTeams } from "../../domain/organisation/team.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { findConversationHere } from "../desk/find-conversation-here.ts";
import { type Which, whichConversation } from "../desk/which-conversation.ts";
import type { Command, CommandSetting, RunCommand } from "./command.ts";
import { languageToWrite, offerDraft } from "./translate/draft.ts";
import { showTranslation, wordsToRead } from "./translate/read-customer.ts";
import { readTranslateRequest } from "./translate/read-request.ts";
import { translateFor } from "./translate/translate-for.ts";

/** Reads a customer's last message in one's own language, or drafts one's words in theirs. */
export const translate: Command = {
  name: "translate",
  words: ["翻译", "翻譯"],
  permission: "message.translate",
  usage: "[C1042] [TEXT|LANG]",
  description: {
    en: "The customer's last message in your language, or a draft of your text in theirs",
    zh: "将客户的最后一条消息译给您，或将您的内容译成草稿",
  },
  plan: async (setting, args) => {
    const { deps, channel } = setting;
    // Committed before the model is asked: the look at somebody else's customer is kept whatever becomes of it.
    const plan = await inOrganization(deps.db, channel.orgId, (scope) => planTranslation(scope, setting, args));
    return plan();
  },
};

/** What is to be translated, where the asker may; the translating itself is left to after the transaction. */
async function planTranslation(
  scope: OrgScope,
  setting: CommandSetting,
  args: string,
): Promise<() => Promise<RunCommand>> {
  const { deps, channel, language } = setting;
  const here = await findConversationHere(scope, setting, deps.clock.now());
  const which = await whichConversation(scope, args, here?.conversationId ?? null);
  const between = { customer: which.customer, team: await teamOf(scope, which) };
  const asked = readTranslateRequest(which.rest);
  if (asked.kind === "read") {
    const to = asked.to ?? language;
    const words = await wordsToRead(scope, setting, which, { to, reason: asked.reason });
    return async () => {
      const translation = await translateFor(deps, channel.orgId, { text: words.content, to, ...between });
      return (context) => showTranslation(context, which, { words, to, translation });
    };
  }
  const to = await languageToWrite(scope, which, asked.text);
  return async () => {
    const translation = await translateFor(deps, channel.orgId, { text: asked.text, to, ...between });
    return (context) => offerDraft(context, which, { to, translation });
  };
}

async function teamOf(scope: OrgScope, { conversation }: Which) {
  if (conversation.teamId === null) return null;
  return (await loadTeams(scope)).teams.find(({ id }) => id === conversation.teamId) ?? null;
}
