import { z } from "zod";
import { newSecret } from "../../infra/ids.ts";
import type { DeskPerson } from "../../playground/page/desk-person.ts";
import { type SlackEmulator, startSlackEmulator } from "../../playground/slack/index.ts";
import type { EmulatedPlatform, OpenedFor } from "./emulated-platform.ts";
import { linkDeskStaff } from "./link-desk-staff.ts";
import { keptSettings, savePlaygroundChannel } from "./playground-channel.ts";

const DESK = "C0DESK";
const ALERTS = "C0ALERTS";

export interface DeskWorkspace extends EmulatedPlatform<SlackEmulator> {
  deskChannel: string;
  alertChannel: string;
  people: DeskPerson[];
}

/** The demo's staff in an emulated Slack workspace, with a channel for the desk and one for alerts. */
export async function openSlack(given: OpenedFor): Promise<DeskWorkspace> {
  const { product, orgId, idsFrom } = given;
  const kept = await keptSettings(product, {
    orgId,
    platform: "slack",
    shape: z.object({ bot_token: z.string(), signing_secret: z.string() }),
    create: () => ({ bot_token: `xoxb-${newSecret(24)}`, signing_secret: newSecret(24) }),
  });
  const emulator = await startSlackEmulator({
    botToken: kept.bot_token,
    signingSecret: kept.signing_secret,
    teamId: "T0PLAYGROUND",
    idsFrom,
  });
  const settings = { ...kept, api_url: emulator.apiUrl, desk_channel: DESK, alert_channel: ALERTS };
  const channelId = await savePlaygroundChannel(product, { orgId, platform: "slack", settings });
  const people = await linkDeskStaff(product.db, { orgId, channelId });
  openChannels(emulator, people);
  return {
    emulator,
    channelId,
    deskChannel: DESK,
    alertChannel: ALERTS,
    people,
    start: async (webhookUrl) => emulator.connect(webhookUrl),
  };
}

/** Everybody is at the desk; alerts are for those who lead. */
function openChannels({ workspace }: SlackEmulator, people: DeskPerson[]): void {
  for (const { id, handle, name, email } of people) workspace.addUser({ id, name: handle, realName: name, email });
  const ids = (chosen: DeskPerson[]) => [workspace.bot.userId, ...chosen.map(({ id }) => id)];
  workspace.addChannel({ id: DESK, name: "desk", members: ids(people) });
  workspace.addChannel({ id: ALERTS, name: "alerts", members: ids(people.filter(({ role }) => role !== "agent")) });
}
