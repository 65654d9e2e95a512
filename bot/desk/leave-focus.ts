import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { Staff } from "../converse/resolve-staff.ts";
import type { ChatRef } from "../ports/inbound-event.ts";
import { dropFocus, dropOtherFocus } from "./focus.ts";
import { readCodes } from "./read-codes.ts";
import { readTarget } from "./which-conversation.ts";

/**
 * After a command or a press: who turned to another conversation, with or without success, has none that is current any
 * more, so that their next plain line cannot reach the one before. `args` are those of the command or the button.
 */
export async function leaveFocus(
  scope: OrgScope,
  { chat, staff }: { chat: ChatRef; staff: Staff },
  { args, isRefused }: { args: string; isRefused: boolean },
): Promise<void> {
  if (chat.kind !== "staff") return;
  const { where } = readTarget(args, null);
  // A code that cannot be told from the words after it.
  if (!where) return readCodes(args).isFirst && isRefused ? dropFocus(scope, staff.userId) : undefined;
  const named = await scope
    .trx("conversations")
    .where({ org_id: scope.orgId, ...where })
    .first("id");
  if (named) return dropOtherFocus(scope, staff.userId, named.id);
  // Nothing was done, and what it was about is no conversation we know: a wrong code, or an offer that is gone.
  if (isRefused) await dropFocus(scope, staff.userId);
}
