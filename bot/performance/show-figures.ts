import { DateTime } from "luxon";
import type { Language } from "../../domain/language/language.ts";
import type { AskedPeriod, Period } from "../../domain/performance/period.ts";
import {
  type Performance,
  readEach,
  readMedians,
  readTogether,
  readTrend,
  type TrendDay,
} from "../../domain/performance/read-performance.ts";
import { inOrganization, type OrgScope } from "../../infra/db/organization-scope.ts";
import type { CommandSetting, RunCommand } from "../commands/command.ts";
import { sendPrivately } from "../desk/send-privately.ts";
import { paragraph, plainText, type RichText } from "../ports/rich-text.ts";
import { bringUpToDate, todayOf } from "./bring-up-to-date.ts";
import { days, type Figures, figureWords } from "./figure-words.ts";
import { type PersonFigures, personLines } from "./person-lines.ts";
import { readKpiRequest } from "./read-request.ts";
import { drawTrend } from "./trend-picture.ts";
import { findWhom, type Whom } from "./whom.ts";

const MAX_SHOWN = 20;
/** A single day has no trend: it is drawn with the days before it. */
const TREND_DAYS = 7;

/** Somebody's figures with their trend as a picture, to the asker's private chat. */
export async function showFigures(setting: CommandSetting, args: string): Promise<RunCommand> {
  const { deps, channel } = setting;
  const { who, period } = readKpiRequest(args, await todayOf(deps, channel.orgId));
  const whom = await inOrganization(deps.db, channel.orgId, (scope) =>
    findWhom({ ...setting, scope, conversationId: null, isInThread: false }, who),
  );
  const drawn = trendOf(period);
  const from = period.before.from < drawn.from ? period.before.from : drawn.from;
  await bringUpToDate(deps, channel.orgId, whom.userIds, { from, to: period.to });
  const found = await inOrganization(deps.db, channel.orgId, (scope) => readFigures(scope, whom, period, drawn));
  const picture = await drawTrend(deps.blobs, channel.orgId, drawn, found.trend);
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

interface Found {
  now: Figures;
  before: Figures;
  people: PersonFigures[];
  trend: TrendDay[];
}

async function readFigures(
  scope: OrgScope,
  { userIds, isGroup }: Whom,
  period: AskedPeriod,
  drawn: Period,
): Promise<Found> {
  return {
    now: await readSum(scope, userIds, period),
    before: await readSum(scope, userIds, period.before),
    people: isGroup ? await readPeople(scope, userIds, period) : [],
    trend: await readTrend(scope, userIds, drawn),
  };
}

async function readSum(scope: OrgScope, userIds: readonly string[], period: Period): Promise<Figures> {
  const sum: Performance = await readTogether(scope, userIds, period);
  return { ...sum, median: (await readMedians(scope, userIds, period)).get(null) ?? null };
}

/** Each of them with what they did, the best first. */
export async function readPeople(
  scope: OrgScope,
  userIds: readonly string[],
  period: Period,
): Promise<PersonFigures[]> {
  const medians = await readMedians(scope, userIds, period);
  return (await readEach(scope, userIds, period)).map((one) => ({ ...one, median: medians.get(one.user_id) ?? null }));
}

function words(whom: Whom, period: AskedPeriod, { now, before, people }: Found, language: Language): RichText {
  const shown = people.slice(0, MAX_SHOWN);
  const left = people.length - shown.length;
  return [
    ...figureWords(whom.name, period, [now, before], language),
    ...(shown.length > 0 ? [personLines(shown, language)] : []),
    ...(left > 0 ? [paragraph({ en: `and ${left} more`, zh: `另有 ${left} 人` }[language])] : []),
  ];
}

function trendOf({ from, to }: Period): Period {
  if (from !== to) return { from, to };
  const first = DateTime.fromISO(to, { zone: "utc" }).minus({ days: TREND_DAYS - 1 });
  return { from: first.toFormat("yyyy-MM-dd"), to };
}
