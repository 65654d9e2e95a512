import { announceChannels } from "../../bot/channels/announce-channels.ts";
import { addChannelGroup } from "../../domain/organisation/channel-groups.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import type { OpenProduct } from "./open-product.ts";
import { waitFor } from "./wait-for.ts";

/** Lets the bot answer in a group of the platform's channel, as `channel group add` does; resolves when it will. */
export async function registerGroup(desk: OpenProduct, platform: string, chatId: string): Promise<void> {
  const { db, channels } = desk.product;
  const { id: channelId } = await db.system("channels").where({ org_id: desk.orgId, platform }).first("id");
  await inOrganization(db, desk.orgId, async (scope) => {
    await addChannelGroup(scope, { actor: "cli" }, { channelId, chatId, name: null });
    await announceChannels(scope);
  });
  await waitFor("the group to be known", async () => (await channels.byId(channelId))?.groups.has(chatId));
}
