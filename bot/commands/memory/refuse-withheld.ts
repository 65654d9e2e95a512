import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { refuse } from "../../desk/refuse.ts";
import { isTextWithheld, withheldWords } from "../../desk/text-withheld.ts";
import type { CommandContext } from "../command.ts";

/** @throws RuleError where this place must not show what the customer wrote. */
export async function refuseWithheld({ scope, channel }: CommandContext, customerId: string): Promise<void> {
  const about = { teamId: await lastTeam(scope, customerId), customerId };
  if (await isTextWithheld(scope, channel, about)) refuse("region", withheldWords);
}

/** The team whose region counts: of the conversation that they had last. */
async function lastTeam({ trx, orgId }: OrgScope, customerId: string): Promise<string | null> {
  const last = await trx("conversations")
    .where({ org_id: orgId, customer_id: customerId })
    .orderBy("created_at", "desc")
    .first("team_id");
  return last?.team_id ?? null;
}
