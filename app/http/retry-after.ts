/** Seconds, on every 503: Telegram honours it, and five seconds is what a restart of the database takes. */
export const RETRY_AFTER = "5";
