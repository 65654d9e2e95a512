/** Makes a thing when it is first asked for, and once: dictionaries of many megabytes are not everybody's. */
export function lazily<T>(make: () => T): () => T {
  let made: { thing: T } | null = null;
  return () => {
    made ??= { thing: make() };
    return made.thing;
  };
}
