/** What can go wrong with a call to the Web API. */
export type SlackFault =
  | { kind: "rate_limited"; retryAfterSeconds: number }
  | { kind: "http"; status: number }
  /** An answer `{ok: false}` with this error, as Slack refuses. */
  | { kind: "error"; error: string }
  /** The request is read and nothing ever comes back. */
  | { kind: "no_answer" }
  /** The call is carried out, then the connection is cut before the answer. */
  | { kind: "lost_answer" };

export interface Faults {
  /** The next `times` calls of a method (`*`: of any) meet this. Several are met in the order they were given. */
  next(method: string, fault: SlackFault, times?: number): void;
  /** Takes the fault that the call meets, if one waits for it. */
  take(method: string): SlackFault | null;
  clear(): void;
}

export function createFaults(): Faults {
  let waiting: { method: string; fault: SlackFault; left: number }[] = [];
  return {
    next(method, fault, times = 1) {
      waiting.push({ method, fault, left: times });
    },
    take(method) {
      const entry = waiting.find((candidate) => candidate.method === method || candidate.method === "*");
      if (!entry) return null;
      entry.left -= 1;
      waiting = waiting.filter((candidate) => candidate.left > 0);
      return entry.fault;
    },
    clear() {
      waiting = [];
    },
  };
}
