/** A pattern for a clause from its first to its last character. */
export function whole(body: string): RegExp {
  return new RegExp(`^(?:${body})$`, "u");
}

export function matchesAny(patterns: RegExp[], text: string): boolean {
  return patterns.some((pattern) => pattern.test(text));
}
