import { fillPlaceholders } from "../../domain/content/fill-placeholders.ts";

/**
 * True when a text names something that is on file about the client: more than the names of the customer, the colleague
 * and the organisation.
 */
export function namesFacts(text: string): boolean {
  const onlyNames = { customerName: "x", agentName: "x", company: "x", facts: {} };
  return fillPlaceholders(text, onlyNames, "en").missing.length > 0;
}
