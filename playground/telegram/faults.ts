import { BotApiError } from "./bot-api-error.ts";

/** How Telegram, or the way to it, fails. */
export type Fault =
  | { kind: "rate_limited"; retryAfterSeconds: number }
  | { kind: "server_error" }
  | { kind: "unauthorized" }
  /** Any other refusal, worded as Telegram does. */
  | { kind: "refused"; code: number; description: string }
  /** The request is read, nothing is done, nobody ever answers. */
  | { kind: "no_answer" }
  /** The connection is cut before anything is done. */
  | { kind: "cut_before" }
  /** Everything is done, then the connection is cut before the answer. */
  | { kind: "cut_after" };

export interface Faults {
  /** Lets the next `times` calls of a method fail; `*` is every method. */
  add(method: string, fault: Fault, times: number): void;
  /** The fault for this call, used up by it. */
  next(method: string): Fault | undefined;
  clear(): void;
}

export function createFaults(): Faults {
  let planned: { method: string; fault: Fault; times: number }[] = [];
  return {
    add: (method, fault, times) => {
      planned.push({ method, fault, times });
    },
    next: (method) => {
      const plan = planned.find((candidate) => candidate.method === method || candidate.method === "*");
      if (!plan) return undefined;
      plan.times--;
      if (plan.times <= 0) planned = planned.filter((candidate) => candidate !== plan);
      return plan.fault;
    },
    clear: () => {
      planned = [];
    },
  };
}

/** The answer that a fault is, where it is one. */
export function refusalOf(fault: Fault): BotApiError | undefined {
  switch (fault.kind) {
    case "rate_limited": {
      const { retryAfterSeconds: seconds } = fault;
      return new BotApiError(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });
    }
    case "server_error":
      return new BotApiError(500, "Internal Server Error");
    case "unauthorized":
      return new BotApiError(401, "Unauthorized");
    case "refused":
      return new BotApiError(fault.code, fault.description);
    default:
      return undefined;
  }
}
