import type { Language } from "../../domain/language/language.ts";
import type { AskedPeriod } from "../../domain/performance/period.ts";
import { inOrganization } from "../../infra/db/organization-scope.ts";
import type { CommandSetting, RunCommand } from "../commands/command.ts";
import { sendPrivately } from "../desk/send-privately.ts";
import { paragraph, plainText, type RichText } from "../ports/rich-text.ts";
import { bringUpToDate, todayOf } from "./bring-up-to-date.ts";
import { days, figureWords } from "./figure-words.ts";
import { personLines } from "./person-lines.ts";
import { daysOf, type FoundFigures, readFigures, trendOf } from "./read-figures.ts";
import { readKpiRequest } from "./read-request.ts";
import { drawTrend } from "./trend-picture.ts";
import { findWhom, type Whom } from "./whom.ts";

const MAX_SHOWN = 20;

/** Somebody's figures with their trend as a picture, to the asker's private chat. */
export async function showFigures(setting: CommandSetting, args: string): Promise<RunCommand> {
  const { deps, channel } = setting;
  const { who, period } = readKpiRequest(args, await todayOf(deps, channel.orgId));
  const whom = await inOrganization(deps.db, channel.orgId, (scope) =>
    findWhom({ ...setting, scope, conversationId: null, isInThread: false }, who),
  );
  await bringUpToDate(deps, channel.orgId, whom.userIds, daysOf(period));
  const found = await inOrganization(deps.db, channel.orgId, (scope) => readFigures(scope, whom, period));
  const picture = await drawTrend(deps.blobs, channel.orgId, trendOf(period), found.trend);
  return async ({ scope, staff, language, receipt }) => {
    await sendPrivately(scope, deps.channels, {
      userId: staff.userId,
      channelId: channel.id,
      command: "kpi",
      receipt,
      content: words(whom, period, found, language),
      files: [picture],
    });
    return plainText(
      {
        en: `The figures of ${whom.name} for ${days(period)} go to your private chat.`,
        zh: `${whom.name} ${days(period)} 的绩效已发送到您的私聊。`,
      }[language],
    );
  };
}

function words(whom: Whom, period: AskedPeriod, { now, before, people }: FoundFigures, language: Language): RichText {
  const shown = people.slice(0, MAX_SHOWN);
  const left = people.length - shown.length;
  return [
    ...figureWords(whom.name, period, [now, before], language),
    ...(shown.length > 0 ? [personLines(shown, language)] : []),
    ...(left > 0 ? [paragraph({ en: `and ${left} more`, zh: `另有 ${left} 人` }[language])] : []),
  ];
}
