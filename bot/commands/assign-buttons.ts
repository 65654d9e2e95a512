import { isAllowed } from "../../domain/organisation/permissions.ts";
import { User } from "../../domain/organisation/user.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { refuse } from "../desk/refuse.ts";
import { whichConversation } from "../desk/which-conversation.ts";
import type { Button } from "../ports/outbound-message.ts";
import { plainText } from "../ports/rich-text.ts";
import { assign } from "./assign.ts";
import type { ButtonAction } from "./command.ts";

/** As many as every platform shows under one message. */
const MAX_CHOICES = 5;

/** Offers the people to whom a conversation can be given, those online first. */
export const assignPick: ButtonAction = {
  name: "assign_pick",
  permission: "conversation.assign",
  run: async ({ scope, language }, id) => {
    const { conversation, customer } = await whichConversation(scope, id, null);
    const people = await choicesFor(scope, conversation.agentId);
    const buttons: Button[] = people.map((user) => ({
      id: `assign_to:${conversation.number}:${user.id}`,
      label: user.name,
    }));
    const words = {
      en: `Who takes C${conversation.number} · ${customer.name}? Anybody else: /assign C${conversation.number} NAME`,
      zh: `C${conversation.number} · ${customer.name} 分配给谁？其他人请用 /assign C${conversation.number} 姓名`,
    };
    return { say: plainText(words[language]), buttons: [buttons] };
  },
};

/** One of the people who were offered. The argument is `NUMBER:USER`. */
export const assignTo: ButtonAction = {
  name: "assign_to",
  permission: "conversation.assign",
  run: async (context, argument) => {
    const [, number = "", userId = ""] = /^(\d{1,15}):([0-9a-f-]{36})$/.exec(argument) ?? [];
    const { trx, orgId } = context.scope;
    const user = number ? await User.query(trx).findOne({ id: userId, orgId, status: "active" }) : undefined;
    if (!user || !("run" in assign)) {
      return refuse("assign_unknown", { en: "This button does nothing any more.", zh: "此按钮已失效。" });
    }
    return assign.run(context, `C${number} ${user.employeeCode}`);
  },
};

async function choicesFor({ trx, orgId }: OrgScope, ownerId: string | null): Promise<User[]> {
  const users = await User.query(trx)
    .where({ orgId, status: "active" })
    .orderByRaw("presence = 'online' DESC NULLS LAST, employee_code");
  return users.filter(({ id, role }) => id !== ownerId && isAllowed(role, "conversation.take")).slice(0, MAX_CHOICES);
}
