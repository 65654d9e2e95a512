import { driverError, errorCode } from "./error-code.ts";

// PostgreSQL, Appendix A: 08 connection exception, 40 transaction rollback (deadlock, serialization), 53 insufficient
// resources, 55P03 lock not available, 57 operator intervention (shutdown, cancelled statement, not accepting yet).
const passingStates = /^(08|40|53|57|55P03)/;
// Of the operating system: ECONNREFUSED, ECONNRESET, ETIMEDOUT, …
const systemCode = /^E[A-Z]+$/;
// pg gives connections that broke no code, only these words (pg/lib/client.js); knex puts its statement before them.
const brokenConnection =
  /(Connection terminated( unexpectedly)?|Client has encountered a connection error and is not queryable|Client was closed and is not queryable|timeout expired)$/;

/**
 * True when a statement failed although nothing was wrong with it: the database is away, going, or too busy. The same
 * again later may work.
 */
export function isPassingTrouble(thrown: unknown): boolean {
  const error = driverError(thrown);
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isPassingTrouble); // several addresses were tried
  if (error.name === "KnexTimeoutError" || error.name === "TimeoutError") return true; // no connection became free
  const code = errorCode(error);
  if (isOutdatedPlan(error)) return true;
  return code === null ? brokenConnection.test(error.message) : passingStates.test(code) || systemCode.test(code);
}

/**
 * "cached plan must not change result type" (0A000): a table changed under a statement that was prepared, as while a
 * migration runs beside this version. The next try prepares it anew.
 */
export function isOutdatedPlan(error: unknown): boolean {
  return errorCode(error) === "0A000" && error instanceof Error && /cached plan/.test(error.message);
}
