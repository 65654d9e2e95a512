import { User } from "../../domain/organisation/user.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { tellManagers } from "../alerts/tell-managers.ts";
import type { ChannelDirectory } from "../channels/channel-directory.ts";
import { tellPerson } from "../desk/tell-person.ts";

export interface Departure {
  user: User;
  /** How many open conversations went back to the queue. */
  queued: number;
  /** How many customers got another owner, or none. */
  customers: number;
  lead: { id: string; name: string } | null;
}

/** Tells those who manage that somebody's access ended and what became of their work: in the alert place, and each. */
export async function tellOfDeparture(
  scope: OrgScope,
  { channels }: { channels: ChannelDirectory },
  departure: Departure,
): Promise<void> {
  const words = wordsOf(departure);
  await tellManagers(scope, channels, { kind: "staff_left", title: words });
  const { user, lead } = departure;
  const managers = await User.query(scope.trx)
    .where({ orgId: scope.orgId, status: "active" })
    .where((or) => or.whereIn("role", ["manager", "admin", "super_admin"]).orWhere({ id: lead?.id ?? null }));
  for (const manager of managers) {
    const about = { type: "staff_left", resourceType: "user", resourceId: user.id };
    await tellPerson(scope, channels, { user: manager, words, about });
  }
}

function wordsOf({ user, queued, customers, lead }: Departure) {
  const owner =
    customers === 0
      ? { en: "", zh: "" }
      : lead
        ? {
            en: ` ${customers} customers now belong to ${lead.name}.`,
            zh: `${customers} 位客户改由 ${lead.name} 负责。`,
          }
        : {
            en: ` ${customers} customers have no owner now: give them one.`,
            zh: `${customers} 位客户现无负责人，请重新分配。`,
          };
  return {
    en: `${user.name} (${user.employeeCode}) was suspended: their accounts are unlinked, ${queued} open conversations are back in the queue.${owner.en}`,
    zh: `${user.name}（${user.employeeCode}）已停用：账号已解绑，${queued} 个进行中的会话已退回队列。${owner.zh}`,
  };
}
