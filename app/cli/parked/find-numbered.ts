import { findParked, type ParkedReceipt } from "../../../bot/intake/parked/find-parked.ts";
import type { OrgScope } from "../../../infra/db/organization-scope.ts";
import { NotFoundError } from "../../../infra/errors.ts";
import { readNumbers } from "../read-numbers.ts";

/**
 * The parked receipts of these numbers, locked. @throws NotFoundError naming those that are not parked, so none is
 * changed.
 */
export async function lockNumbered(scope: OrgScope, words: readonly string[]): Promise<ParkedReceipt[]> {
  const numbers = readNumbers(words, "parked list");
  const found = await findParked(scope, { numbers, atMost: numbers.length }, { lock: true });
  const missing = numbers.filter((number) => !found.some((receipt) => receipt.number === number));
  if (missing.length === 0) return found;
  throw new NotFoundError(`Nothing is parked under ${missing.join(", ")}: deskhand parked list shows what is`);
}
