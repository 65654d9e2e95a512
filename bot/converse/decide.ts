import type { Answer, Choice, GivenAnswer, NoAnswer, SmallTalk } from "../../knowledge/index.ts";
import type { Matter } from "../conduct/matters/matter.ts";
import type { CustomerRequest } from "../conduct/requests/customer-request.ts";

/** What the bot knows when it decides; a plain value, so that every rule can be tested. */
export interface DecisionInput {
  /** The request recognised in the text, if any. */
  request: CustomerRequest | "welcome" | "language" | "forget" | null;
  /** The message asks for a person, whatever else it asks for. */
  asksForPerson: boolean;
  /** What may not be answered from knowledge, if the text is about it. */
  matter: Matter | null;
  hasText: boolean;
  /** A picture, a voice, a file, …: nothing that the bot can read. */
  hasUnreadable: boolean;
  /** It came right after words of theirs that were answered: both are one thing said in two messages. */
  followsAnswered?: boolean;
  isBlacklisted: boolean;
  /** False while a person has the conversation or one was asked for, and where the bot may not write to customers. */
  aiEnabled: boolean;
  /** The bot may draft for the desk what it would have said. */
  maySuggest: boolean;
  /** Somebody has the conversation, or it waits for somebody already. */
  hasPerson: boolean;
  /** Null when nothing was looked up. */
  answer: Answer | null;
}

export type Decision =
  /** Nothing is said: a person has it, or is to see what somebody on the blacklist writes. */
  | { kind: "silent"; reason: "blacklisted" | "person_in_charge" | "afterword" }
  /** `/start` or `/help`: who we are and how this works. */
  | { kind: "welcome" }
  /** Another language was asked for, and nothing else. */
  | { kind: "language" }
  | { kind: "opt_out"; alsoHandsOver: boolean }
  | { kind: "opt_in" }
  /** Asked to forget what is remembered of them: done at once, whoever has the conversation. */
  | { kind: "forget" }
  /** A person was asked for: the bot falls silent. */
  | { kind: "hand_over" }
  /** The words after a rating call for a person: never decided here, see `heedComment`. */
  | { kind: "called_back" }
  /** Asked again for a person while one is awaited: the desk hears of it, the customer was told. */
  | { kind: "remind_desk" }
  /** An order to trade, a wish for advice, an account in strange hands: fixed words, and a person. */
  | { kind: Matter }
  | { kind: "answer"; answer: GivenAnswer }
  /** The customer is asked which of two or three they mean. */
  | { kind: "choice"; answer: Choice }
  /** Only the desk sees what the bot would have said. */
  | { kind: "suggest"; answer: GivenAnswer }
  /** The bot may not write here, and nobody has it: it waits for a person, without a word to the customer. */
  | { kind: "wait" }
  | { kind: "small_talk"; answer: SmallTalk }
  /** No approved answer is good enough: a person will, while the bot goes on with what it can. */
  | { kind: "no_answer"; answer: GivenAnswer | NoAnswer }
  | { kind: "unreadable" }
  /** What cannot be read came beside words that are answered: the desk alone hears of it. */
  | { kind: "unread_beside" };

/** True when the knowledge has to be asked before `decide` can. */
export function needsAnswer(input: Omit<DecisionInput, "answer">): boolean {
  if (input.request !== null || input.matter !== null || !input.hasText || input.isBlacklisted) return false;
  return input.aiEnabled || input.maySuggest;
}

/** Pure. The order is the order of precedence: a withdrawn consent counts whoever has the conversation. */
export function decide(input: DecisionInput): Decision {
  if (input.request === "opt_out") {
    return { kind: "opt_out", alsoHandsOver: input.asksForPerson && input.aiEnabled && !input.isBlacklisted };
  }
  if (input.request === "forget") return { kind: "forget" };
  if (input.isBlacklisted) return { kind: "silent", reason: "blacklisted" };
  if (input.request === "opt_in") return { kind: "opt_in" };
  if (input.request === "language" && input.aiEnabled) return { kind: "language" };
  if (input.request === "welcome" && input.aiEnabled) return { kind: "welcome" };
  if (input.request === "human") return input.aiEnabled ? { kind: "hand_over" } : { kind: "remind_desk" };
  if (!input.aiEnabled) return besideAPerson(input);
  if (input.matter !== null) return { kind: input.matter };
  if (!input.hasText && input.hasUnreadable && input.followsAnswered) return { kind: "unread_beside" };
  if (!input.hasText || !input.answer) return { kind: "unreadable" };
  return decideOn(input.answer);
}

function besideAPerson({ answer, matter, maySuggest, hasPerson }: DecisionInput): Decision {
  if (maySuggest && matter === null && answer?.kind === "answer" && answer.hasApprovedText)
    return { kind: "suggest", answer };
  return hasPerson ? { kind: "silent", reason: "person_in_charge" } : { kind: "wait" };
}

// An entry without an answer of its own is known, but not answered: a person has to.
function decideOn(answer: Answer): Decision {
  switch (answer.kind) {
    case "answer":
      return answer.hasApprovedText ? { kind: "answer", answer } : { kind: "no_answer", answer };
    case "choice":
      return { kind: "choice", answer };
    case "small_talk":
      return { kind: "small_talk", answer };
    case "no_answer":
      return { kind: "no_answer", answer };
  }
}
