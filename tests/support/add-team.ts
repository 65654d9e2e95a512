import { newId } from "../../infra/ids.ts";
import type { OpenProduct } from "./open-product.ts";

/** A team with these members; gives its id. */
export async function addTeam(desk: OpenProduct, name: string, members: readonly string[] = []): Promise<string> {
  const { db } = desk.product;
  const teamId = newId();
  await db.system("teams").insert({ id: teamId, org_id: desk.orgId, name });
  for (const userId of members) {
    await db.system("user_teams").insert({ user_id: userId, team_id: teamId, org_id: desk.orgId });
  }
  return teamId;
}
