import type { Language } from "../../domain/language/language.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { newId } from "../../infra/ids.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { answerCommand } from "../commands/answer-command.ts";
import type { ConverseDeps } from "../converse/deps.ts";
import type { Staff } from "../converse/resolve-staff.ts";
import { finishReceipt } from "../converse/settle-receipt.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { MessageEvent } from "../ports/inbound-event.ts";
import type { Button } from "../ports/outbound-message.ts";
import { paragraph, plainText, quote } from "../ports/rich-text.ts";

/** As many as a card takes everywhere (WeCom: six buttons). */
const MAX_CHOICES = 6;

interface Held {
  id: string;
  number: string;
  name: string;
}

/** True when the person has conversations, so that a plain line of theirs may be meant for a customer. */
export async function hasConversations(scope: OrgScope, staff: Staff): Promise<boolean> {
  return (await conversationsOf(scope, staff)).length > 0;
}

/**
 * A plain line of somebody with conversations of whom none is current: nothing is sent, and the line is offered back
 * with a button for each of their customers.
 */
export async function holdLine(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: MessageEvent,
  staff: Staff,
): Promise<void> {
  const language: Language = staff.language ?? channel.adapter.capabilities.language ?? "en";
  await inOrganization(deps.db, channel.orgId, async (scope) => {
    const conversations = await conversationsOf(scope, staff);
    const buttons: Button[] = [];
    for (const conversation of conversations) buttons.push(await offerTo(scope, event, staff, conversation));
    const say = [
      paragraph({ en: "Not sent. For whom is this?", zh: "尚未发送。这句话发给谁？" }[language]),
      quote(event.text),
      paragraph(
        {
          en: "Press a button, or write the code first: C1042 text.",
          zh: "请点击按钮，或先写会话编号：C1042 内容。",
        }[language],
      ),
    ];
    await answerCommand({ scope, channel, language }, event, { say, buttons: [buttons] }, "line: held, for whom?");
    if (receipt) await finishReceipt(scope, channel, receipt, { status: "done", outcome: "line: held, for whom?" });
  });
}

async function offerTo(scope: OrgScope, event: MessageEvent, staff: Staff, to: Held): Promise<Button> {
  const id = newId();
  await scope.trx("desk_offers").insert({
    id,
    org_id: scope.orgId,
    conversation_id: to.id,
    kind: "line",
    user_id: staff.userId,
    content: JSON.stringify(plainText(event.text)),
    details: JSON.stringify({ line: event.externalId }),
  });
  return { id: `offer_send:${id}`, label: [...`${conversationCode(to.number)} ${to.name}`].slice(0, 30).join("") };
}

async function conversationsOf({ trx, orgId }: OrgScope, staff: Staff): Promise<Held[]> {
  return trx("conversations as v")
    .join("customers as c", "c.id", "v.customer_id")
    .where({ "v.org_id": orgId, "v.agent_id": staff.userId, "v.status": "active" })
    .orderBy("v.number")
    .limit(MAX_CHOICES)
    .select("v.id", "v.number", "c.name");
}
