/**
 * Text as PostgreSQL can keep it: no NUL, no lone surrogate (a jsonb value with either is refused, and one strange
 * message would block its chat). Everything else is kept as it came.
 */
export function storedText(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "");
}

/**
 * The same for every string inside a JSON value. A date stays one: JSON.stringify writes it. Whatever else is no plain object
 * (bytes, an address, a model) has its strings where only JSON shows them, and becomes what it is in JSON.
 */
export function storedJson<T>(value: T): T {
  if (typeof value === "string") return storedText(value) as T;
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map((inner) => storedJson(inner)) as T;
  if (isPlain(value)) {
    // What is not defined is nothing in JSON, and must not take the place of a name that becomes the same.
    const said = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return Object.fromEntries(said.map(([key, inner]) => [storedText(key), storedJson(inner)])) as T;
  }
  const json: string | undefined = JSON.stringify(value);
  return json === undefined ? value : storedJson(JSON.parse(json));
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  const saysItself = "toJSON" in value && typeof value.toJSON === "function";
  return (prototype === Object.prototype || prototype === null) && !saysItself;
}
