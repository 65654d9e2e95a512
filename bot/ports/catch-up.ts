import type { DeliveryError } from "./delivery-error.ts";
import type { Receipt } from "./receipt.ts";

/** Reading back what was said while nobody listened, a few calls of the platform at a time. */
export interface CatchUp {
  /**
   * Where something may have been said in that time: of the places known to us those that are worth reading, and those
   * of people who never wrote before. Throws DeliveryError.
   */
  places(known: readonly MissedPlace[], window: MissedWindow): Promise<FoundPlaces>;
  /**
   * What was said at one place. A receipt has the key that the platform's own delivery of the same thing has. `places`
   * are those to be read besides: its next pages, threads in which somebody wrote. Throws DeliveryError.
   */
  read(place: MissedPlace, window: MissedWindow): Promise<{ receipts: Receipt[]; places: MissedPlace[] }>;
}

export interface FoundPlaces {
  places: MissedPlace[];
  /** Why there may be others: the platform refused to say. */
  unfound?: DeliveryError;
}

/** A chat, one of its threads, or a page of either. */
export interface MissedPlace {
  chatId: string;
  threadId?: string;
  cursor?: string;
}

/** From the last moment at which we heard, to the first at which we hear again; ISO 8601. */
export interface MissedWindow {
  from: string;
  to: string;
}
