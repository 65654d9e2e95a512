import type { TelegramEmulator } from "../telegram/index.ts";
import type { EmulatedWecom } from "../wecom/index.ts";
import type { Feed } from "./feed.ts";
import type { WorkspaceParts } from "./workspace-view.ts";

interface Platforms {
  telegram: { emulator: TelegramEmulator; channelId: string };
  wecom: { emulator: EmulatedWecom; channelId: string };
  slack: WorkspaceParts;
}

/** Tells the feed of everything that happens on the emulated platforms. Returns the way to stop. */
export function followPlatforms({ telegram, wecom, slack }: Platforms, feed: Feed): () => void {
  const stops = [
    telegram.emulator.subscribe((change) => {
      if (change.type === "notice") feed.notice(telegram.channelId, String(change.personId), change.text);
      else feed.customerChanged(telegram.channelId, String(change.chatId));
    }),
    telegram.emulator.onAttempt(feed.moved),
    telegram.emulator.onCall(feed.moved),
    wecom.emulator.onChange((chat) => feed.customerChanged(wecom.channelId, chat)),
    wecom.emulator.onCall(feed.moved),
    slack.emulator.subscribe(feed.workspaceChanged),
    slack.emulator.onAttempt(feed.moved),
    slack.emulator.onCall(feed.moved),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
