import type { Crew } from "../support/surfaces/open-staffed-desk.ts";
import type { StaffedDesk } from "../support/surfaces/staffed-desk.ts";
import type { DeskedConversation } from "../support/surfaces/surface.ts";

/** The desk over the large database, with a customer who has written for years. */
export interface ScaleDesk extends StaffedDesk, Crew {
  cora: Crew["ann"];
  fish: { about: DeskedConversation; code: string };
}

/** Something that people or programs ask of the product. */
export interface Drive {
  /** `/queue`, `getCustomer`, `watch_alerts`. */
  name: string;
  run(desk: ScaleDesk): Promise<unknown>;
}
