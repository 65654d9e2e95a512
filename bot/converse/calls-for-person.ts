import type { Matter } from "../conduct/matters/matter.ts";
import type { Signals } from "../signals/read-signals.ts";

/** A person's affair however mildly they are put. */
const grave: ReadonlySet<string> = new Set([
  "distress",
  "borrowed_money",
  "vulnerable",
  "fraud_on_customer",
  "account_security",
  "complaint_escalation",
]);
/** How somebody feels about what is over: managers hear of it, and nothing is left to do for the customer. */
const moods: ReadonlySet<string> = new Set(["anger", "abuse"]);

/**
 * True for words after which a person has to look after the customer, although they were only asked how satisfied they
 * are: a restricted matter, danger for them or their money, a complaint that goes further, any other grave risk. Pure.
 */
export function callsForPerson(signals: Pick<Signals, "risks">, matter: Matter | null): boolean {
  if (matter !== null) return true;
  return signals.risks.some(
    ({ kind, severity }) => grave.has(kind) || (!moods.has(kind) && (severity === "high" || severity === "critical")),
  );
}
