import { DeliveryError } from "../../bot/ports/delivery-error.ts";
import type { WechatyBot, WechatyPackages } from "./wechaty-api.ts";

export type SessionState =
  /** Another process listens, or nobody does. */
  | "elsewhere"
  /** Running, and neither logged in yet nor asked to. */
  | "starting"
  /** A person has to scan the code. */
  | "logged_out"
  | "logged_in";

export interface LiveSession {
  bot: WechatyBot;
  packages: WechatyPackages;
}

/** The one WeChat session of a channel, shared between listening, which opens it, and sending, which uses it. */
export interface Session {
  open(live: LiveSession): void;
  close(): void;
  /** WeChat ended the login, or shows a code to scan; false once somebody did. */
  needsPerson(needs: boolean): void;
  state(): SessionState;
  /** @throws DeliveryError when nothing can be asked of WeChat from here and now; certainly nothing was sent. */
  use(): LiveSession;
  /** Counts messages that arrived and were not stored, since the process started. Returns the sum. */
  countLost(messages: number): number;
}

export function createSession(): Session {
  let live: LiveSession | undefined;
  let waitsForPerson = false;
  let lost = 0;

  const state = (): SessionState => {
    if (!live) return "elsewhere";
    const { bot } = live;
    if (bot.puppet.state.inactive() === false && bot.isLoggedIn) return "logged_in";
    return waitsForPerson ? "logged_out" : "starting";
  };

  return {
    open: (opened) => {
      live = opened;
    },
    close: () => {
      live = undefined;
      waitsForPerson = false;
    },
    needsPerson: (needs) => {
      waitsForPerson = needs;
    },
    state,
    use: () => {
      const found = state();
      if (live && found === "logged_in") return live;
      throw notUsable(found);
    },
    countLost: (messages) => {
      lost += messages;
      return lost;
    },
  };
}

function notUsable(state: SessionState): DeliveryError {
  const details = { session: state };
  switch (state) {
    case "logged_out": {
      const message = "the WeChat account is logged out: scan the code of the log event wechaty.scan";
      return new DeliveryError("retry", message, { fault: "channel_broken", details });
    }
    case "starting":
      return new DeliveryError("retry", "the WeChat session is starting", { details });
    default:
      return new DeliveryError("retry", "this process does not hold the WeChat session", { details });
  }
}
