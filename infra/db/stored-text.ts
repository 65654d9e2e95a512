/**
 * Text as PostgreSQL can keep it: no NUL, no lone surrogate (a jsonb value with either is refused, and one strange
 * message would block its chat). Everything else is kept as it came.
 */
export function storedText(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "");
}

/** The same for every string inside a JSON value. */
export function storedJson<T>(value: T): T {
  if (typeof value === "string") return storedText(value) as T;
  if (Array.isArray(value)) return value.map(storedJson) as T;
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storedText(key), storedJson(inner)])) as T;
  }
  return value;
}
