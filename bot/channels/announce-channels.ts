import type { OrgScope } from "../../infra/db/organization-scope.ts";
import { CHANNELS_CHANGED } from "./channel-directory.ts";

/** When this commits, every process reads the channels again, with the places and regions of teams on them. */
export async function announceChannels({ trx, orgId }: OrgScope): Promise<void> {
  await trx.raw("SELECT pg_notify(?, ?)", [CHANNELS_CHANGED, orgId]);
}
