import type { DeliveryFault } from "../ports/delivery-error.ts";

/** What became of a delivery, once it is known. */
export type DeliveryEnd =
  /** `isTogether`: in one message with others. */
  { kind: "sent"; isTogether?: boolean } | { kind: "failed" | "uncertain"; fault: DeliveryFault; reason: string };
