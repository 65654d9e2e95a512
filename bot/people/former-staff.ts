import type { Language } from "../../domain/language/language.ts";
import { wasLinked } from "../../domain/organisation/unlink-accounts.ts";
import type { Database } from "../../infra/db/connect.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { Sender } from "../ports/inbound-event.ts";

/** True for an account that was a member of staff's until it was unlinked: its owner is no customer either. */
export async function isFormerStaff(db: Database, channel: LiveChannel, sender: Sender): Promise<boolean> {
  // Asked of every message there is, to route it: as the system, without a transaction around one look.
  return wasLinked(db.system, channel.orgId, { channelId: channel.id, externalUserId: sender.id });
}

/** What somebody is told whose access has ended. */
export const accessEnded: Record<Language, string> = {
  en: "This account is not linked to a member of staff any more: nothing was done or sent. If you should have access, ask your administrator for a new code and send /link CODE.",
  zh: "此账号已不再绑定任何员工：未执行任何操作，也未发送任何内容。如您应有权限，请向管理员索取新的绑定码并发送 /link CODE。",
};
