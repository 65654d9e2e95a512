import type { Diagnosis } from "../../bot/ports/adapter.ts";
import { errorMessage } from "../../infra/errors.ts";
import type { Session, SessionState } from "./session.ts";
import type { WechatyPackages } from "./wechaty-api.ts";

/** Checks the packages and, where this process holds it, the session; and says what wechaty cannot promise. */
export async function diagnose(load: () => Promise<WechatyPackages>, session: Session): Promise<Diagnosis[]> {
  return [await checkPackages(load), checkSession(session.state()), limits(session.countLost(0))];
}

async function checkPackages(load: () => Promise<WechatyPackages>): Promise<Diagnosis> {
  try {
    await load();
    return { check: "wechaty", ok: true, message: "wechaty is installed" };
  } catch (error) {
    return { check: "wechaty", ok: false, message: errorMessage(error) };
  }
}

function checkSession(state: SessionState): Diagnosis {
  const check = "session";
  switch (state) {
    case "logged_in":
      return { check, ok: true, message: "the account is logged in" };
    case "starting":
      return { check, ok: false, message: "the session is starting; look again in a minute" };
    case "logged_out":
      return { check, ok: false, message: "logged out: scan the code of the log event wechaty.scan with the phone" };
    case "elsewhere":
      return {
        check,
        ok: true,
        message: "not looked at: the session lives in the process that listens (role all, or one worker)",
      };
  }
}

function limits(lost: number): Diagnosis {
  const promises = [
    "nothing is acknowledged: what arrives while no process listens may be lost",
    `messages lost since this process started: ${lost}`,
    "files can be fetched while the session that received them lives",
    "an unofficial puppet is against WeChat's terms, and accounts are banned for it",
  ];
  return { check: "what cannot be promised", ok: true, message: promises.join("; ") };
}
