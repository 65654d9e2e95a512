const SECOND_MS = 1_000;
const FIRST_MS = 5 * SECOND_MS;
const LONGEST_MS = 4 * 60 * 60 * SECOND_MS;
/** What an endpoint may ask for with `Retry-After`. */
const LONGEST_ASKED_MS = 24 * 60 * 60 * SECOND_MS;

/**
 * The wait before the next attempt: three times longer each time from five seconds up to four hours, by a tenth more or less
 * (`spread`, 0 to 1), and never shorter than the endpoint asked for.
 */
export function retryAfterMs(attempts: number, spread: number, askedMs: number | null): number {
  const base = Math.min(LONGEST_MS, FIRST_MS * 3 ** Math.min(attempts - 1, 20));
  const scattered = Math.round(base * (0.9 + 0.2 * spread));
  return Math.max(scattered, Math.min(askedMs ?? 0, LONGEST_ASKED_MS));
}

/** True where it is the endpoint that is away rather than one event that it does not take: then nothing is sent there. */
export function isAway(httpStatus: number | null): boolean {
  return httpStatus === null || [429, 502, 503, 504].includes(httpStatus);
}
