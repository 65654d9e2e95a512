import { Conversation } from "../../domain/conversations/conversation.ts";
import { DeskThread } from "../../domain/conversations/desk-thread.ts";
import { Customer } from "../../domain/customers/customer.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { readRules } from "../converse/organisation-rules.ts";
import { bold, type Inline, paragraph } from "../ports/rich-text.ts";
import { viewThread } from "./desk-view.ts";
import { tellThread } from "./tell-thread.ts";

/** Says in a thread that its conversation is shown to another team now, with a link where there is one. */
export async function tellMoved(
  scope: OrgScope,
  channels: ChannelDirectory,
  { from, team, url }: { from: string; team: string; url: string | null },
): Promise<void> {
  const thread = await DeskThread.query(scope.trx).findOne({ orgId: scope.orgId, id: from });
  const channel = thread && (await channels.byId(thread.channelId));
  if (!thread || !channel) return;
  const conversation = await Conversation.query(scope.trx).findById(thread.conversationId).throwIfNotFound();
  const customer = await Customer.query(scope.trx).findById(conversation.customerId).throwIfNotFound();
  const { language } = readRules(await loadSettings(scope));
  const words = {
    en: `➡️ This conversation went to ${team}. What comes next is at their desk`,
    zh: `➡️ 会话已转交给 ${team}，后续内容显示在该团队的工作台`,
  }[language];
  const there: Inline[] = url
    ? [
        { type: "text", text: language === "zh" ? "：" : ": " },
        { type: "link", url, children: [{ type: "text", text: { en: "open the thread", zh: "打开话题" }[language] }] },
      ]
    : [];
  const end = { en: ".", zh: "。" }[language];
  await tellThread(scope, viewThread(thread, channel, { conversation, customer, language, isWithheld: true }), {
    content: [paragraph(bold(words), ...there, end)],
    act: { by: "bot", why: "desk: moved to another team" },
  });
}
