import type { Since } from "../read-since.ts";

/** What narrows the commands to some of what is parked. */
export interface ParkedOptions {
  channel?: string;
  since?: Since;
  all?: boolean;
}
