import type { Decision } from "./decide.ts";

/** True when a turn ends with something in the customer's message that only a person can answer. Pure. */
export function isLeftToPerson(decision: Decision, isAnswerHeld: boolean): boolean {
  switch (decision.kind) {
    case "welcome":
    case "opt_in":
    case "forget":
    case "choice":
    case "small_talk":
    case "unread_beside":
      return false;
    case "opt_out":
      return decision.alsoHandsOver;
    case "answer":
      return isAnswerHeld;
    case "silent":
      return decision.reason !== "afterword";
    default:
      return true;
  }
}
