import { Conversation } from "../../domain/conversations/conversation.ts";
import { Handover } from "../../domain/conversations/handover.ts";
import { passIdleCustomers } from "../../domain/customers/idle-customers.ts";
import { conversationCode } from "../../domain/organisation/codes.ts";
import { User } from "../../domain/organisation/user.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { RuleError } from "../../infra/errors.ts";
import type { CommandContext } from "../commands/command.ts";
import { refreshCard } from "../desk/refresh-card.ts";
import { refuse } from "../desk/refuse.ts";
import { deskOf } from "../desk/show-change.ts";
import { tellThread } from "../desk/tell-thread.ts";
import { plainText } from "../ports/rich-text.ts";
import { acceptHandover, tellGiver } from "./answer-handover.ts";
import { lockHandover } from "./record-handover.ts";

/** The offers of a batch that still stand, in the order in which they are locked. */
export async function openOffers(scope: OrgScope, batchId: string): Promise<Handover[]> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(batchId)) return [];
  return Handover.query(scope.trx).where({ orgId: scope.orgId, batchId, status: "open" }).orderBy("conversationId");
}

/** Accepts what of a batch still stands, and tells the giver once. Gives the codes. */
export async function acceptBatch(context: CommandContext, batchId: string): Promise<string[]> {
  const { scope, deps, staff } = context;
  const offers = await openOffers(scope, batchId);
  const accepted: { code: string; conversationId: string }[] = [];
  for (const { id, conversationId } of offers) {
    const code = await acceptOne(context, id, conversationId);
    if (code) accepted.push({ code, conversationId });
  }
  const [first] = offers;
  const [one] = accepted;
  if (!first || !one) {
    return refuse("handover_ended", {
      en: "Too late: nothing of this stands any more.",
      zh: "已失效：没有可接受的会话。",
    });
  }
  const codes = accepted.map(({ code }) => code);
  const giver = await User.query(scope.trx).findById(first.fromUserId).throwIfNotFound();
  if (first.withCustomer) await passIdleCustomers(scope, giver.id, staff.userId, deps.clock.now());
  await tellGiver(scope, deps.channels, giver, one.conversationId, {
    en: `✅ ${staff.name} accepted ${codes.join(", ")} from you.`,
    zh: `✅ ${staff.name} 已接受您转接的 ${codes.join("、")}。`,
  });
  return codes;
}

/** The conversation's code, or null where it had ended or was not for them. */
async function acceptOne(context: CommandContext, id: string, conversationId: string): Promise<string | null> {
  const { scope, deps, staff, receipt } = context;
  const conversation = await Conversation.query(scope.trx)
    .where({ orgId: scope.orgId, id: conversationId })
    .forUpdate()
    .first()
    .throwIfNotFound();
  const handover = await lockHandover(scope, id);
  const at = deps.clock.now();
  try {
    const { giver } = await acceptHandover(scope, deps.channels, { handover, conversation, staff, at });
    const code = conversationCode(conversation.number);
    const desk = await deskOf(scope, deps.channels, conversationId);
    if (desk) await refreshCard(scope, desk);
    if (desk?.isThreaded) {
      const words = {
        en: `${staff.name} has accepted ${code} from ${giver.name}.`,
        zh: `${staff.name} 已从 ${giver.name} 接手 ${code}。`,
      };
      const act = { by: "user" as const, userId: staff.userId, why: "handover", receipt };
      await tellThread(scope, desk, { content: plainText(words[desk.language]), act });
    }
    return code;
  } catch (error) {
    // What may not be accepted was refused before anything was written.
    if (error instanceof RuleError) return null;
    throw error;
  }
}
