import type { Capabilities, Rate } from "../../bot/ports/adapter.ts";

/**
 * UTF-16 units of one text. Nobody publishes WeChat's limit and puppets do not check it; clients are seen to take more,
 * so this leaves room for the lines that stand for buttons.
 */
export const maxTextLength = 2_000;
/** WeChat's own limit differs by kind and client; puppets carry a file in memory, in one message of their protocol. */
export const maxFileBytes = 25_000_000;

/** Accounts that write faster are banned: one message every two to three seconds is the community's advice. */
export const advisedRate: Rate = { messages: 1, perMs: 2_500 };
/** What `send` refuses to go below, whatever the core's pace; a little less, so that the two do not trip each other. */
export const leastGapMs = 2_000;

export const capabilities: Capabilities = {
  textLimit: { max: maxTextLength, unit: "utf16" },
  buttons: false,
  threads: false,
  edits: false,
  deletes: true,
  deletesWithinMs: 2 * 60_000,
  filesPerMessage: 1,
  maxFileBytes,
  // No idempotency key, no receipt, and nothing to look a sent message up by.
  uncertainSend: "resend_once",
  replyBudget: null,
  rates: { perChannel: advisedRate },
};
