/**
 * How soon a delivery is wanted, soonest first. `customer`: somebody waits for it. `staff`: answers to commands, marks and
 * alerts. `mirror`: what the desk sees of a conversation. `campaign`: what nobody waits for.
 */
export const lanes = ["customer", "staff", "mirror", "campaign"] as const;
export type Lane = (typeof lanes)[number];

/** Which lane a delivery takes; `FIRST_LANE` says it of several. */
export function laneOf({ audience, purpose }: { audience: "customer" | "staff"; purpose: string }): Lane {
  if (purpose === "marketing") return "campaign";
  if (purpose === "desk") return "mirror";
  return audience === "staff" ? "staff" : "customer";
}

/** In SQL: the lane of the soonest of a group of `deliveries`. */
export const FIRST_LANE = `(ARRAY['${lanes.join("', '")}'])[min(CASE WHEN purpose = 'marketing' THEN 4
  WHEN purpose = 'desk' THEN 3 WHEN audience = 'staff' THEN 2 ELSE 1 END)]`;
