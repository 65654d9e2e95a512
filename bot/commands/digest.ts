import { readingZone } from "../../domain/organisation/reading-zone.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import { dayWindow } from "../alerts/digest/day-window.ts";
import { prepareDigest } from "../alerts/digest/prepare-digest.ts";
import { sendPrivately } from "../desk/send-privately.ts";
import { plainText } from "../ports/rich-text.ts";
import type { Command } from "./command.ts";

/** The figures of today so far, or of yesterday, with their picture, to the asker's private chat. */
export const digest: Command = {
  name: "digest",
  words: ["日报", "简报"],
  permission: "digest.read",
  usage: "[yesterday]",
  description: { en: "Today's figures with a chart, in private", zh: "私聊发送今日数据与图表" },
  plan: async ({ deps, channel, staff: { userId } }, args) => {
    const zone = await inOrganization(deps.db, channel.orgId, (scope) => readingZone(scope, { userId }));
    const isYesterday = ["yesterday", "昨天", "昨日"].includes(args.trim().toLowerCase());
    const window = dayWindow(zone, deps.clock.now(), isYesterday ? 1 : 0);
    const day = await prepareDigest(deps, channel.orgId, window, zone);
    return async ({ scope, language, receipt }) => {
      const content = await day.words(scope, channel, language);
      const to = { userId, channelId: channel.id, command: "digest", receipt };
      await sendPrivately(scope, deps.channels, { ...to, content, files: [day.picture] });
      return plainText(
        {
          en: `The digest of ${window.day} goes to your private chat.`,
          zh: `${window.day} 的日报已发送到您的私聊。`,
        }[language],
      );
    };
  },
};
