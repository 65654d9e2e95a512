import { type SlackEmulator, startSlackEmulator } from "../../playground/slack/index.ts";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { type EmulatedWecom, startEmulatedWecom } from "../../playground/wecom/index.ts";
import { slackSettings } from "../support/surfaces/slack-surface.ts";
import { connectTelegram, telegramSettings, telegramToken } from "../support/surfaces/telegram-surface.ts";
import { wecomSettings } from "../support/surfaces/wecom-surface.ts";
import type { DayClock } from "./day-clock.ts";

/** The three platforms of the day, each with its published limits, in the day's time. */
export interface Platforms {
  slack: SlackEmulator;
  telegram: TelegramEmulator;
  wecom: EmulatedWecom;
  /** What an operator sets. */
  environment: Record<string, string>;
  /** How often a platform refused a call because there were too many. */
  refusals(): Record<"slack" | "telegram" | "wecom", number>;
  /** Tells each where the product listens; undefined while it does not run. */
  connect(url: string): Promise<void>;
  /** Resolves when each has told the product everything. */
  delivered(): Promise<void>;
  close(): Promise<void>;
}

/** chat.postMessage: about one a second in a channel, and short bursts are forgiven. */
const SLACK_RATE = { burst: 5, perSecond: 1 };
/** Slack asks again at once, and twice later: while the day stands still for a restart this is the machine's time. */
const SLACK_RETRIES_MS = [0, 3_000, 15_000];
/** Telegram gives a webhook sixty of these seconds, which a busy machine needs some of. */
const RETRY_SECOND_MS = 200;

export async function startPlatforms(
  clock: DayClock,
  wecomMembers: { desk: readonly string[]; alerts: readonly string[] },
): Promise<Platforms> {
  const now = () => clock.now();
  const slack = await startSlackEmulator({ now, postRate: SLACK_RATE, retryDelaysMs: SLACK_RETRIES_MS });
  const telegram = await startTelegramEmulator({
    token: telegramToken,
    now,
    secondMs: RETRY_SECOND_MS,
    hasLimits: true,
    limitSecondMs: 1_000 / clock.speed,
  });
  const wecom = await startEmulatedWecom({ now: () => now().getTime(), secondMs: 1_000 });
  const environment = {
    ...slackSettings(slack),
    ...telegramSettings(telegram),
    ...wecomSettings(wecom, wecomMembers),
  };
  let tooMany = 0;
  telegram.onCall(({ status }) => {
    if (status === 429) tooMany += 1;
  });
  return {
    slack,
    telegram,
    wecom,
    environment,
    refusals: () => ({ slack: slack.limited(), telegram: tooMany, wecom: wecom.dropped() }),
    connect: async (url) => {
      slack.connect(`${url}/webhooks/slack`);
      await connectTelegram(telegram, url);
      wecom.callbacks.setUrl(`${url}/webhooks/wecom`);
    },
    delivered: async () => {
      await slack.dispatcher.settled();
      await telegram.delivered();
      await wecom.callbacks.settled();
    },
    close: async () => {
      await Promise.all([slack.close(), telegram.close(), wecom.close()]);
    },
  };
}
