/** A service of somebody else that is given customers' text. */
export interface ServicePlace {
  /** Who receives it, as a consent names them: `model:api.example.com`. */
  recipient: string;
  /** Where it is kept and read; null: nobody said. */
  region: string | null;
}

/** The region that a customer's text must not leave, and to whom it may go all the same. */
export interface RegionPin {
  region: string;
  consented: ReadonlySet<string>;
}

/** True when a text under the pin must not go there. What runs in this process (null) is never outside. */
export function isOutside(place: ServicePlace | null, pin: RegionPin | null | undefined): boolean {
  if (!place || !pin) return false;
  return place.region !== pin.region && !pin.consented.has(place.recipient);
}
