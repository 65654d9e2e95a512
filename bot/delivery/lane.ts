/**
 * How soon a delivery is wanted. `customer`: somebody waits for it. `staff`: answers to commands, marks and alerts.
 * `unhurried`: mirrors and campaigns, which come after everything else.
 */
export type Lane = "customer" | "staff" | "unhurried";

/** Which lane a delivery takes. */
export function laneOf({ audience, purpose }: { audience: "customer" | "staff"; purpose: string }): Lane {
  if (purpose === "desk" || purpose === "marketing") return "unhurried";
  return audience === "staff" ? "staff" : "customer";
}
