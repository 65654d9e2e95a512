import { findActiveUsers } from "../../domain/organisation/find-active-users.ts";
import { User, UserIdentity } from "../../domain/organisation/user.ts";
import type { CommandContext } from "../commands/command.ts";
import { refuse } from "./refuse.ts";

/**
 * The active user that somebody named: by mention, e-mail address, employee code, user name, or name where only one has
 * it; `me` is who asks.
 * @throws RuleError with words for the person when there is none, or several.
 */
export async function findColleague(context: CommandContext, words: string): Promise<User> {
  const who = words.trim().replace(/^@/u, "");
  if (!who)
    return refuse("who", {
      en: "Who? Give a name, e-mail address or employee code.",
      zh: "给谁？请写姓名、邮箱或工号。",
    });
  const found = await findColleagues(context, who);
  const [first, ...others] = found;
  if (!first) return refuse("who", { en: `Nobody active here is called “${who}”.`, zh: `没有找到在职同事“${who}”。` });
  if (others.length > 0) {
    const list = found
      .slice(0, 5)
      .map((user) => `${user.name} (${user.employeeCode})`)
      .join(", ");
    return refuse("who", {
      en: `Several are called “${who}”: ${list}. Give the code.`,
      zh: `有多位“${who}”：${list}。请使用工号。`,
    });
  }
  return first;
}

/** Everybody active whom these words may name, at most six. */
export async function findColleagues({ scope, channel, staff }: CommandContext, who: string): Promise<User[]> {
  const { trx, orgId } = scope;
  const active = () => User.query(trx).where({ orgId, status: "active" });
  if (["me", "我", "myself", "自己"].includes(who.toLowerCase())) return active().where({ id: staff.userId });
  const identity = await UserIdentity.query(trx).findOne({ orgId, channelId: channel.id, externalUserId: who });
  if (identity) return active().where({ id: identity.userId });
  const exact = await findActiveUsers(scope, who);
  if (exact.length > 0) return exact;
  const named = await active().whereRaw("lower(name) = lower(?)", [who]).limit(6);
  return named.length > 0 ? named : active().whereRaw("starts_with(lower(name), lower(?))", [who]).limit(6);
}
