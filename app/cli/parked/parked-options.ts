/** What narrows the commands to some of what is parked. */
export interface ParkedOptions {
  channel?: string;
  since?: string;
  all?: boolean;
}
