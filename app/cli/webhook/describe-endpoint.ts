import type { Endpoint } from "../../../domain/outgoing/endpoint.ts";
import { minute } from "../table.ts";

/** An endpoint as people see it: nothing of its secrets. */
export function describeEndpoint(endpoint: Endpoint) {
  const { id, name, url, events, withText, createdAt } = endpoint;
  return { id, name, url, events, text: withText, state: stateOf(endpoint), createdAt };
}

function stateOf({ status, pausedBy, failures, retryAt }: Endpoint): string {
  if (status === "paused") return pausedBy === "gone" ? "paused: it answered that it is gone (410)" : "paused";
  return failures > 0 ? `cannot be reached, ${failures} times; again ${minute(retryAt)}` : status;
}
