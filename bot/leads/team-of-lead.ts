import { chooseTeam } from "../../domain/conversations/choose-team.ts";
import { Customer, type Lead } from "../../domain/customers/customer.ts";
import { readSetting } from "../../domain/organisation/settings/setting.ts";
import { loadSettings } from "../../domain/organisation/settings.ts";
import { loadTeams } from "../../domain/organisation/team.ts";
import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { defaultTeam } from "../converse/team-of-turn.ts";

/**
 * The team that a lead is worked by: that of the customer's newest conversation; for who has never written, the one to which
 * their first message would go as far as the rules can tell without it.
 */
export async function teamOfLead(scope: OrgScope, { customerId }: Pick<Lead, "customerId">): Promise<string | null> {
  const ofChat = customerId === null ? null : await teamOfChat(scope, customerId);
  if (ofChat !== null) return ofChat;
  const customer = customerId === null ? null : await Customer.query(scope.trx).findById(customerId);
  const about = {
    // They came by no channel, and said nothing that could be read.
    channelId: "",
    intent: null,
    language: customer?.language ?? null,
    country: customer?.country ?? null,
    // What a new customer begins with.
    tier: customer?.tier ?? "C",
    ownerId: customer?.ownerId ?? null,
  };
  const wanted = readSetting(await loadSettings(scope), defaultTeam);
  return chooseTeam(await loadTeams(scope), about, wanted)?.id ?? null;
}

async function teamOfChat({ trx, orgId }: OrgScope, customerId: string): Promise<string | null> {
  const row = await trx("conversations")
    .where({ org_id: orgId, customer_id: customerId })
    .orderBy("created_at", "desc")
    .first("team_id");
  return row?.team_id ?? null;
}
