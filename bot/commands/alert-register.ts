import { addChannelGroup } from "../../domain/organisation/channel-groups.ts";
import { isId } from "../../infra/ids.ts";
import { alertName } from "../alerts/alert-card.ts";
import { changeAlert, lockAlert } from "../alerts/change-alert.ts";
import { announceChannels } from "../channels/announce-channels.ts";
import { refuse } from "../desk/refuse.ts";
import { plainText } from "../ports/rich-text.ts";
import { by } from "./alert-acts.ts";
import type { ButtonAction } from "./command.ts";

/** Lets the bot answer in the group that an alert is about, which is over by that. */
export const alertRegister: ButtonAction = {
  name: "alert_register",
  permission: "alert.handle",
  run: async (context, id) => {
    const { scope, staff, language } = context;
    const alert = isId(id) ? await lockAlert(scope, staff, { id }) : null;
    const group = alert?.details.group;
    if (!alert || !group) {
      return refuse("alert_unknown", { en: "This button does nothing any more.", zh: "此按钮已失效。" });
    }
    await changeAlert(scope, alert, { act: "resolve", ...by(context) });
    const { channelId, chatId, title } = group;
    await addChannelGroup(scope, { userId: staff.userId }, { channelId, chatId, name: title });
    await announceChannels(scope);
    const name = title ?? chatId;
    const words = {
      en: `“${name}” is registered (${alertName(alert, "en")}): from now on the bot answers there whoever addresses it. What was asked before stays unanswered.`,
      zh: `已登记群“${name}”（${alertName(alert, "zh")}）：今后机器人会在群内回答向它提出的问题；此前的问题不会补答。`,
    };
    return plainText(words[language]);
  },
};
