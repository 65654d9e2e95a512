/** Which platforms seem to be away, as this process sees it: sends to several chats of a channel failed in a row. */
export interface Outages {
  /** Sends to the channel fail; asked again before each attempt, since one that works ends it. */
  isAway(channelId: string): boolean;
  /** So many attempts of the channel wait for the platform, or are about to. */
  underWay(channelId: string): number;
  /** How long the one that has lasted longest has, in milliseconds; 0 of none. */
  longestMs(channelId: string): number;
  /** Somebody sets out to send; `end` follows in any case. */
  begin(channelId: string): Attempt;
  /** True once after the platform came back: what waits out its failures may go now. */
  isBack(channelId: string): boolean;
}

export interface Attempt {
  /** The send failed as sends do while a platform is away. */
  failed(chat: string): void;
  /** It was taken, or refused for a reason of its own. */
  answered(): void;
  /** Nothing was sent, or its end was told already. */
  end(): void;
}

/** A chat whose every send fails is no outage. */
const CHATS = 2;
/** Where nothing was tried for so long, something may be. */
const TRY_AGAIN_MS = 60_000;
/** Two chats that always fail are not tried with every message that somebody else gets. */
const NOT_WITHIN_MS = 15_000;

interface State {
  /** Those that failed since the last send that was answered. */
  failing: Set<string>;
  /** When an attempt last began or failed. */
  triedAt: number;
  underWay: Set<{ since: number }>;
  /** It came back, and nobody was told. */
  isUntold: boolean;
  toldAt: number;
}

/** `now` is a clock that only goes forward, in milliseconds. */
export function createOutages(now = () => performance.now()): Outages {
  const channels = new Map<string, State>();
  const of = (channelId: string): State => {
    const known = channels.get(channelId);
    if (known) return known;
    const fresh = {
      failing: new Set<string>(),
      triedAt: 0,
      underWay: new Set<never>(),
      isUntold: false,
      toldAt: -NOT_WITHIN_MS,
    };
    channels.set(channelId, fresh);
    return fresh;
  };
  return {
    isAway: (channelId) => {
      const { failing, triedAt } = of(channelId);
      return failing.size >= CHATS && now() - triedAt < TRY_AGAIN_MS;
    },
    underWay: (channelId) => of(channelId).underWay.size,
    longestMs: (channelId) => {
      // They stand in the order in which they began.
      const [longest] = of(channelId).underWay;
      return longest ? now() - longest.since : 0;
    },
    begin: (channelId) => {
      const state = of(channelId);
      const attempt = { since: now() };
      state.underWay.add(attempt);
      // While this one tries, the others wait on.
      state.triedAt = attempt.since;
      const end = () => void state.underWay.delete(attempt);
      return {
        failed: (chat) => {
          end();
          state.triedAt = now();
          if (state.failing.size < CHATS) state.failing.add(chat);
        },
        answered: () => {
          end();
          if (state.failing.size >= CHATS) state.isUntold = true;
          state.failing.clear();
        },
        end,
      };
    },
    isBack: (channelId) => {
      const state = of(channelId);
      if (!state.isUntold || now() - state.toldAt < NOT_WITHIN_MS) return false;
      state.isUntold = false;
      state.toldAt = now();
      return true;
    },
  };
}
