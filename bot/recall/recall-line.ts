import { maskedStart } from "../../domain/content/secrets/masked-excerpt.ts";
import { writeAudit } from "../../domain/control/audit-log.ts";
import type { Conversation } from "../../domain/conversations/conversation.ts";
import type { Message } from "../../domain/conversations/message.ts";
import type { Customer } from "../../domain/customers/customer.ts";
import { storedText } from "../../infra/db/stored-text.ts";
import type { CommandContext } from "../commands/command.ts";
import { enqueueDelivering } from "../delivery/queue-delivery.ts";
import { reopenWait } from "../delivery/reopen-wait.ts";
import { conversationOf, whichConversation } from "../desk/which-conversation.ts";
import { findLastLine, findLine, refuseOthersLine } from "./find-line.ts";
import { keepRecalled } from "./keep-recalled.ts";
import { showRecalled } from "./show-recall.ts";
import { stopBeforeSent, type TakenBack, takeBack } from "./take-back.ts";

const MAX_REASON = 300;

export interface LineOf {
  conversation: Conversation;
  customer: Customer;
  message: Message;
  /** What was written after the conversation's code: why, or for whom it was. */
  rest: string | null;
}

/** The line that a command is about, with its conversation locked: the last one, which this person may take back. */
export async function lastLineOf(
  context: CommandContext,
  args: string,
  { mayNameOther }: { mayNameOther: boolean },
): Promise<LineOf> {
  const { scope, staff } = context;
  const which = mayNameOther ? conversationOf : whichConversation;
  const { conversation, customer, rest } = await which(scope, args, context.conversationId);
  const message = await findLastLine(scope, conversation.id, staff);
  await refuseOthersLine(scope, staff, message);
  return { conversation, customer, message, rest: maskedStart(rest, MAX_REASON) || null };
}

/** The line under which a button was pressed. @throws RuleError when this person may not take it back. */
export async function pressedLine({ scope, staff }: CommandContext, messageId: string): Promise<LineOf> {
  const found = await findLine(scope, messageId);
  const { conversation, customer } = await whichConversation(scope, found.conversationId, null);
  // Read again under the conversation's lock: somebody may have taken it back meanwhile.
  const message = await findLine(scope, messageId);
  await refuseOthersLine(scope, staff, message);
  return { conversation, customer, message, rest: null };
}

/** Takes a line back, writes down who did and why, and shows it where it is done already. */
export async function recallLine(context: CommandContext, line: LineOf, reason: string | null): Promise<TakenBack> {
  const { scope, deps, staff, receipt } = context;
  const { conversation, message } = line;
  const taken = await takeBack(scope, deps, { conversation, message, staff, reason, receipt });
  await writeAudit(scope.trx, {
    orgId: scope.orgId,
    by: { userId: staff.userId },
    action: "message.recall",
    resourceType: "message",
    resourceId: message.id,
    changes: { outcome: taken.kind, ...(reason ? { reason: storedText(reason) } : {}) },
  });
  if (taken.kind === "cancelled") {
    await reopenWait(scope, message, deps.clock.now());
    await showRecalled(scope, deps.channels, message, { by: staff.name, reason, wasSent: false });
  }
  return taken;
}

/** Stops a line that is about to go out; false when it has gone, and nothing was done. */
export async function cancelLine(context: CommandContext, { conversation, message }: LineOf): Promise<boolean> {
  const { scope, deps, staff } = context;
  if (!(await stopBeforeSent(scope, message))) return false;
  await enqueueDelivering(scope, conversation.channelId, conversation.chat, "customer");
  const at = deps.clock.now();
  await keepRecalled(scope, message, { userId: staff.userId, reason: null, at, wasSent: false });
  await writeAudit(scope.trx, {
    orgId: scope.orgId,
    by: { userId: staff.userId },
    action: "message.cancel",
    resourceType: "message",
    resourceId: message.id,
  });
  await reopenWait(scope, message, at);
  await showRecalled(scope, deps.channels, message, { by: staff.name, reason: null, wasSent: false });
  return true;
}
