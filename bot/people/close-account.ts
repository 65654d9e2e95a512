import { unlinkAccounts } from "../../domain/organisation/unlink-accounts.ts";
import { User } from "../../domain/organisation/user.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import { ConflictError } from "../../infra/errors.ts";
import { tellManagers } from "../alerts/tell-managers.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { ConverseDeps } from "../converse/deps.ts";
import { finishReceipt } from "../converse/settle-receipt.ts";
import type { Receipt } from "../ports/adapter.ts";
import type { AccountClosedEvent } from "../ports/inbound-event.ts";
import { suspendUser } from "./suspend-user.ts";

/**
 * The platform says that somebody is no member of the organisation there any more: if they were staff, they are
 * suspended. The last manager only loses the account, since nobody could undo more.
 */
export async function closeAccount(
  deps: ConverseDeps,
  channel: LiveChannel,
  receipt: Receipt | null,
  event: AccountClosedEvent,
): Promise<void> {
  await inOrganization(deps.db, channel.orgId, async (scope) => {
    const outcome = await endAccess(scope, deps, channel, event.sender.id);
    if (receipt) await finishReceipt(scope, channel, receipt, { status: outcome.status, outcome: outcome.words });
  });
}

async function endAccess(scope: OrgScope, deps: ConverseDeps, channel: LiveChannel, externalUserId: string) {
  const row = await scope
    .trx("user_identities")
    .where({ org_id: scope.orgId, channel_id: channel.id, external_user_id: externalUserId })
    .first("user_id");
  if (!row) return { status: "ignored", words: "account closed: nobody of the staff" } as const;
  const userId: string = row.user_id;
  const now = deps.clock.now();
  const reason = `the account on ${channel.platform} was closed`;
  try {
    await suspendUser(scope, { actor: "bot" }, { userId, reason, now });
    return { status: "done", words: "account closed: suspended" } as const;
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    const account = { channelId: channel.id, externalUserId };
    await unlinkAccounts(scope, { actor: "bot" }, account, { reason: "suspended", now });
    const user = await User.query(scope.trx).findById(userId);
    const title = {
      en: `The ${channel.platform} account of ${user?.name ?? "the last manager"} was closed. They are the last active manager or administrator: unlinked there, not suspended.`,
      zh: `${user?.name ?? "最后一位经理"} 的 ${channel.platform} 账号已关闭。此人是最后一位在职经理或管理员：已在该平台解除绑定，未停用。`,
    };
    await tellManagers(scope, deps.channels, { kind: "staff_left", title });
    return { status: "done", words: "account closed: unlinked, the last manager" } as const;
  }
}
