import { writeAudit } from "../../domain/control/audit-log.ts";
import type { Language } from "../../domain/language/language.ts";
import { unlinkAccounts } from "../../domain/organisation/unlink-accounts.ts";
import { LinkCode, User, UserIdentity } from "../../domain/organisation/user.ts";
import type { Clock } from "../../infra/clock.ts";
import { secretHash } from "../../infra/crypto/secret-box.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import type { InboundEvent } from "../ports/inbound-event.ts";

/** Links a platform account to the user who holds the one-time code. Returns what to tell the person. */
export async function linkAccount(
  scope: OrgScope,
  clock: Clock,
  channel: LiveChannel,
  event: InboundEvent,
  code: string,
  language: Language,
): Promise<string> {
  const { trx, orgId } = scope;
  const refused = {
    en: "This code is not valid: it was used, has expired or was mistyped. Ask your administrator for a new one (deskhand user code EMAIL).",
    zh: "此绑定码无效：已使用、已过期或输入有误。请向管理员索取新的绑定码（deskhand user code EMAIL）。",
  }[language];
  const typed = code.trim().toUpperCase();
  if (!typed) return { en: "Send your code with it: /link CODE", zh: "请附上绑定码：/link CODE" }[language];
  const now = clock.now();
  const found = await LinkCode.query(trx)
    .findOne({ orgId, codeHash: secretHash(typed) })
    .forUpdate();
  const isUsable = found !== undefined && !found.usedAt && found.expiresAt > now;
  if (event.chat.kind === "group") {
    if (isUsable) await burn(scope, found, now);
    return onlyInPrivate[language];
  }
  if (!isUsable) return refused;
  const user = await User.query(trx).findOne({ id: found.userId, status: "active" });
  if (!user) return refused;
  await trx("link_codes").where({ id: found.id }).update({ used_at: now });
  await unlinkFromOther(scope, channel, event, user, now);
  const identity = await UserIdentity.query(trx)
    .insert({
      orgId,
      channelId: channel.id,
      platform: event.platform,
      externalUserId: event.sender.id,
      userId: user.id,
      displayName: event.sender.displayName ?? null,
      linkedBy: "code",
    })
    .onConflict(["channel_id", "external_user_id"])
    .merge(["user_id", "linked_by", "display_name"]);
  await writeAudit(trx, {
    orgId,
    by: { userId: user.id },
    action: "user.link",
    resourceType: "user_identity",
    resourceId: identity.id,
    changes: { platform: event.platform, by: "code" },
  });
  return { en: `Welcome, ${user.name}: this account is linked.`, zh: `欢迎，${user.name}：此账号已绑定。` }[language];
}

/** A code that others saw links nobody any more. */
async function burn({ trx, orgId }: OrgScope, code: LinkCode, now: Date): Promise<void> {
  await trx("link_codes").where({ org_id: orgId, id: code.id }).update({ used_at: now });
  await writeAudit(trx, {
    orgId,
    by: { actor: "bot" },
    action: "user.link_code_burnt",
    resourceType: "link_code",
    resourceId: code.id,
    changes: { user_id: code.userId, why: "typed where others read it" },
  });
}

const onlyInPrivate: Record<Language, string> = {
  en: "Nothing was linked: a code counts in our private chat only, and one that was typed here does not work any more. Ask your administrator for a new one (deskhand user code EMAIL) and send it to me alone.",
  zh: "未绑定：绑定码只能在与我的私聊中使用，在此处输入过的绑定码已作废。请向管理员索取新的绑定码（deskhand user code EMAIL），并私下发给我。",
};

/** An account that was another user's until now: whose it was stays provable. */
async function unlinkFromOther(
  scope: OrgScope,
  channel: LiveChannel,
  event: InboundEvent,
  user: User,
  now: Date,
): Promise<void> {
  const account = { channelId: channel.id, externalUserId: event.sender.id };
  const before = await UserIdentity.query(scope.trx).findOne({ orgId: scope.orgId, ...account });
  if (!before || before.userId === user.id) return;
  await unlinkAccounts(scope, { userId: user.id }, account, { reason: "relinked", now });
}

/** What a staff command from somebody unknown is answered with. */
export const howToLink: Record<Language, string> = {
  en: "This is for staff. Link your account first: ask your administrator for a code and send /link CODE here.",
  zh: "此功能仅供员工使用。请先绑定账号：向管理员索取绑定码，然后在这里发送 /link CODE。",
};
