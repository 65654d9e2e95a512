import type { Api } from "grammy";
import type { Clock } from "../../infra/clock.ts";
import type { TelegramSettings } from "./settings.ts";

/** What the checks of a channel work with. */
export interface DiagnoseParts {
  api: Api;
  settings: TelegramSettings;
  clock: Clock;
  channelId: string;
  /** The address last registered by this process, when it has registered one. */
  webhookUrl: () => string | undefined;
}
