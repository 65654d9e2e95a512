import { z } from "zod";
import { type SlackEmulator, startSlackEmulator } from "../../playground/slack/index.ts";
import { startTelegramEmulator, type TelegramEmulator } from "../../playground/telegram/index.ts";
import { type EmulatedWecom, startEmulatedWecom } from "../../playground/wecom/index.ts";
import { slackSettings } from "../support/surfaces/slack-surface.ts";
import { connectTelegram, telegramSettings, telegramToken } from "../support/surfaces/telegram-surface.ts";
import { wecomSettings } from "../support/surfaces/wecom-surface.ts";
import type { DayClock } from "./day-clock.ts";
import { createLimitWatch, type Refusals } from "./limit-watch.ts";

/** The three platforms of the day, each with its published limits, in the day's time. */
export interface Platforms {
  slack: SlackEmulator;
  telegram: TelegramEmulator;
  wecom: EmulatedWecom;
  /** What an operator sets. */
  environment: Record<string, string>;
  /** What the platforms' limits did to the product. */
  limits(): LimitsMet;
  /** Tells each where the product listens; undefined while it does not run. */
  connect(url: string): Promise<void>;
  /** Resolves when each has told the product everything. */
  delivered(): Promise<void>;
  close(): Promise<void>;
}

/** How often platforms said to wait, and what became of that. */
export interface LimitsMet {
  slack: Refusals;
  telegram: Refusals;
  /** Messages to members that WeCom dropped without a word, and calls that it refused as too many (45009, 45033). */
  wecom: { dropped: number; tooMany: number };
}

/** chat.postMessage: about one a second in a channel, and short bursts are forgiven. */
const SLACK_RATE = { burst: 5, perSecond: 1 };
/** Slack asks again at once, and twice later: while the day stands still for a restart this is the machine's time. */
const SLACK_RETRIES_MS = [0, 3_000, 15_000];
/** Telegram gives a webhook sixty of these seconds, which a busy machine needs some of. */
const RETRY_SECOND_MS = 200;

const RefusedForRate = z.object({ error_code: z.literal(429), parameters: z.object({ retry_after: z.number() }) });
const TooManyCalls = z.object({ errcode: z.union([z.literal(45009), z.literal(45033)]) });

export async function startPlatforms(
  clock: DayClock,
  wecomMembers: { desk: readonly string[]; alerts: readonly string[] },
): Promise<Platforms> {
  const now = () => clock.now();
  const ofMachine = () => performance.now();
  const [slackWatch, telegramWatch] = [createLimitWatch(ofMachine), createLimitWatch(ofMachine)];
  const limitSecondMs = 1_000 / clock.speed;
  const slack = await startSlackEmulator({
    now,
    postRate: SLACK_RATE,
    retryDelaysMs: SLACK_RETRIES_MS,
    onPost: ({ channel, retryAfterSeconds }) =>
      slackWatch.called(channel, retryAfterSeconds && retryAfterSeconds * limitSecondMs),
  });
  const telegram = await startTelegramEmulator({
    token: telegramToken,
    now,
    secondMs: RETRY_SECOND_MS,
    hasLimits: true,
    limitSecondMs,
  });
  const wecom = await startEmulatedWecom({ now: () => now().getTime(), secondMs: 1_000 });
  const environment = {
    ...slackSettings(slack),
    ...telegramSettings(telegram),
    ...wecomSettings(wecom, wecomMembers),
  };
  telegram.onCall(({ method, params, answer }) => {
    if (!method.toLowerCase().startsWith("send")) return;
    const refused = RefusedForRate.safeParse(answer).data;
    const retryAfterMs = refused ? refused.parameters.retry_after * limitSecondMs : null;
    telegramWatch.called(String(params["chat_id"]), retryAfterMs);
  });
  let tooMany = 0;
  wecom.onCall(({ answer }) => {
    if (TooManyCalls.safeParse(answer).success) tooMany += 1;
  });
  return {
    slack,
    telegram,
    wecom,
    environment,
    limits: () => ({
      slack: slackWatch.counted(),
      telegram: telegramWatch.counted(),
      wecom: { dropped: wecom.dropped(), tooMany },
    }),
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
