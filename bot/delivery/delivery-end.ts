import type { DeliveryFault } from "../ports/delivery-error.ts";

/** What became of a delivery that is not tried again. */
export type DeliveryEnd = { kind: "sent" } | { kind: "failed" | "uncertain"; fault: DeliveryFault; reason: string };
