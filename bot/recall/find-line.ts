import { Message } from "../../domain/conversations/message.ts";
import { mayReadCustomer } from "../../domain/customers/may-read-customer.ts";
import { isAllowed } from "../../domain/organisation/permissions.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Staff } from "../converse/resolve-staff.ts";
import { refuse } from "../desk/refuse.ts";

type Person = Pick<Staff, "userId" | "role">;

/** What somebody said to a customer, by its id. @throws RuleError when there is none. */
export async function findLine(scope: OrgScope, messageId: string): Promise<Message> {
  const message = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(messageId)
    ? await Message.query(scope.trx).findOne({ orgId: scope.orgId, id: messageId, direction: "outbound" })
    : undefined;
  return message ?? refuse("unknown_line", { en: "This message does not exist any more.", zh: "此消息已不存在。" });
}

/**
 * The last line that went to the customer of a conversation and was not taken back: of a lead whoever wrote it, of
 * everybody else their own. @throws RuleError when there is none.
 */
export async function findLastLine(scope: OrgScope, conversationId: string, staff: Person): Promise<Message> {
  const query = Message.query(scope.trx)
    .where({ orgId: scope.orgId, conversationId, direction: "outbound" })
    .whereIn("status", ["queued", "sent", "delivered", "read", "uncertain"])
    .whereNull("deletedAt")
    .orderBy([
      { column: "sentAt", order: "desc" },
      { column: "id", order: "desc" },
    ]);
  const message = await (isLead(staff) ? query : query.where({ userId: staff.userId })).first();
  return (
    message ??
    refuse("no_line", {
      en: "There is no line to this customer that could be taken back.",
      zh: "没有可以撤回的、发给此客户的消息。",
    })
  );
}

/** @throws RuleError unless it is the person's own line, or they are a lead who may read this customer. */
export async function refuseOthersLine(scope: OrgScope, staff: Person, message: Message): Promise<void> {
  if (message.userId === staff.userId) return;
  if (isLead(staff) && message.customerId && (await mayReadCustomer(scope, staff, message.customerId))) return;
  return refuse("not_your_line", {
    en: "Somebody else wrote this line: they or a lead of theirs can take it back.",
    zh: "此消息由其他人发送：只有本人或其主管可以撤回。",
  });
}

function isLead({ role }: Person): boolean {
  return isAllowed(role, "conversation.assign");
}
