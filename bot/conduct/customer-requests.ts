import { chineseRequest } from "./requests/chinese.ts";
import { readClauses } from "./requests/clauses.ts";
import { type CustomerRequest, customerRequests } from "./requests/customer-request.ts";
import { englishRequest } from "./requests/english.ts";

export interface RecognisedRequest {
  /** The one to obey first; null when nothing of the kind is asked. Opting out comes before everything else. */
  request: CustomerRequest | null;
  /**
   * All that the message asks for, in the order of `customerRequests`: "stop the ads and get me a human" asks two
   * things.
   */
  all: CustomerRequest[];
  /** The clauses that said so, in folded spelling. */
  words: string[];
}

/**
 * Recognises that a customer asks for a human, wants no more messages (STOP, 退订), or wants them again (START, 恢复):
 * as a whole message or a clear request, never inside a term (stop-loss, 人工智能, agent fee) and not when it is
 * denied, asked about or reported (不要转人工, "what happens if I unsubscribe", "I spoke to an agent").
 *
 * Grammars, not keywords: a clause must be a request from its first to its last word, so that what we do not know is
 * not a request. In doubt the message goes on to be answered like any other.
 */
export function recogniseRequest(message: string): RecognisedRequest {
  const found = new Map<CustomerRequest, string>();
  for (const clause of readClauses(message)) {
    const request = englishRequest(clause) ?? chineseRequest(clause);
    if (request !== null && !found.has(request)) found.set(request, clause.text);
  }
  const all = customerRequests.filter((request) => found.has(request));
  return { request: all[0] ?? null, all, words: all.map((request) => found.get(request) ?? "") };
}
