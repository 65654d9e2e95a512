import { z } from "zod";
import { writeAudit } from "../../domain/control/audit-log.ts";
import { defineSetting, readSetting } from "../../domain/organisation/settings/setting.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { pastLink, wasLinked } from "../../domain/organisation/unlink-accounts.ts";
import { User, UserIdentity } from "../../domain/organisation/user.ts";
import type { Role } from "../../domain/organisation/values.ts";
import type { Database } from "../../infra/db/connect.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import type { LiveChannel } from "../channels/channel-directory.ts";
import { isStaffChannel } from "../desk/desk-place.ts";
import type { InboundEvent, Sender } from "../ports/inbound-event.ts";
import type { ConverseDeps } from "./deps.ts";

/** Who is linked by e-mail without a code. */
export const autoLink = defineSetting("staff.auto_link", z.enum(["all", "agents", "none"]), "all");

export interface Staff {
  userId: string;
  name: string;
  role: User["role"];
  language: "zh" | "en" | null;
}

/** The member of staff behind a platform account, or null for everybody else. */
export async function findStaff(db: Database, channel: LiveChannel, sender: Sender): Promise<Staff | null> {
  // Asked of every message there is, to route it: as the system, without a transaction around one look.
  const row = await db
    .system("user_identities as i")
    .join("users as u", "u.id", "i.user_id")
    .where({
      "i.org_id": channel.orgId,
      "i.channel_id": channel.id,
      "i.external_user_id": sender.id,
      "u.status": "active",
    })
    .first("u.id", "u.name", "u.role", "u.language");
  return row ? { userId: row.id, name: row.name, role: row.role, language: row.language } : null;
}

/** What is known of who sent a message. */
export interface KnownSender {
  /** A member of staff's account. */
  isStaff: boolean;
  /** It was one until it was unlinked. */
  wasStaff: boolean;
  isCustomer: boolean;
}

/** Who a message is from, as far as that decides where it goes; asked as `findStaff` is. */
export async function knownSender(db: Database, channel: LiveChannel, event: InboundEvent): Promise<KnownSender> {
  const { rows } = await db.system.raw(
    `SELECT EXISTS (SELECT FROM user_identities i JOIN users u ON u.id = i.user_id WHERE i.org_id = :orgId
         AND i.channel_id = :channelId AND i.external_user_id = :sender AND u.status = 'active') AS "isStaff",
       EXISTS (${pastLink}) AS "wasStaff",
       EXISTS (SELECT FROM customer_identities c WHERE c.org_id = :orgId AND c.channel_id = :channelId
         AND c.platform = :platform AND c.external_user_id = :sender) AS "isCustomer"`,
    { orgId: channel.orgId, channelId: channel.id, platform: event.platform, sender: event.sender.id },
  );
  return rows[0];
}

/**
 * Links a person whom the platform vouches for by e-mail, when that is a user's. Asked once a person: whoever is known
 * as a customer is not asked about again. Only in channels for staff, and never for those who manage or supervise:
 * their link needs a code. The setting `staff.auto_link` is `all` (the other roles, default), `agents` or `none`.
 */
export async function linkStaffByEmail(
  deps: Pick<ConverseDeps, "db" | "log">,
  channel: LiveChannel,
  event: InboundEvent,
): Promise<Staff | null> {
  const { adapter } = channel;
  if (!adapter.profile || !adapter.capabilities.vouchesForEmail || !isStaffChannel(channel)) return null;
  const isKnown = await inOrganization(deps.db, channel.orgId, (scope) => isKnownCustomer(scope, channel, event));
  if (isKnown) return null;
  const profile = await adapter.profile(event.sender.id).catch((error: unknown) => {
    deps.log.warn("staff.profile_unavailable", { channel: channel.id, error });
    return null;
  });
  const email = profile?.email?.trim().toLowerCase();
  if (!profile?.isFullMember || !email) return null;
  return inOrganization(deps.db, channel.orgId, (scope) => linkByEmail(scope, channel, event, email));
}

const agents: readonly Role[] = ["agent", "sales"];
/** Whoever changes an address in the platform's directory must not become a manager by it. */
const byEmail: readonly Role[] = [...agents, "trainer", "team_lead", "readonly"];

async function isKnownCustomer({ trx, orgId }: OrgScope, channel: LiveChannel, event: InboundEvent): Promise<boolean> {
  const row = await trx("customer_identities")
    .where({ org_id: orgId, channel_id: channel.id, platform: event.platform, external_user_id: event.sender.id })
    .first("id");
  return row !== undefined;
}

async function linkByEmail(
  scope: OrgScope,
  channel: LiveChannel,
  event: InboundEvent,
  email: string,
): Promise<Staff | null> {
  const { trx, orgId } = scope;
  const user = await User.query(trx).findOne({ orgId, email, status: "active" });
  const rule = readSetting(await loadSettings(scope), autoLink);
  // Who was suspended comes back with a code alone.
  if (await wasLinked(trx, orgId, { channelId: channel.id, externalUserId: event.sender.id })) return null;
  if (!user || rule === "none" || !(rule === "agents" ? agents : byEmail).includes(user.role)) return null;
  const identity = await UserIdentity.query(trx)
    .insert({
      orgId,
      channelId: channel.id,
      platform: event.platform,
      externalUserId: event.sender.id,
      userId: user.id,
      linkedBy: "email",
    })
    .onConflict(["channel_id", "external_user_id"])
    .ignore();
  await writeAudit(trx, {
    orgId,
    by: { userId: user.id },
    action: "user.link",
    resourceType: "user_identity",
    resourceId: identity.id,
    changes: { platform: event.platform, by: "email" },
  });
  return { userId: user.id, name: user.name, role: user.role, language: user.language };
}
