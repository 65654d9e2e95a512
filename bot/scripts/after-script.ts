import { readFollowUp } from "../../domain/content/follow-up.ts";
import { Script } from "../../domain/content/script.ts";
import { recordScriptUse } from "../../domain/content/script-uses.ts";
import { findScriptInForce } from "../../domain/content/scripts-in-force.ts";
import type { Language } from "../../domain/language/language.ts";
import { User } from "../../domain/organisation/user.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { languageOfCustomer } from "../converse/language-of-customer.ts";
import type { ClaimedDelivery } from "../delivery/claim-delivery.ts";
import type { DeskView } from "../desk/desk-view.ts";
import { deskOf } from "../desk/show-change.ts";
import { tellThread } from "../desk/tell-thread.ts";
import type { Button } from "../ports/outbound-message.ts";
import { bold, paragraph, plainText } from "../ports/rich-text.ts";
import { offerItems } from "./offer-items.ts";
import { readPlaceholderValues } from "./placeholder-values.ts";
import { followUpItem, type ScriptItem, scriptItem } from "./script-item.ts";

const MAX_FOLLOW_UPS = 3;
const NO_ACT = { by: "bot" as const, why: "after a script" };

/**
 * A script reached the customer: it is counted once, the desk sees what may follow, and whoever sent it for the first
 * time is asked how good it was. In the transaction that writes down the arrival.
 */
export async function afterScript(
  scope: OrgScope,
  channels: ChannelDirectory,
  delivery: ClaimedDelivery,
): Promise<void> {
  const { conversationId, customerId, messageId, messageSentAt, act } = delivery;
  // A follow-up belongs to a use that was counted.
  if (!act.script || act.script.followUp !== undefined) return;
  if (!conversationId || !customerId || !messageId || !messageSentAt) return;
  const use = await recordScriptUse(scope, {
    scriptId: act.script.id,
    conversationId,
    customerId,
    userId: act.userId ?? null,
    message: { id: messageId, sentAt: messageSentAt },
    isChanged: act.script.isChanged,
  });
  const script = use && (await Script.query(scope.trx).findOne({ orgId: scope.orgId, id: act.script.id }));
  const desk = script && (await deskOf(scope, channels, conversationId));
  if (!desk) return;
  const user = act.userId ? await User.query(scope.trx).findOne({ orgId: scope.orgId, id: act.userId }) : undefined;
  await showFollowUps(scope, desk, script, user?.name ?? "", use.at);
  if (user && !act.script.isChanged) await askForRating(scope, desk, script, user);
}

async function showFollowUps(
  scope: OrgScope,
  desk: DeskView,
  script: Script,
  agentName: string,
  at: Date,
): Promise<void> {
  const setting = {
    language: (await languageOfCustomer(scope, desk.conversation)) ?? desk.language,
    values: await readPlaceholderValues(scope, desk.conversation, agentName),
  };
  const items: ScriptItem[] = [];
  for (const [index, entry] of script.followUp.slice(0, MAX_FOLLOW_UPS).entries()) {
    const followUp = readFollowUp(entry);
    if (!followUp) continue;
    const other = followUp.kind === "line" ? await findScriptInForce(scope, followUp.text, at) : null;
    items.push(other ? scriptItem(other, other.scriptCode, setting) : followUpItem(script, index, followUp, setting));
  }
  if (items.length === 0) return;
  const { content, buttons } = await offerItems(scope, items, {
    conversationId: desk.conversation.id,
    userId: null,
    language: desk.language,
  });
  const title = { en: `After ${script.scriptCode}`, zh: `${script.scriptCode} 之后的建议` }[desk.language];
  await tellThread(scope, desk, { content: [paragraph(bold(`💡 ${title}`)), ...content], buttons, act: NO_ACT });
}

async function askForRating(scope: OrgScope, desk: DeskView, script: Script, user: User): Promise<void> {
  const { trx, orgId } = scope;
  const uses = await trx("script_uses")
    .where({ org_id: orgId, script_id: script.id, user_id: user.id, is_changed: false })
    .limit(2);
  const vote = await trx("script_ratings").where({ org_id: orgId, script_id: script.id, user_id: user.id }).first();
  if (uses.length > 1 || vote) return;
  const words = {
    en: `${user.name}, how good is ${script.scriptCode}?`,
    zh: `${user.name}，请评价话术 ${script.scriptCode}：`,
  };
  const buttons = [ratingButtons(script.id, desk.language)];
  await tellThread(scope, desk, { content: plainText(words[desk.language]), buttons, act: NO_ACT });
}

/** One to five; a press counts for whoever presses. */
export function ratingButtons(scriptId: string, language: Language): Button[] {
  return [1, 2, 3, 4, 5].map((rating) => ({
    id: `script_vote:${scriptId}:${rating}`,
    label: language === "zh" ? `${rating} 分` : `${rating} ★`,
  }));
}
