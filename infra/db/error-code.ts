/**
 * What a failed statement says of why: PostgreSQL's SQLSTATE (`40P01`) or the system's code (`ECONNRESET`); null where it
 * says nothing. Errors of a model's statement carry the driver's own inside them (objection's db-errors, `nativeError`).
 */
export function errorCode(error: unknown): string | null {
  const cause = driverError(error);
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : null;
}

/** The error as the driver threw it. */
export function driverError(error: unknown): unknown {
  return error instanceof Error && "nativeError" in error && error.nativeError instanceof Error
    ? error.nativeError
    : error;
}
